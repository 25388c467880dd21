import { queueTitles, type Skill, type TicketEvent, type TicketQueue, type TicketView } from "../../contract/index.ts";
import { eventOf } from "./timeline.ts";

type Kind = TicketEvent["kind"];

interface Rule {
  readonly on: readonly Kind[];
  readonly reason?: TicketEvent["reason"];
  readonly skill?: Skill;
  /** A finding says that a person must go. */
  readonly visit?: true;
  readonly from?: TicketQueue;
  /** `before`: where it was before it came into this queue. */
  readonly to: TicketQueue | "before";
}

/** Machines say these: they hand on what lies with the first line, unless a person has put it there. */
const found: readonly Kind[] = ["opened", "faultAdded", "diagnosis"];

/** Who has a ticket in hand after an event: the first line that fits counts, none leaves it where it is. */
const table: readonly Rule[] = [
  { on: ["waiting"], reason: "vendor", to: "vendor" },
  { on: ["resumed", "accepted", "remoteWork"], from: "vendor", to: "before" },
  { on: ["dispatched", "arrived"], to: "field" },
  { on: found, skill: "software", to: "software" },
  { on: ["opened", "diagnosis"], visit: true, to: "field" },
  { on: ["opened"], to: "remote" },
];

export interface QueueFacts {
  readonly skill: Skill;
  readonly visit: boolean;
}

const fits = (rule: Rule, event: TicketEvent, { skill, visit, queue }: QueueFacts & { queue?: TicketQueue }): boolean =>
  rule.on.includes(event.kind) &&
  (rule.reason === undefined || rule.reason === event.reason) &&
  (rule.skill === undefined || rule.skill === skill) &&
  (rule.visit === undefined || visit) &&
  (rule.from === undefined || rule.from === queue);

/** Where a new ticket goes. */
export const firstQueue = (event: TicketEvent, facts: QueueFacts): TicketQueue => {
  const to = table.find((rule) => fits(rule, event, facts))?.to;
  return to === undefined || to === "before" ? "remote" : to;
};

const puts = (timeline: readonly TicketEvent[]): TicketEvent[] => timeline.filter((event) => event.queue !== undefined);

const isByHand = (timeline: readonly TicketEvent[]): boolean => (puts(timeline).at(-1)?.by ?? "broker") !== "broker";

export const queuedEvent = (
  at: number,
  queue: TicketQueue,
  { by = "broker", words = "" }: { by?: string; words?: string } = {},
): TicketEvent => {
  const title = queueTitles[queue];
  const text = {
    en: words === "" ? title.en : `${title.en}: ${words}`,
    "zh-CN": words === "" ? title["zh-CN"] : `${title["zh-CN"]}：${words}`,
  };
  return eventOf("queued", at, text, { by, queue });
};

/** The event that moves a ticket to another queue because of the one that happened last; nothing if it stays. Pure. */
export const moved = (ticket: TicketView, event: TicketEvent, visit = false): TicketEvent | undefined => {
  if (found.includes(event.kind) && (ticket.queue !== "remote" || isByHand(ticket.timeline))) return undefined;
  const rule = table.find((one) => fits(one, event, { skill: ticket.skill, visit, queue: ticket.queue }));
  const to = rule?.to === "before" ? (puts(ticket.timeline).at(-2)?.queue ?? "remote") : rule?.to;
  return to === undefined || to === ticket.queue ? undefined : queuedEvent(event.at, to);
};
