import { clockNames, severities } from "../../contract/index.ts";
import type { Policy } from "../service-levels/policy.ts";
import { againOf, type Bout, boutsOf, tally } from "./incidents.ts";
import { loadsOf, meanOf, together } from "./loads.ts";
import { type Settled, settledOf } from "./promises.ts";
import { nothing, plus, type Spent, sweep } from "./sweep.ts";
import type { Stretch, Trail, TrailSale, TrailTicket } from "./trail.ts";
import { usedParts } from "./use.ts";

export type Num = number | null;
/** Numbers of a table's row, by the column's key. */
export type Row = Readonly<Record<string, Num>>;

/** A block of the report, reckoned anew. Rows and figures are found by their keys, charts by their order. */
export type Block =
  | { readonly kind: "figures"; readonly figures: Row }
  /** `key`: the columns whose texts (in either language) name a row. */
  | { readonly kind: "table"; readonly key: readonly string[]; readonly rows: ReadonlyMap<string, Row> }
  | { readonly kind: "chart"; readonly series: readonly (readonly Num[])[] };

/** What the numbers of a report follow from, beside the trail: the terms of the contracts, and what is asked. */
export interface Question {
  readonly period: Stretch;
  readonly madeAt: number;
  /** The steps of charts over time. */
  readonly steps: readonly Stretch[];
  readonly policyOf: (id: string) => Policy;
  readonly lives: Readonly<Record<string, number>>;
  /** How a row is named in the report where that is a word: class of a module, kind of a sale, promise. */
  readonly word: (kind: "class" | "sale" | "cause" | "result" | "promise" | "item", id: string) => string;
  /** Title of a fault. */
  readonly titleOf: (code: string) => string;
}

const ratio = (part: number, whole: number): Num => (whole > 0 ? part / whole : null);

const ofSpent = ({ whole, up, down, unobserved, restricted, plannedDown }: Spent): Row => ({
  availability: ratio(up, up + down - plannedDown),
  proven: ratio(up, whole),
  up,
  restricted,
  down,
  plannedDown,
  unobserved,
});
const sum = (all: Iterable<Spent>): Spent => [...all].reduce(plus, nothing());

const grouped = <T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
};

const within = (at: number, { from, to }: Stretch): boolean => at >= from && at < to;
const hourOf = (at: number): number => at - (at % 3_600_000);

/** Availability: the pieces between one change and the next, added up. */
const availability = (trail: Trail, { steps, word }: Question) => {
  const swept = sweep(trail, steps);
  const total = (one: (typeof swept)[number]): Spent => sum(one.steps);
  const all = sum(swept.map(total));
  const perStep = steps.map((_, n) => sum(swept.map((one) => one.steps[n] ?? nothing())));
  const share = (of: (spent: Spent) => number): Num[] => perStep.map((one) => ratio(of(one), one.whole));
  const modules = grouped(
    swept.flatMap((one) => one.modules),
    ({ deviceClass }) => deviceClass,
  );
  const moduleTimes = new Map([...modules].map(([name, list]) => [name, sum(list.map(({ spent }) => spent))]));
  const counted = new Map([...modules].map(([name, list]) => [name, list.length]));
  const blocks: [string, Block][] = [
    [
      "availability-course",
      {
        kind: "chart",
        series: [
          share((one) => one.up - one.restricted),
          share((one) => one.restricted),
          share((one) => one.down),
          share((one) => one.unobserved),
        ],
      },
    ],
    [
      "availability-by-site",
      {
        kind: "table",
        key: ["site"],
        rows: new Map(
          [...grouped(swept, ({ terminal }) => terminal.site)].map(([site, list]) => [
            site,
            { terminals: list.length, ...ofSpent(sum(list.map(total))) },
          ]),
        ),
      },
    ],
    [
      "availability-by-terminal",
      { kind: "table", key: ["terminal"], rows: new Map(swept.map((one) => [one.terminal.name, ofSpent(total(one))])) },
    ],
    [
      "availability-by-module",
      {
        kind: "table",
        key: ["module"],
        rows: new Map(
          [...moduleTimes].map(([name, spent]) => [
            word("class", name),
            { modules: counted.get(name) ?? 0, ...ofSpent(spent) },
          ]),
        ),
      },
    ],
  ];
  return { all, moduleTimes, counted, blocks };
};

const results = ["success", "cancelled", "failed"] as const;
const salesRow = (
  sales: readonly TrailSale[],
): Record<"all" | "success" | "failed" | "cancelled", number> & { rate: Num } => {
  const count = (result: string): number => sales.filter((one) => one.result === result).length;
  const [success, failed, cancelled] = [count("success"), count("failed"), count("cancelled")];
  return { all: success + failed + cancelled, success, failed, cancelled, rate: ratio(success, success + failed) };
};

const transactions = (sales: readonly TrailSale[], { steps, word }: Question): [string, Block][] => {
  const inStep = steps.map((step) => sales.filter(({ at }) => within(hourOf(at), step)));
  const lost = sales.filter(({ result }) => result !== "success");
  const { all, failed, cancelled, rate } = salesRow(sales);
  return [
    ["transactions", { kind: "figures", figures: { rate, all, failed, cancelled } }],
    [
      "transactions-course",
      { kind: "chart", series: results.map((result) => inStep.map((list) => salesRow(list)[result])) },
    ],
    [
      "transactions-by-kind",
      {
        kind: "table",
        key: ["kind"],
        rows: new Map(
          [...grouped(sales, ({ kind }) => kind)].map(([kind, list]) => [word("sale", kind), salesRow(list)]),
        ),
      },
    ],
    [
      "transactions-causes",
      {
        kind: "table",
        key: ["cause", "kind", "result"],
        rows: new Map(
          [
            ...grouped(lost, ({ cause, kind, result }) =>
              [word("cause", cause), word("sale", kind), word("result", result)].join(" | "),
            ),
          ].map(([key, list]) => [
            key,
            {
              count: list.length,
              share: list.length / lost.length,
              terminals: new Set(list.map(({ terminal }) => terminal)).size,
            },
          ]),
        ),
      },
    ],
  ];
};

const faults = (seen: readonly Bout[], { period, steps }: Question): [string, Block][] => {
  const begun = seen.filter(({ from }) => within(from, period));
  const again = againOf(seen);
  return [
    [
      "faults",
      {
        kind: "figures",
        figures: {
          begun: begun.length,
          critical: begun.filter(({ fault }) => fault.severity === "critical").length,
          ended: seen.filter(({ to }) => within(to, period)).length,
          open: seen.filter(({ to }) => to >= period.to).length,
        },
      },
    ],
    [
      "faults-course",
      {
        kind: "chart",
        series: severities
          .filter((one) => one !== "info")
          .map((severity) =>
            steps.map(
              (step) => seen.filter(({ fault, from }) => fault.severity === severity && within(from, step)).length,
            ),
          ),
      },
    ],
    [
      "faults-by-kind",
      {
        kind: "table",
        key: ["code"],
        rows: new Map(
          [...grouped(seen, ({ fault }) => fault.code)].map(([code, list]) => [
            code,
            {
              number: list.length,
              modules: new Set(list.map(({ fault }) => `${fault.terminal}/${fault.device}`)).size,
              repeats: list.filter((one) => again.has(one)).length,
              lasted: list.reduce((ms, { from, to }) => ms + Math.min(to, period.to) - Math.max(from, period.from), 0),
            },
          ]),
        ),
      },
    ],
  ];
};

/** Of the tickets that somebody came for and that were done in the period: with one visit, and for good? */
const firstTime = (tickets: Iterable<TrailTicket>, period: Stretch): Num => {
  const visited = [...tickets].flatMap(({ timeline }) => {
    const came = timeline.filter(({ kind }) => kind === "arrived");
    const last = timeline.findLastIndex(({ kind }) => kind === "arrived");
    const done = timeline.slice(last + 1).find(({ kind }) => kind === "resolved" || kind === "closed");
    const first = came[0];
    if (!first || !done || !within(done.at, period)) return [];
    return [came.length === 1 && !timeline.some(({ kind, at }) => kind === "reopened" && at >= first.at)];
  });
  return ratio(visited.filter((once) => once).length, visited.length);
};

interface Known {
  readonly trail: Trail;
  readonly question: Question;
  readonly bouts: readonly Bout[];
  readonly tickets: ReadonlyMap<number, TrailTicket>;
  readonly up: number;
  readonly moduleTimes: ReadonlyMap<string, Spent>;
  readonly counted: ReadonlyMap<string, number>;
}

const reliability = ({ trail, question, bouts, tickets, up, moduleTimes, counted }: Known): [string, Block][] => {
  const { period, word, titleOf } = question;
  const again = againOf(bouts);
  const all = tally(bouts, again, period, tickets);
  const remotely = ({ cured }: typeof all): number => cured.runbook + cured.remote;
  const rate = (one: typeof all): Num => ratio(remotely(one), remotely(one) + one.cured.visit);
  const classOf = new Map(
    trail.terminals.flatMap(({ id, devices }) =>
      devices.map((one) => [`${id}/${one.device}`, one.deviceClass] as const),
    ),
  );
  const names = new Map(trail.terminals.map(({ id, name }) => [id, name]));
  const came = bouts.filter((one) => one.failure && again.has(one) && within(one.from, period));
  return [
    [
      "reliability",
      {
        kind: "figures",
        figures: {
          failures: all.failures,
          mtbf: ratio(up, all.failures),
          mttr: ratio(all.repairMs, all.repairs),
          repeatRate: ratio(all.repeats, all.failures),
          firstTimeFix: firstTime(tickets.values(), period),
          remoteRate: rate(all),
        },
      },
    ],
    [
      "reliability-cures",
      { kind: "chart", series: [[all.cured.runbook, all.cured.remote, all.cured.visit, all.cured.itself]] },
    ],
    [
      "reliability-by-module",
      {
        kind: "table",
        key: ["module"],
        rows: new Map(
          [...moduleTimes].map(([name, spent]) => {
            const ours = bouts.filter(({ fault }) => classOf.get(`${fault.terminal}/${fault.device}`) === name);
            const one = tally(ours, again, period, tickets);
            const row: Row = {
              modules: counted.get(name) ?? 0,
              failures: one.failures,
              mtbf: ratio(spent.up, one.failures),
              mttr: ratio(one.repairMs, one.repairs),
              repeats: one.repeats,
              remote: remotely(one),
              visits: one.cured.visit,
              remoteRate: rate(one),
            };
            return [word("class", name), row];
          }),
        ),
      },
    ],
    [
      "reliability-repeats",
      {
        kind: "table",
        key: ["terminal", "device", "fault"],
        rows: new Map(
          [
            ...grouped(came, ({ fault }) =>
              [names.get(fault.terminal) ?? fault.terminal, fault.device, titleOf(fault.code)].join(" | "),
            ),
          ].map(([key, list]) => [key, { repeats: list.length, last: Math.max(...list.map(({ from }) => from)) }]),
        ),
      },
    ],
  ];
};

const service = (settled: readonly Settled[], opened: number, { word }: Question): [string, Block][] => {
  const broken = settled.filter(({ kept }) => !kept);
  const names = clockNames.filter((name) => settled.some((one) => one.name === name));
  const of = (name: string): Settled[] => settled.filter((one) => one.name === name);
  return [
    [
      "service-levels",
      {
        kind: "figures",
        figures: {
          compliance: ratio(settled.length - broken.length, settled.length),
          decided: settled.length,
          broken: broken.length,
          tickets: opened,
        },
      },
    ],
    [
      "service-levels-chart",
      {
        kind: "chart",
        series: [true, false].map((kept) => names.map((name) => of(name).filter((one) => one.kept === kept).length)),
      },
    ],
    [
      "service-levels-by-promise",
      {
        kind: "table",
        key: ["promise"],
        rows: new Map(
          names.map((name) => {
            const [all, kept] = [of(name), of(name).filter((one) => one.kept).length];
            const used = all.map(({ usedMs }) => usedMs);
            const row: Row = {
              decided: all.length,
              kept,
              broken: all.length - kept,
              compliance: ratio(kept, all.length),
              used: used.reduce((ms, one) => ms + one, 0) / used.length,
              longest: Math.max(...used),
            };
            return [word("promise", name), row];
          }),
        ),
      },
    ],
    [
      "service-levels-breaches",
      {
        kind: "table",
        key: ["ticket", "promise"],
        rows: new Map(
          broken.map((one) => [
            [one.ticket, word("promise", one.name)].join(" | "),
            { ticket: one.ticket, ranOut: one.at, over: -one.leftMs },
          ]),
        ),
      },
    ],
  ];
};

const measured = ["processorLoad", "memoryUsed", "storageUsed", "temperature"];

const performance = (trail: Trail, { period, steps }: Question): [string, Block][] => {
  const loads = loadsOf(trail, measured, steps);
  const of = (terminal: string, measure: string) => loads.get(terminal)?.get(measure) ?? [];
  const everywhere = (measure: string, n?: number) =>
    together(
      [...loads.values()].flatMap((one) => (n === undefined ? (one.get(measure) ?? []) : [one.get(measure)?.[n]])),
    );
  const rowOf = (terminal: string): Row => {
    const cells = measured.flatMap((measure) => {
      const load = together(of(terminal, measure));
      return [[`${measure}Mean`, meanOf(load)] as const, [`${measure}Most`, load?.most ?? null] as const];
    });
    const storage = of(terminal, "storageUsed").filter((load) => load !== undefined);
    const [first, last] = [meanOf(storage[0]), meanOf(storage.at(-1))];
    const longest = Math.max(0, ...measured.map((measure) => together(of(terminal, measure))?.ms ?? 0));
    return {
      ...Object.fromEntries(cells),
      storageChange: first === null || last === null ? null : last - first,
      known: Math.min(1, longest / (period.to - period.from)),
    };
  };
  return [
    [
      "performance",
      { kind: "figures", figures: Object.fromEntries(measured.map((one) => [one, meanOf(everywhere(one))])) },
    ],
    [
      "performance-use",
      {
        kind: "chart",
        series: measured.slice(0, 3).map((measure) => steps.map((_, n) => meanOf(everywhere(measure, n)))),
      },
    ],
    [
      "performance-by-terminal",
      { kind: "table", key: ["terminal"], rows: new Map(trail.terminals.map(({ id, name }) => [name, rowOf(id)])) },
    ],
  ];
};

const soonMs = 90 * 86_400_000;
const shownInChart = 15;

const wear = (trail: Trail, { lives, madeAt, word }: Question): [string, Block][] => {
  const all = usedParts(trail, lives, madeAt);
  const soon = all.filter(({ share = 0, dueAt = Number.POSITIVE_INFINITY }) => share >= 0.9 || dueAt < madeAt + soonMs);
  const shares = all
    .filter(({ item, share }) => item.kind === "wear" && share !== undefined)
    .map(({ share = 0 }) => share)
    .sort((a, b) => b - a);
  const names = new Map(trail.terminals.map(({ id, name }) => [id, name]));
  return [
    [
      "wear",
      {
        kind: "figures",
        figures: {
          items: all.length,
          soon: soon.length,
          now: all.filter(({ share = 0, left }) => share >= 1 || left === 0).length,
        },
      },
    ],
    ["wear-chart", { kind: "chart", series: [shares.slice(0, shownInChart)] }],
    [
      "wear-soon",
      {
        kind: "table",
        key: ["terminal", "device", "item"],
        rows: new Map(
          soon.map((one) => [
            [names.get(one.terminal) ?? one.terminal, one.device, word("item", one.item.id)].join(" | "),
            {
              share: one.share ?? null,
              left: one.left,
              perDay: one.perDay ?? null,
              dueAt: one.dueAt ?? null,
              renewedAt: one.renewedAt ?? null,
            },
          ]),
        ),
      },
    ],
  ];
};

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
  const opened = [...tickets.values()].filter(({ timeline }) => (timeline[0]?.at ?? 0) >= period.from).length;
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
  ]);
};
