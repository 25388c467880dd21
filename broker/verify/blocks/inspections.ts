import { Temporal } from "temporal-polyfill";
import { checklist } from "../../inspections/checklist.ts";
import { ratio, within } from "../arithmetic.ts";
import type { Block, Question, Row } from "../question.ts";
import type { Trail, TrailTerminal } from "../trail.ts";

interface Round {
  readonly number: number;
  readonly terminal: string;
  readonly at: number;
  readonly result: string;
  readonly results: Readonly<Record<string, string>>;
}
/** Where the policy says nothing. */
const standardMonths = 12;

const roundsOf = ({ log, terminals }: Trail, until: number): Round[] => {
  const ours = new Set(terminals.map(({ id }) => id));
  return log
    .filter(({ action, at, target }) => action === "inspection.finish" && at < until && ours.has(target))
    .map(({ at, target, detail }) => ({
      number: Number(detail["round"]),
      terminal: target,
      at,
      result: String(detail["result"]),
      results: detail["results"] as Readonly<Record<string, string>>,
    }));
};

const dateAt = (at: number, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();

/** The day a terminal's next round is due, as it stood at a moment: so many months after the last one, or after it came under its contract. */
const dueDay = (terminal: TrailTerminal, last: Round | undefined, at: number, question: Question) => {
  const { policy, startsAt = 0 } = question.termsOf(terminal, at);
  const months = policy.inspectionMonths ?? standardMonths;
  const from = last?.at ?? Math.max(terminal.createdAt, startsAt);
  return { months, day: dateAt(from, question.zone).add({ months }) };
};

/** Inspection rounds that were made, and those that come. */
export const inspections = (trail: Trail, question: Question): [string, Block][] => {
  const { period, zone } = question;
  const all = roundsOf(trail, period.to);
  const made = all.filter(({ at }) => within(at, period));
  const end = dateAt(period.to - 1, zone);
  const coming = trail.terminals.map((terminal) => {
    const last = all.findLast((round) => round.terminal === terminal.id);
    const { months, day } = dueDay(terminal, last, period.to - 1, question);
    const row: Row = { days: end.until(day, { largestUnit: "days" }).days, last: last?.at ?? null, months };
    return [terminal.name, row] as const;
  });
  const late = made.filter((round) => {
    const terminal = trail.terminals.find(({ id }) => id === round.terminal);
    const before = all.findLast((one) => one.terminal === round.terminal && one.at < round.at);
    return (
      terminal !== undefined &&
      Temporal.PlainDate.compare(dateAt(round.at, zone), dueDay(terminal, before, round.at, question).day) > 0
    );
  });
  return [
    [
      "inspections",
      {
        kind: "figures",
        figures: {
          rounds: made.length,
          inspected: ratio(new Set(made.map(({ terminal }) => terminal)).size, trail.terminals.length),
          late: late.length,
          notOk: made.filter(({ result }) => result === "notOk").length,
          overdue: coming.filter(([, { days }]) => (days ?? 0) < 0).length,
        },
      },
    ],
    [
      "inspections-chart",
      {
        kind: "chart",
        series: ["ok", "notOk", "cannotTell"].map((result) =>
          checklist.map(({ id }) => made.filter(({ results }) => results[id] === result).length),
        ),
      },
    ],
    [
      "inspections-rounds",
      {
        kind: "table",
        key: ["round"],
        rows: new Map(made.map(({ number, at }) => [String(number), { round: number, finishedAt: at }])),
      },
    ],
    [
      "inspections-coming",
      {
        kind: "table",
        key: ["terminal"],
        rows: new Map(coming.filter(([, { days }]) => (days ?? 0) >= 0 && (days ?? 0) <= 92)),
      },
    ],
  ];
};
