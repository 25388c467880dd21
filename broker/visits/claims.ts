import {
  type ActOnVisit,
  AppError,
  changedMeanwhile,
  fieldWord,
  type Issue,
  issueAt,
  type VisitAction,
  type VisitClaim,
  visitActionWords,
  visitRules,
  visitStateWords,
  wrongField,
  wrongFields,
} from "../../contract/index.ts";
import type { VisitRow } from "../store/visit-rows.ts";

type Field = Exclude<keyof ActOnVisit, "action" | "key" | "at" | "version" | "force">;

const fields: readonly Field[] = [
  "device",
  "item",
  "oldSerial",
  "newSerial",
  "stock",
  "returnTo",
  "outcome",
  "name",
  "text",
  "from",
  "to",
  "zone",
  "technician",
];

/** Throws `invalid` that names every field an action lacks or does not take. */
export const checkFields = (request: ActOnVisit): void => {
  const { needs = [], takes = [] } = visitRules[request.action];
  const issues = fields.flatMap((field): Issue[] => {
    const given = request[field] !== undefined;
    const say = (en: string, zh: string): Issue[] => [
      issueAt(`body.${field}`, {
        en: `${en} by ${request.action}`,
        "zh-CN": `${visitActionWords[request.action]}${zh}`,
      }),
    ];
    if (needs.includes(field) && !given) return say("is needed", "必须填写");
    if (given && !needs.includes(field) && !takes.includes(field)) return say("is not taken", "不用填写");
    return [];
  });
  if (issues.length > 0) throw wrongFields(issues);
};

/** Throws `conflict` if the visit is not what the person saw, or if its state does not allow what they say. */
export const checkState = (row: VisitRow, { action, version }: ActOnVisit): void => {
  if (version !== undefined && version !== row.version)
    throw changedMeanwhile({ en: `visit ${row.number}`, "zh-CN": `上门 ${row.number}` }, row.version, version);
  if (!visitRules[action].from.includes(row.state))
    throw new AppError("conflict", {
      en: `visit ${row.number} is ${row.state}: ${action} is not possible`,
      "zh-CN": `上门 ${row.number} ${visitStateWords[row.state]}，不能${visitActionWords[action]}`,
    });
};

/** The newest claim of a kind that still holds: an arrival before the visit was moved to another day is none. */
export const claimOf = (claims: readonly VisitClaim[], action: VisitAction): VisitClaim | undefined => {
  const moved = claims.findLastIndex((claim) => claim.action === "move");
  return claims.slice(moved + 1).findLast((claim) => claim.action === action);
};

/** A phone's clock may be a little ahead. */
const aheadMs = 120_000;

/**
 * When something happened, by the word of whoever says so. Throws `invalid`: in the future, before the day of the appointment (`dayStart`), or before
 * the arrival it follows.
 */
export const momentOf = (
  row: VisitRow,
  { action, at }: ActOnVisit,
  { now, dayStart }: { now: number; dayStart: number },
): number => {
  if (at === undefined) return now;
  const refuse = (en: string, zh: string): AppError => wrongField("body.at", { en, "zh-CN": zh });
  if (at > now + aheadMs) throw refuse("lies in the future", "在将来");
  const free: readonly VisitAction[] = ["move", "cancel", "miss", "note"];
  if (at < dayStart && !free.includes(action)) throw refuse("lies before the day of the appointment", "早于预约当日");
  const arrived = claimOf(row.claims, "arrive")?.at;
  if (arrived !== undefined && at < arrived && !free.includes(action))
    throw refuse("lies before the arrival", "早于到场时间");
  return Math.min(at, now);
};

/** What a claim was asked with, by the fields of the request. */
const askedWith = ({ appointment, from: stock, ...claim }: VisitClaim): Partial<Record<Field | "action", unknown>> => ({
  ...claim,
  ...(stock === undefined ? {} : { stock }),
  ...(appointment ? { from: appointment.from, to: appointment.to, zone: appointment.zone } : {}),
});

/** The claim that was made under this key. Throws `conflict` if it said something else. */
export const saidBefore = (row: VisitRow, request: ActOnVisit): VisitClaim | undefined => {
  const before = request.key === undefined ? undefined : row.claims.find(({ key }) => key === request.key);
  if (!before) return undefined;
  const asked = askedWith(before);
  const differs = (["action", ...fields] as const).find(
    (field) => request[field] !== undefined && request[field] !== asked[field],
  );
  const otherTime = request.at !== undefined && Math.min(request.at, before.receivedAt) !== before.at;
  if (differs === undefined && !otherTime) return before;
  throw new AppError("conflict", {
    en: `this key was used for another entry of visit ${row.number}: its ${differs ?? "at"} differs`,
    "zh-CN": `该请求编号已用于上门 ${row.number} 的另一条记录：${fieldWord(differs ?? "at")}不同`,
  });
};
