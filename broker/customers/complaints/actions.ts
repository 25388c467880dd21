import {
  AppError,
  aboutField,
  type ComplaintAction,
  type ComplaintEvent,
  type ComplaintState,
  changedMeanwhile,
  complaintActionRules,
  complaintActionWords,
  fieldWord,
  type Localized,
} from "../../../contract/index.ts";
import type { ComplaintRow } from "../../store/customer-rows.ts";
import type { Threshold } from "./clocks.ts";
import { clockNamed, saying, stateWords, verdictWords } from "./words.ts";

interface Rule {
  /** Left out: the state stays. */
  readonly to?: ComplaintState;
  readonly kind: ComplaintEvent["kind"];
  readonly says: Localized;
}

/** Where an action leads a complaint; what allows it is in the contract's table. An answer acknowledges, too. */
const table: Readonly<Record<ComplaintAction["action"], Rule>> = {
  acknowledge: { to: "acknowledged", kind: "acknowledged", says: stateWords.acknowledged },
  answer: { to: "answered", kind: "answered", says: stateWords.answered },
  close: { to: "closed", kind: "closed", says: stateWords.closed },
  reopen: { to: "acknowledged", kind: "reopened", says: { en: "reopened", "zh-CN": "重新处理" } },
  comment: { kind: "comment", says: { en: "comment", "zh-CN": "备注" } },
};

const missing = (need: string, why: ComplaintAction["action"]): AppError =>
  aboutField("badArgs", `body.${need}`, {
    en: `${why} needs ${need}`,
    "zh-CN": `${complaintActionWords[why]}须填写${fieldWord(need)}`,
  });

const check = (row: ComplaintRow, action: ComplaintAction): void => {
  const { from, needs } = complaintActionRules[action.action];
  if (action.version !== undefined && action.version !== row.version)
    throw changedMeanwhile(
      { en: `complaint ${row.number}`, "zh-CN": `投诉 ${row.number}` },
      row.version,
      action.version,
    );
  if (!from.includes(row.state)) {
    const [hint, zh] =
      action.action === "close" && row.state !== "closed" ? ["; answer it first", "；请先答复"] : ["", ""];
    throw new AppError("conflict", {
      en: `complaint ${row.number} is ${row.state}: ${action.action} is not possible${hint}`,
      "zh-CN": `投诉 ${row.number} ${stateWords[row.state]["zh-CN"]}，不能${complaintActionWords[action.action]}${zh}`,
    });
  }
  if (row.timeline.length >= maxEvents)
    throw new AppError("refused", {
      en: `complaint ${row.number} has ${maxEvents} entries already`,
      "zh-CN": `投诉 ${row.number} 的记录已达上限 ${maxEvents} 条`,
    });
  for (const need of needs) if (!action[need]?.trim()) throw missing(need, action.action);
};

const eventText = (action: ComplaintAction, rule: Rule, nameOf: Doing["nameOf"]): Localized => {
  if (action.action === "comment") return { en: action.text ?? "", "zh-CN": action.text ?? "" };
  if (!action.verdict) return saying(rule.says, action.text);
  const about = action.about === undefined ? "" : ` (${nameOf(action.about)})`;
  const words = verdictWords[action.verdict];
  return saying({ en: `${words.en}${about}`, "zh-CN": `${words["zh-CN"]}${about}` }, action.text);
};

interface Doing {
  readonly by: string;
  readonly now: number;
  /** What somebody is called; whom nobody knows as they were named. */
  readonly nameOf: (person: string) => string;
}

/** What people may say of one complaint; its escalations are few and always told. */
const maxEvents = 400;

export const append = (row: ComplaintRow, event: ComplaintEvent): ComplaintRow => ({
  ...row,
  timeline: [...row.timeline, event],
});

/**
 * What a person does to a complaint. Pure. Throws `AppError`: `conflict` if its state does not allow it or it is not the version the person saw,
 * `badArgs` for what is missing, `refused` where there are too many entries.
 */
export const applyAction = (row: ComplaintRow, action: ComplaintAction, { by, now, nameOf }: Doing): ComplaintRow => {
  const rule = table[action.action];
  check(row, action);
  const closes = action.action === "close";
  const { verdict: _verdict, about: _about, closedAt: _closed, ...plain } = row;
  const base: ComplaintRow = action.action === "reopen" ? plain : row;
  const next: ComplaintRow = {
    ...base,
    state: rule.to ?? row.state,
    ...(closes && action.verdict ? { verdict: action.verdict, closedAt: now } : {}),
    ...(closes && action.about !== undefined ? { about: action.about } : {}),
  };
  return append(next, { at: now, by, kind: rule.kind, text: eventText(action, rule, nameOf) });
};

export const escalatedEvent = (now: number, { clock, percent }: Threshold): ComplaintEvent => {
  const name = clockNamed(clock);
  return {
    at: now,
    by: "broker",
    kind: "escalated",
    clock,
    percent,
    text: {
      en: `${percent} % of the time for "${name.en}" is used up`,
      "zh-CN": `“${name["zh-CN"]}”时限已用 ${percent} %`,
    },
  };
};
