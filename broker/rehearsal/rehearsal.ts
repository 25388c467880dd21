import {
  type DeviceHealth,
  type Difference,
  differences as differenceNames,
  type RehearsalResult,
  type RehearsedDifference,
} from "../../contract/index.ts";
import { RuleBook } from "../faults/rule-book.ts";
import type { AllSettings, Settable } from "../faults/settings.ts";
import { bodyIssue } from "../ingest/gate.ts";
import { correctedAt, lastReadings } from "../ingest/judge-batch.ts";
import { batchOf, isReading } from "../past/readings.ts";
import type { SpanRow, TimeRange } from "../store/history-rows.ts";
import type { Readers, TerminalRow, UsageRow } from "../store/store.ts";
import { itemsOf } from "../wear/items.ts";
import { shareOf } from "../wear/usage.ts";
import { compare, type Opened } from "./compare.ts";
import { type Concern, concernOf, looksAt } from "./concern.ts";
import { type Happening, type Heard, Replay } from "./replay.ts";

/** What to rehearse, as plain data that goes to another thread. */
export interface RehearsalWish extends TimeRange {
  /** Rules whose settings are proposed. */
  readonly proposed: readonly string[];
  /** All settings as they are, and as they would be. */
  readonly today: AllSettings;
  readonly tried: AllSettings;
  readonly revision: number;
  readonly holdFactor: number;
  /** Lives of parts set otherwise than in the table. */
  readonly lives: Readonly<Record<string, number>>;
  readonly site?: string;
  readonly terminal?: string;
}

const hourMs = 3_600_000;
const mostDifferences = 500;

type Past = Pick<Readers, "chunksOf" | "spansOf">;
type Tally = RehearsalResult["today"];

/** Said of a terminal by others than its readings: known from the history as far as it opened. */
const saidCodes = ["security.duplicateId", "cabinet.door.forgotten"];

/** Holds plus an hour before the stretch: what lasts at its beginning is open then. */
const leadOf = ({ byId }: RuleBook): number => Math.max(...[...byId.values()].map(({ holdMs }) => holdMs)) + hourMs;

/**
 * Replays kept readings twice, with the settings of today and with proposed ones, terminal by terminal: memory holds one terminal's faults and the differences
 * found so far.
 */
export class Rehearsal {
  readonly #wish: RehearsalWish;
  readonly #concern: Concern;
  readonly #today: RuleBook;
  readonly #tried: RuleBook;
  readonly #from: number;
  readonly #usages = new Map<string, UsageRow>();
  readonly #outages: readonly (SpanRow & { readonly site: string })[];
  readonly #dataFrom: number;
  readonly terminals: readonly TerminalRow[];
  readonly #differences: RehearsedDifference[] = [];
  readonly #counts = Object.fromEntries(differenceNames.map((name) => [name, 0])) as Record<Difference, number>;
  readonly #tallies: { today: Tally; proposed: Tally } = {
    today: { faults: 0, tickets: 0 },
    proposed: { faults: 0, tickets: 0 },
  };
  #same = 0;
  #looked = 0;
  readings = 0;

  constructor(settable: Settable, wish: RehearsalWish, read: Readers) {
    this.#wish = wish;
    this.#concern = concernOf(settable.delivered, wish.proposed);
    const book = (settings: AllSettings) =>
      new RuleBook({
        byId: new Map(settable.inForce(this.#concern.needed, settings).map((rule) => [rule.id, rule])),
      });
    this.#today = book(wish.today);
    this.#tried = book(wish.tried);
    this.#from = Math.max(0, wish.from - Math.max(leadOf(this.#today), leadOf(this.#tried)));
    const rows = read.terminals();
    const siteOf = new Map(rows.map(({ id, site }) => [id, site]));
    this.#outages = read
      .spans({ from: this.#from, to: wish.to }, "fault")
      .filter(({ code }) => code === "site.lost")
      .map((span) => ({ ...span, site: siteOf.get(span.terminal) ?? "" }));
    this.terminals = rows.filter(
      ({ id, site }) => (wish.site ?? site) === site && (wish.terminal === undefined || wish.terminal === id),
    );
    for (const usage of read.usages()) this.#usages.set(`${usage.terminal}/${usage.device}/${usage.item}`, usage);
    this.#dataFrom = read.oldestChunkAt();
  }

  /** Replays one terminal. */
  take(read: Past, row: TerminalRow): void {
    const { from, to } = this.#wish;
    const before = this.readings;
    const { today, proposed } = this.openings(read, row);
    if (this.readings > before) this.#looked += 1;
    const counts = (opened: Opened): boolean =>
      opened.seen && this.#concern.watched.has(opened.rule) && (opened.to ?? to) > from && opened.from < to;
    this.#hold(row.id, today.filter(counts), proposed.filter(counts));
  }

  /** What opens on a terminal under either settings, what is hidden all the time too. */
  openings(read: Past, row: TerminalRow): Readonly<Record<"today" | "proposed", readonly Opened[]>> {
    const today = this.#replay(row, this.#today);
    const proposed = this.#replay(row, this.#tried);
    this.#run(read, row, [today, proposed]);
    return { today: today.end(this.#wish.to), proposed: proposed.end(this.#wish.to) };
  }

  /** Puts what happened and what was read into replays, in order of time. */
  #run(read: Past, row: TerminalRow, replays: readonly Replay[]): void {
    const happenings = this.#happenings(read, row);
    let next = 0;
    const upTo = (at: number): void => {
      for (let one = happenings[next]; one && one.at <= at; one = happenings[++next])
        for (const replay of replays) replay.happened(one);
    };
    for (const heard of this.#heard(read, row.id)) {
      upTo(heard.receivedAt);
      this.readings += 1;
      for (const replay of replays) replay.reading(heard);
    }
    upTo(this.#wish.to);
  }

  result(stopped = false): RehearsalResult {
    const { from, to, revision } = this.#wish;
    const total = Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
    return {
      from,
      to,
      ...(this.#dataFrom > 0 ? { dataFrom: this.#dataFrom } : {}),
      terminals: this.#looked,
      readings: this.readings,
      same: this.#same,
      ...this.#tallies,
      counts: { ...this.#counts },
      differences: [...this.#differences],
      notKnown: this.#notKnown({ stopped, cut: total > this.#differences.length }),
      revision,
    };
  }

  #hold(terminal: string, today: readonly Opened[], proposed: readonly Opened[]): void {
    const { from } = this.#wish;
    const count = (tally: Tally, all: readonly Opened[]): void => {
      tally.faults += all.length;
      tally.tickets += all.filter((opened) => opened.ticket && opened.from >= from).length;
    };
    count(this.#tallies.today, today);
    count(this.#tallies.proposed, proposed);
    const { same, differences } = compare(terminal, today, proposed, this.#wish);
    this.#same += same;
    for (const one of differences) {
      this.#counts[one.difference] += 1;
      if (this.#differences.length < mostDifferences) this.#differences.push(one);
    }
  }

  #replay({ id, inventory }: TerminalRow, rules: RuleBook): Replay {
    return new Replay({
      terminal: id,
      inventory,
      rules,
      looksAt: looksAt(rules.byId, this.#concern),
      worn: (device, item, health, at) => this.#worn(id, device, { item, health, at }),
    });
  }

  /** What was used before a part was last renewed is not known any more. */
  #worn(
    terminal: string,
    device: string,
    { item: id, health, at }: { item: string; health: DeviceHealth; at: number },
  ): number | undefined {
    const item = itemsOf(health.deviceClass).find((one) => one.id === id);
    const usage = this.#usages.get(`${terminal}/${device}/${id}`);
    if (!item || at < (usage?.renewedAt ?? 0)) return undefined;
    return shareOf(item, health, usage, this.#wish.lives[id] ?? item.end);
  }

  #happenings(read: Past, { id, site }: TerminalRow): Happening[] {
    const range = { from: this.#from, to: this.#wish.to };
    const outages = this.#outages.filter((one) => one.site === site);
    const own = read.spansOf(id, range).filter(({ kind, code }) => kind !== "fault" || saidCodes.includes(code));
    const all = [...own, ...outages].flatMap((span) => happeningsOf(span, range));
    return all.sort((a, b) => a.at - b.at);
  }

  /** Readings in the order in which the broker judged them, as ingest takes them. */
  *#heard(read: Past, terminal: string): Iterable<Heard> {
    const { to } = this.#wish;
    const newest = new Map<string, { epoch: string; order: number; at: number }>();
    for (const { receivedAt, body } of read.chunksOf(terminal, { from: this.#from, to })) {
      if (receivedAt >= to) continue;
      const batch = batchOf(body);
      const epoch = batch.stream?.split(".")[0] ?? "";
      const lastOf = lastReadings(batch);
      for (const record of batch.records) {
        if (!isReading(record) || bodyIssue("health", record.body) !== undefined) continue;
        const { device = "", order, seq } = record;
        const at = correctedAt(record, { batch, receivedAt });
        const known = newest.get(device);
        if (known && (known.epoch === epoch ? order <= known.order : at < known.at)) continue;
        newest.set(device, { epoch, order, at });
        const judged = lastOf === undefined || lastOf.get(device) === seq;
        yield { device, at, receivedAt, health: record.body as DeviceHealth, judged };
      }
    }
  }

  #notKnown({ stopped, cut }: { stopped: boolean; cut: boolean }): RehearsalResult["notKnown"] {
    const { proposed, from } = this.#wish;
    const rules = [...this.#concern.watched].flatMap((id) => this.#today.byId.get(id) ?? []);
    const asked = (id: string): boolean => proposed.includes(id);
    const told: readonly [RehearsalResult["notKnown"][number], boolean][] = [
      ["stopped", stopped],
      ["dataShort", this.#dataFrom > from],
      ["cut", cut],
      ["ticketsShared", rules.some(({ ticket }) => ticket)],
      ["runbooks", rules.some(({ runbook }) => runbook !== undefined)],
      ["siteLost", asked("site.lost")],
      ["duplicateId", asked("security.duplicateId")],
      ["leftOpen", asked("cabinet.door.forgotten")],
      ["wearBeforeRenewal", rules.some(({ limit }) => limit?.kind === "wear")],
      ["portsAsToday", asked("port.lost")],
      ["maintenanceSecurity", rules.some(({ impact }) => impact.includes("security"))],
      ["restarts", true],
    ];
    return told.flatMap(([what, holds]) => (holds ? [what] : []));
  }
}

/** What a span of the history means for a replay that begins at `from`. */
const happeningsOf = (
  { kind, code, device, from: began, to: ended }: SpanRow,
  { from, to }: TimeRange,
): Happening[] => {
  const at = Math.max(from, began);
  const over = ended === undefined || ended >= to ? undefined : ended;
  if (kind === "presence") return [{ at, what: code as "lost" | "stopped" | "online" }];
  if (kind === "dark") return [];
  if (kind === "maintenance")
    return [
      { at, what: "maintenance" },
      ...(over === undefined ? [] : [{ at: over, what: "maintenanceOver" } as const]),
    ];
  const said = { what: "said", code, device } as const;
  return [{ at, ...said, over: false }, ...(over === undefined ? [] : [{ at: over, ...said, over: true }])];
};
