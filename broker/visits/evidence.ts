import type { AssetEvent, CommandView, FaultView, StockMove } from "../../contract/index.ts";
import { isFresh } from "../fleet/devices.ts";
import type { AssetRow } from "../store/asset-rows.ts";
import type { SpanRow, TimeRange } from "../store/history-rows.ts";
import type { Readers } from "../store/store.ts";
import type { SightingRow, VisitRow } from "../store/visit-rows.ts";
import type { Wear } from "../wear/wear.ts";
import { claimOf } from "./claims.ts";

/** Clocks of phones and people: what happened so shortly before an arrival or after a departure belongs to it. */
export const marginMs = 15 * 60_000;

const dayMs = 86_400_000;
/** An appointment may lie so far from what was made of it. */
const neighboursMs = 2 * dayMs;

/** Commands by which a device shows that it works. */
export const testCommands: readonly string[] = [
  "selfTest",
  "testPrint",
  "testCard",
  "accuracyTest",
  "paintTest",
  "runDiagnostics",
  "longTest",
  "testUntilLow",
];

/** A wearing part or a supply of a device that was renewed. */
export interface Renewal {
  readonly device: string;
  readonly item: string;
  readonly title: { readonly en: string; readonly "zh-CN": string };
  readonly at: number;
}

/** What telemetry, commands and the stock's books say of the time of a visit. Plain data. */
export interface Evidence {
  readonly now: number;
  /** From the arrival to the departure; of a visit that nobody claimed, its appointment. */
  readonly range: TimeRange;
  /** The same with some time on both sides. */
  readonly wide: TimeRange;
  /** What each part was in before. */
  readonly before: readonly SightingRow[];
  readonly sightings: readonly SightingRow[];
  /** When the terminal was connected. */
  readonly online: readonly TimeRange[];
  readonly connected: boolean;
  readonly modules: readonly AssetRow[];
  /** In order of time. */
  readonly changes: readonly AssetEvent[];
  /** Devices that answered, and when last. */
  readonly answered: ReadonlyMap<string, number>;
  readonly offersTest: readonly string[];
  readonly tests: readonly CommandView[];
  readonly faults: readonly FaultView[];
  /** When they were there, by their beginning. */
  readonly occurrences: readonly SpanRow[];
  readonly moves: readonly StockMove[];
  readonly renewals: readonly Renewal[];
}

/** The time a visit is about. */
export const rangeOf = (row: VisitRow, now: number): TimeRange => {
  const [arrived, departed] = [claimOf(row.claims, "arrive")?.at, claimOf(row.claims, "depart")?.at];
  const from = arrived ?? row.appointment.from;
  return { from, to: Math.max(from, departed ?? (arrived === undefined ? row.appointment.to : now)) };
};

/**
 * The time from which its proof is taken: a little more on both sides, but nothing that belongs to another visit of this terminal. One door that was
 * opened proves one visit.
 */
export const proofRange = (read: Pick<Readers, "visits">, row: VisitRow, now: number): TimeRange => {
  const { from, to } = rangeOf(row, now);
  const near = read.visits({ terminal: row.terminal, from: from - neighboursMs, to: to + neighboursMs });
  const others = near.filter(({ number, claims }) => number !== row.number && claimOf(claims, "arrive"));
  const ends = others.map((other) => rangeOf(other, now).to).filter((end) => end <= from);
  const begins = others.map((other) => rangeOf(other, now).from).filter((begin) => begin >= to);
  return { from: Math.max(from - marginMs, ...ends), to: Math.min(to + marginMs, ...begins) };
};

const within = ({ from, to }: TimeRange, at: number | undefined): boolean => at !== undefined && at >= from && at < to;

const onlineIn = (read: Readers, terminal: string, { from, to }: TimeRange): TimeRange[] => {
  if (to <= from) return [];
  const online = read.spansAt(terminal, "presence", { from, to }).filter(({ code }) => code === "online");
  return online.map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to ?? to) }));
};

const answering: readonly string[] = ["online", "busy", "starting"];

/** Gathers what there is. Reads of one terminal only. */
export const evidenceOf = (read: Readers, wear: Pick<Wear, "forecasts">, row: VisitRow, now: number): Evidence => {
  const { terminal } = row;
  const range = rangeOf(row, now);
  const wide = proofRange(read, row, now);
  const place = read.terminal(terminal);
  const health = read.health(terminal);
  const ticket = row.ticket === undefined ? undefined : read.ticket(row.ticket);
  const until = Math.min(range.to, now);
  return {
    now,
    range,
    wide,
    before: read.sightedBefore(terminal, wide.from),
    sightings: read.sightings({ terminal, ...wide }),
    online: onlineIn(read, terminal, { from: range.from, to: until }),
    connected: place?.status === "online",
    modules: read.assets({ terminal }),
    changes: read
      .assetEvents({ terminal, limit: 200 })
      .filter(({ at }) => at >= wide.from)
      .toReversed(),
    answered: new Map(
      health
        .filter((one) => answering.includes(one.health.availability) && isFresh(one.health, one.at, now))
        .map((one) => [one.device, one.at]),
    ),
    offersTest: (place?.inventory?.devices ?? [])
      .filter(({ commands }) => commands.some(({ name }) => testCommands.includes(name)))
      .map(({ device }) => device),
    tests: read
      .commands({ terminal, limit: 500 })
      .filter(({ command, finishedAt }) => testCommands.includes(command) && within(wide, finishedAt))
      .toReversed(),
    faults: (ticket?.faults ?? []).flatMap((id) => read.fault(id) ?? []),
    occurrences: ticket ? read.spansAt(terminal, "fault", { from: ticket.openedAt - dayMs, to: wide.to }) : [],
    moves: row.ticket === undefined ? [] : read.stockMoves({ ticket: row.ticket, limit: 200 }).toReversed(),
    renewals: wear
      .forecasts({ terminal })
      .flatMap(({ item, usage: { device, renewedAt, renewedBy } }): Renewal[] =>
        renewedAt !== undefined && renewedBy === "device" && within(wide, renewedAt)
          ? [{ device, item: item.id, title: item.title, at: renewedAt }]
          : [],
      ),
  };
};
