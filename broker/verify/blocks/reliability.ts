import { grouped, ratio, within } from "../arithmetic.ts";
import { againOf, type Bout, tally } from "../incidents.ts";
import type { Block, Num, Question, Row } from "../question.ts";
import type { Spent } from "../sweep.ts";
import type { Stretch, Trail, TrailTicket } from "../trail.ts";

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

export interface Known {
  readonly trail: Trail;
  readonly question: Question;
  readonly bouts: readonly Bout[];
  readonly tickets: ReadonlyMap<number, TrailTicket>;
  readonly up: number;
  readonly moduleTimes: ReadonlyMap<string, Spent>;
  readonly counted: ReadonlyMap<string, number>;
}

export const reliability = ({
  trail,
  question,
  bouts,
  tickets,
  up,
  moduleTimes,
  counted,
}: Known): [string, Block][] => {
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
