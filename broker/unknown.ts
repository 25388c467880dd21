import { AppError, type Localized, type SaidCode } from "../contract/index.ts";
import { nearMatches } from "../contract/nearest.ts";

interface Kind extends Localized {
  /** The verb of the command line that lists them. */
  readonly see?: string;
}

const kinds = {
  terminal: { en: "terminal", "zh-CN": "终端", see: "terminals" },
  ticket: { en: "ticket", "zh-CN": "工单", see: "tickets --all" },
  visit: { en: "visit", "zh-CN": "上门", see: "visits" },
  fault: { en: "fault", "zh-CN": "故障", see: "faults --all" },
  diagnosis: { en: "diagnosis", "zh-CN": "诊断" },
  command: { en: "command", "zh-CN": "命令" },
  round: { en: "round", "zh-CN": "巡检", see: "inspections --done" },
  complaint: { en: "complaint", "zh-CN": "投诉", see: "complaints --all" },
  message: { en: "message", "zh-CN": "消息", see: "messages" },
  refused: { en: "refused message", "zh-CN": "拒收的消息", see: "quarantine" },
  attachment: { en: "attachment", "zh-CN": "附件" },
  site: { en: "site", "zh-CN": "网点" },
  customer: { en: "customer", "zh-CN": "客户" },
  contract: { en: "contract", "zh-CN": "合同" },
} as const satisfies Readonly<Record<string, Kind>>;
type NamedKind = keyof typeof kinds;
type KnownKind = NamedKind | "person";

/** What is known instead, if it can be listed: `; there are a, b`. */
export const thereAre = (names: readonly string[]): Localized =>
  names.length === 0
    ? { en: "; there are none yet", "zh-CN": "；目前一个也没有" }
    : { en: `; there are ${names.join(", ")}`, "zh-CN": `；现有：${names.join("、")}` };

export const stoppingText: Localized = { en: "the broker stops", "zh-CN": "服务端正在停止" };

export const nobodyText = (person: string): Localized => ({
  en: `nobody is called ${person}; see \`roundsman people\``,
  "zh-CN": `没有人员 ${person}`,
});
export const leftText = (person: string): Localized => ({
  en: `${person} no longer works here`,
  "zh-CN": `${person} 已停用`,
});

/** A terminal has no device of that name; with those it has announced. */
export const noDeviceText = (terminal: string, device: string, announced: readonly string[]): Localized => {
  const known = thereAre(announced);
  return {
    en: `${terminal} has no device ${device}${known.en}`,
    "zh-CN": `${terminal} 没有设备 ${device}${known["zh-CN"]}`,
  };
};

/** Nothing of this kind bears the name or number. */
export const unknown = (kind: KnownKind, name: string | number, code: SaidCode = "notFound"): AppError => {
  if (kind === "person") return new AppError(code, nobodyText(String(name)));
  const { en, "zh-CN": zh, see }: Kind = kinds[kind];
  const hint = see === undefined ? "" : `; see \`roundsman ${see}\``;
  return new AppError(code, { en: `${en} ${name} is not known${hint}`, "zh-CN": `没有${zh} ${name}` });
};

/** A name that none of these bears, with those that are like it: in the sentence and as `near`. */
export const unknownAmong = (kind: NamedKind, name: string, known: Iterable<string>): AppError => {
  const all = [...new Set(known)].filter((one) => one !== "");
  const near = nearMatches(name, all);
  const [hint, zh] =
    near.length > 0
      ? [`; did you mean ${near.join(" or ")}?`, `；是否指 ${near.join("、")}？`]
      : all.length === 0
        ? ["; there is none", "；目前一个也没有"]
        : ["", ""];
  const what = kinds[kind];
  const text = { en: `${what.en} ${name} is not known${hint}`, "zh-CN": `没有${what["zh-CN"]} ${name}${zh}` };
  return new AppError("notFound", text, { near });
};
