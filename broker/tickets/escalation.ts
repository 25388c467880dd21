import type { SlaClock, TicketEvent, TicketView } from "../../contract/index.ts";
import { reaches } from "../service-levels/clocks.ts";
import type { Level, Policy } from "../service-levels/policy.ts";
import { clockNamed } from "../service-levels/words.ts";
import { append, eventOf } from "./timeline.ts";

/** A part of a promise's time is used up, and that was not said yet. */
export interface Threshold {
  readonly clock: SlaClock["name"];
  readonly percent: number;
}

/** Said since the ticket was last reopened: the timeline remembers, so that a restart says nothing twice. */
const isSaid = (timeline: readonly TicketEvent[], { clock, percent }: Threshold): boolean => {
  const from = timeline.findLastIndex((event) => event.kind === "reopened");
  return timeline.slice(from + 1).some((e) => e.kind === "escalated" && e.clock === clock && e.percent === percent);
};

const unsaid = (ticket: TicketView, clocks: readonly SlaClock[], policy: Policy): (Threshold & { of: SlaClock })[] =>
  clocks.flatMap((of) =>
    policy.escalateAt
      .map((percent) => ({ clock: of.name, percent, of }))
      .filter((threshold) => !isSaid(ticket.timeline, threshold)),
  );

/** Thresholds that are passed at `now` and were not said. */
export const passed = (ticket: TicketView, clocks: readonly SlaClock[], policy: Policy): Threshold[] =>
  unsaid(ticket, clocks, policy).filter(
    ({ of, percent }) =>
      of.metAt === undefined && of.usedMs >= (of.budgetMs * percent) / 100 && of.startedAt !== undefined,
  );

/** When the next threshold will be passed if nothing happens; `undefined` if none will. */
export const nextThreshold = (
  ticket: TicketView,
  clocks: readonly SlaClock[],
  policy: Policy,
  now: number,
): number | undefined => {
  const times = unsaid(ticket, clocks, policy).flatMap(
    ({ of, percent }) => reaches(of, { policy, level: ticket.level }, percent, now) ?? [],
  );
  return times.length > 0 ? Math.min(...times) : undefined;
};

export const escalated = (now: number, { clock, percent }: Threshold): TicketEvent => {
  const name = clockNamed(clock);
  const text = {
    en: `${percent} % of the time for "${name.en}" is used up`,
    "zh-CN": `“${name["zh-CN"]}”时限已用 ${percent} %`,
  };
  return eventOf("escalated", now, text, { clock, percent });
};

/** One level up because a promise was broken; nothing at the top. */
export const raised = (ticket: TicketView, policy: Policy, now: number): TicketEvent | undefined => {
  const at = policy.levels.findIndex((level) => level.id === ticket.level);
  const above = policy.levels[at - 1];
  return above && levelChanged(now, above, { en: "overdue", "zh-CN": "超时" });
};

export const levelChanged = (
  now: number,
  level: Level,
  why: { readonly en: string; readonly "zh-CN": string },
): TicketEvent => {
  const text = {
    en: `Level is now ${level.id} (${level.title.en}): ${why.en}`,
    "zh-CN": `级别变为 ${level.id}（${level.title["zh-CN"]}）：${why["zh-CN"]}`,
  };
  return eventOf("levelChanged", now, text, { level: level.id });
};

/** A worse level from now on; a level never falls by itself. */
export const levelled = (ticket: TicketView, policy: Policy, level: Level, now: number): TicketView => {
  const rank = (id: string) => policy.levels.findIndex((one) => one.id === id);
  if (rank(level.id) >= rank(ticket.level)) return ticket;
  return append(ticket, levelChanged(now, level, { en: "a worse fault joined", "zh-CN": "出现更严重的故障" }));
};
