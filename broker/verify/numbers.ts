import { hourOf, ratio, within } from "./arithmetic.ts";
import { availability, ofSpent } from "./blocks/availability.ts";
import { causes } from "./blocks/causes.ts";
import { charges } from "./blocks/charges.ts";
import { complaints } from "./blocks/complaints.ts";
import { faults } from "./blocks/faults.ts";
import { inspections } from "./blocks/inspections.ts";
import { opinions } from "./blocks/opinions.ts";
import { performance } from "./blocks/performance.ts";
import { type Known, reliability } from "./blocks/reliability.ts";
import { service } from "./blocks/service.ts";
import { stock } from "./blocks/stock.ts";
import { salesRow, transactions } from "./blocks/transactions.ts";
import { wear } from "./blocks/wear.ts";
import { casesIn } from "./cases.ts";
import { againOf, boutsOf, tally } from "./incidents.ts";
import { settledOf } from "./promises.ts";
import type { Block, Question, Row } from "./question.ts";
import type { Trail } from "./trail.ts";

/** Every number of a quarterly report, from the trail alone. By the block's id; key figures by the report they are of, `overall` for the first. */
export const recompute = (trail: Trail, question: Question): ReadonlyMap<string, Block> => {
  const { period } = question;
  const { all, moduleTimes, counted, blocks } = availability(trail, question);
  const sales = trail.sales.filter(({ at }) => within(hourOf(at), period));
  const bouts = boutsOf(trail, period);
  const seen = bouts.filter(({ from, to }) => from < period.to && to > period.from);
  const tickets = new Map(
    [...trail.tickets].filter(([, { timeline }]) => {
      const closed = timeline.findLast(({ kind }) => ["closed", "mergedInto", "reopened"].includes(kind));
      const closedAt = closed && closed.kind !== "reopened" ? closed.at : Number.POSITIVE_INFINITY;
      return (timeline[0]?.at ?? 0) < period.to && closedAt >= period.from;
    }),
  );
  const opened = casesIn(tickets, period);
  const settled = [...tickets.values()].flatMap((ticket) => settledOf(ticket, question.policyOf, period));
  const failures = tally(bouts, againOf(bouts), period, tickets).failures;
  const kept = settled.filter((one) => one.kept).length;
  const overall: Row = {
    terminals: trail.terminals.length,
    availability: ofSpent(all)["availability"] ?? null,
    success: salesRow(sales).rate,
    failures,
    tickets: opened,
    promises: ratio(kept, settled.length),
  };
  const known: Known = { trail, question, bouts, tickets, up: all.up, moduleTimes, counted };
  return new Map<string, Block>([
    ["overall", { kind: "figures", figures: overall }],
    ...blocks,
    ...transactions(sales, question),
    ...faults(seen, question),
    ...reliability(known),
    ...service(settled, opened, question),
    ...performance(trail, question),
    ...wear(trail, question),
    ...causes(bouts, question),
    ...stock(trail, question),
    ...opinions(trail, question),
    ...complaints(trail, question),
    ...charges(trail, question),
    ...inspections(trail, question),
  ]);
};
