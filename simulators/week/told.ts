import type { FaultView, Localized, TicketView, Tone } from "../../contract/index.ts";

/** A line of the week's story, as a person reads it. */
export interface Line {
  readonly at: number;
  readonly tone: Tone;
  readonly text: Localized;
}

type Kind = TicketView["timeline"][number]["kind"];

/** How an entry of a ticket is painted; what is not here is left out. */
const tones: Partial<Readonly<Record<Kind, Tone>>> = {
  opened: "bad",
  reopened: "bad",
  escalated: "warn",
  levelChanged: "warn",
  waiting: "plain",
  resumed: "plain",
  accepted: "plain",
  contacted: "plain",
  planned: "plain",
  remoteWork: "plain",
  dispatched: "plain",
  arrived: "plain",
  restored: "good",
  resolved: "good",
  confirmed: "good",
  closed: "good",
};

const ofTicket = ({ number, terminal, timeline }: TicketView): [key: string, Line][] =>
  timeline.flatMap(({ at, kind, text }, n): [string, Line][] => {
    const tone = tones[kind] ?? (kind in tones ? "plain" : "dim");
    const who = { en: `ticket ${number} ${terminal}`, "zh-CN": `工单 ${number} ${terminal}` };
    const line = { en: `${who.en}: ${text.en}`, "zh-CN": `${who["zh-CN"]}：${text["zh-CN"]}` };
    return kind in tones || n === 0 ? [[`t${number}/${n}`, { at, tone, text: line }]] : [];
  });

const ofFault = ({ id, terminal, title, state, conclusion, closedAt }: FaultView): [key: string, Line][] => {
  if (state !== "closed" || conclusion?.verdict !== "cured" || closedAt === undefined) return [];
  const text = {
    en: `${terminal}: "${title.en}" was cured from afar`,
    "zh-CN": `${terminal}：“${title["zh-CN"]}”已远程修复`,
  };
  return [[`f${id}`, { at: closedAt, tone: "good", text }]];
};

/** What happened since it was asked last, in order of time. */
export class News {
  readonly #told = new Set<string>();

  since(tickets: readonly TicketView[], faults: readonly FaultView[]): readonly Line[] {
    const all = [...tickets.flatMap(ofTicket), ...faults.flatMap(ofFault)];
    const fresh = all.filter(([key]) => !this.#told.has(key));
    for (const [key] of fresh) this.#told.add(key);
    return fresh.map(([, line]) => line).sort((a, b) => a.at - b.at);
  }
}
