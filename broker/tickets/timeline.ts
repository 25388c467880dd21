import type { DiagnosisView, FaultView, Localized, TicketEvent } from "../../contract/index.ts";
import { after, type Told } from "./derive.ts";

type Kind = TicketEvent["kind"];

export const plain = (text: string): Localized => ({ en: text, "zh-CN": text });

/** Events of one ticket are bounded: how it began and what happened last are kept. People's words are never given up, nor what its clocks are told from. */
const maxEvents = 400;
/** The clocks are told from what a person did, from endings and from levels: these stay too. */
const kept: readonly Kind[] = [
  "opened",
  "reopened",
  "restored",
  "resolved",
  "closed",
  "levelChanged",
  "escalated",
  "queued",
  "merged",
  "mergedInto",
];
const isWords = (event: TicketEvent): boolean => /^(user|hook):/.test(event.by) || kept.includes(event.kind);

const bounded = (timeline: TicketEvent[]): TicketEvent[] => {
  if (timeline.length <= maxEvents) return timeline;
  const oldest = timeline.findIndex((event, i) => i > 20 && !isWords(event));
  return oldest < 0 ? timeline : timeline.toSpliced(oldest, 1);
};

/** One more event, and what follows from it. */
export const append = <T extends Told & { timeline: TicketEvent[] }>(ticket: T, event: TicketEvent): T => ({
  ...after(ticket, event),
  timeline: bounded([...ticket.timeline, event]),
});

/** So many events at the end of `after` are not in `before`; a full timeline gives up an old one for each. */
export const freshEvents = (before: readonly TicketEvent[], after: readonly TicketEvent[]): number => {
  const last = JSON.stringify(before.at(-1));
  const known = after.findLastIndex((event) => JSON.stringify(event) === last);
  return Math.max(after.length - before.length, known < 0 ? 0 : after.length - 1 - known);
};

export const eventOf = (
  kind: Kind,
  at: number,
  text: Localized,
  more: Partial<Omit<TicketEvent, "at" | "kind" | "text">> = {},
): TicketEvent => ({ ...more, at, by: more.by ?? "broker", kind, text });

const named = (fault: FaultView): Localized => ({
  en: `${fault.title.en} (${fault.device}, ${fault.code})`,
  "zh-CN": `${fault.title["zh-CN"]}（${fault.device}，${fault.code}）`,
});

/** What an event about a fault says. */
export const faultTexts = {
  opened: (fault) => named(fault),
  faultAdded: (fault) => named(fault),
  repeated: (fault) => ({
    en: `It came back: ${fault.title.en} (${fault.occurrences} times by now${fault.flapping ? ", comes and goes" : ""})`,
    "zh-CN": `再次出现：${fault.title["zh-CN"]}（累计 ${fault.occurrences} 次${fault.flapping ? "，时有时无" : ""}）`,
  }),
  faultCleared: (fault) => ({
    en: `Gone, proved by a new reading: ${fault.title.en}`,
    "zh-CN": `已消除（由新读数证实）：${fault.title["zh-CN"]}`,
  }),
} as const satisfies Partial<Record<Kind, (fault: FaultView) => Localized>>;

/** Its rule was turned off: nobody looked whether it is gone. */
export const unwatchedText = ({ title }: FaultView): Localized => ({
  en: `No longer looked for, its rule was turned off: ${title.en}`,
  "zh-CN": `规则已停用，不再监测：${title["zh-CN"]}`,
});

export const closedUnwatched: Localized = {
  en: "Closed: the rule of its last fault was turned off, and nobody had touched the ticket.",
  "zh-CN": "已关闭：最后一个故障的规则已停用，且无人处理过该工单。",
};

export const closedByItself: Localized = {
  en: "Closed by itself: every fault is gone, proved by new readings, and nobody had touched the ticket.",
  "zh-CN": "自动关闭：所有故障均经新读数证实已消除，且无人处理过该工单。",
};

export const closedAsExplained = (number: number | undefined): Localized =>
  number === undefined
    ? { en: "Closed: another fault explains it.", "zh-CN": "已关闭：由其他故障引起。" }
    : { en: `Closed: ticket ${number} explains it.`, "zh-CN": `已关闭：由工单 ${number} 的故障引起。` };

export const reopenedText: Localized = { en: "Reopened: the fault is back.", "zh-CN": "重新打开：故障再次出现。" };

export const restoredText: Localized = {
  en: "Service is back: every fault is gone, proved by new readings.",
  "zh-CN": "服务已恢复：所有故障均经新读数证实已消除。",
};

export const undiagnosedText: Localized = {
  en: "No automatic diagnosis came to an end in time.",
  "zh-CN": "自动诊断未能按时完成。",
};

const verdictWords: Record<string, Localized> = {
  cured: { en: "cured", "zh-CN": "已修复" },
  confirmed: { en: "confirmed", "zh-CN": "已确认" },
  cannotTell: { en: "cannot tell", "zh-CN": "无法判断" },
};

export const diagnosisText = ({ title, conclusion }: DiagnosisView): Localized => {
  const verdict = verdictWords[conclusion?.verdict ?? "cannotTell"] ?? plain("?");
  return {
    en: `${title.en}: ${verdict.en}. ${conclusion?.cause?.en ?? ""}`.trim(),
    "zh-CN": `${title["zh-CN"]}：${verdict["zh-CN"]}。${conclusion?.cause?.["zh-CN"] ?? ""}`,
  };
};
