import {
  AppError,
  type Clock,
  type Inventory,
  type LiveLine,
  type Localized,
  lanes,
  messageOf,
  type Presence,
  type UpBatch,
  type WireRecord,
} from "../../contract/index.ts";
import type { Downlink } from "../downlink.ts";
import type { FaultEngine } from "../faults/engine.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { History } from "../history/history.ts";
import type { Live } from "../live.ts";
import type { Sightings } from "../sightings/sightings.ts";
import { addRange, hasSeq, isFresh as isNew } from "../store/intervals.ts";
import type { Store, StreamRow, Tx } from "../store/store.ts";
import type { Wear } from "../wear/wear.ts";
import type { Arrival } from "./arrival.ts";
import { bodyIssue, gate, isKnownKind, type Refused } from "./gate.ts";
import { BatchJudge, lastReadings, type Origin } from "./judge-batch.ts";
import { failedText, recordText } from "./refusals.ts";
import { ackOf, maxRanges, StreamCache } from "./stream-cache.ts";

export interface IngestDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly fleet: Fleet;
  readonly faults: FaultEngine;
  readonly downlink: Downlink;
  readonly wear: Wear;
  readonly history: History;
  readonly sightings: Sightings;
  readonly onError: (error: unknown) => void;
}

/** Counters since start. */
export interface IngestCounters {
  messages: number;
  records: number;
  duplicates: number;
  refused: number;
  unknownKinds: number;
  commits: number;
  failed: number;
}

/**
 * One transaction at most: bounds its memory and how long the first message waits for the last. Small enough that terminals send the next messages
 * while these are committed (with 2 MB a commit the fleet and the broker took turns, at a third of the rate), large enough that fsync is shared.
 */
const maxPerCommit = 512;
const maxBytesPerCommit = 288 * 1024;

/**
 * Stores, judges and then acknowledges. Everything that arrived in one event-loop turn is one transaction; after COMMIT the PUBACKs go out in
 * the order of arrival, then one cumulative `ack` for each stream. A message that cannot be used is kept in quarantine and acknowledged.
 */
export class Ingest {
  readonly counters: IngestCounters = {
    messages: 0,
    records: 0,
    duplicates: 0,
    refused: 0,
    unknownKinds: 0,
    commits: 0,
    failed: 0,
  };
  readonly #store: Store;
  readonly #live: Live;
  readonly #clock: Clock;
  readonly #fleet: Fleet;
  readonly #downlink: Downlink;
  readonly #onError: (error: unknown) => void;
  readonly #streams: StreamCache;
  readonly #judge: BatchJudge;
  #queue: Arrival[] = [];
  #running: Promise<void> | undefined;

  constructor(deps: IngestDeps) {
    this.#store = deps.store;
    this.#live = deps.live;
    this.#clock = deps.clock;
    this.#fleet = deps.fleet;
    this.#downlink = deps.downlink;
    this.#onError = deps.onError;
    this.#streams = new StreamCache(deps.store.read);
    this.#judge = new BatchJudge({
      fleet: deps.fleet,
      faults: deps.faults,
      live: deps.live,
      streams: this.#streams,
      wear: deps.wear,
      history: deps.history,
      sightings: deps.sightings,
    });
  }

  accept(arrival: Arrival): void {
    this.#queue.push(arrival);
    this.#running ??= this.#pump();
  }

  /** Messages taken but not answered yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves when everything accepted so far is committed and acknowledged, or failed. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Puts readings back that a killed broker had stored but not projected. Run once, before anything is accepted. */
  async recover(): Promise<void> {
    await this.#store.write((tx) => {
      this.#begin();
      for (const { terminal, stream, body, receivedAt } of tx.read.unprojected()) {
        const batch = JSON.parse(body.toString()) as UpBatch;
        const origin: Origin = { terminal, epoch: epochOf(stream), batch, receivedAt };
        for (const record of batch.records ?? []) this.#replay(tx, record, origin);
      }
      this.#end(tx);
      tx.endReplay();
    });
  }

  #replay(tx: Tx, record: WireRecord, origin: Origin): void {
    if (bodyIssue(record.kind, record.body) !== undefined) return;
    if (record.kind === "health" && record.device) this.#judge.project(tx, record, origin);
    if (record.kind === "gap") this.#judge.fill(tx, origin.terminal, record.body as Parameters<BatchJudge["fill"]>[2]);
  }

  async #pump(): Promise<void> {
    while (this.#queue.length > 0) {
      const taken: Arrival[] = [];
      try {
        // The queue is taken when the transaction begins, not when it is asked for: all that arrives meanwhile comes along.
        await this.#store.write((tx) => {
          taken.push(...this.#take());
          this.#unit(tx, taken, this.#clock.now());
        });
      } catch (error) {
        if (taken.length > 0) await this.#oneByOne(taken, error);
        else this.#turnAway(error);
      }
    }
    this.#running = undefined;
  }

  #take(): Arrival[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && count < maxPerCommit && bytes < maxBytesPerCommit)
      bytes += (this.#queue[count++] as Arrival).payload.length;
    return this.#queue.splice(0, count);
  }

  #unit(tx: Tx, arrivals: readonly Arrival[], receivedAt: number): void {
    this.#begin();
    const counted = { ...this.counters };
    tx.afterRollback(() => {
      this.#forget(arrivals);
      Object.assign(this.counters, counted);
    });
    for (const arrival of arrivals) this.#message(tx, arrival, receivedAt);
    const touched = this.#end(tx);
    tx.afterCommit(() => this.#answer(arrivals, touched));
  }

  #begin(): void {
    this.#streams.begin();
    this.#judge.begin();
  }

  #end(tx: Tx): StreamRow[] {
    this.#judge.end(tx);
    const touched = [...this.#streams.touched()];
    for (const row of touched) tx.saveStream(row);
    return touched;
  }

  #answer(arrivals: readonly Arrival[], touched: readonly StreamRow[]): void {
    this.counters.commits += 1;
    this.counters.messages += arrivals.length;
    for (const arrival of arrivals) arrival.done();
    const now = this.#clock.now();
    for (const row of touched) this.#downlink.send(row.terminal, "ack", ackOf(row, now));
  }

  #forget(arrivals: readonly Arrival[]): void {
    for (const { terminal } of arrivals) {
      this.#streams.forget(terminal);
      this.#fleet.devices.forget(terminal);
    }
  }

  /** The store did not even begin: it is closed, or another process holds it. Nothing waits here for better times; terminals offer it again. */
  #turnAway(cause: unknown): void {
    this.#onError(cause);
    for (const arrival of this.#queue.splice(0)) arrival.fail(new AppError("store", messageOf(cause), {}, { cause }));
  }

  /** One message made the transaction fail: find it. The others go through; it goes to quarantine; if even that fails, the store is down. */
  async #oneByOne(arrivals: readonly Arrival[], cause: unknown): Promise<void> {
    this.#onError(cause);
    for (const arrival of arrivals) {
      try {
        await this.#store.write((tx) => this.#unit(tx, [arrival], this.#clock.now()));
      } catch (error) {
        await this.#setAside(arrival, error);
      }
    }
  }

  async #setAside(arrival: Arrival, error: unknown): Promise<void> {
    this.counters.failed += 1;
    try {
      await this.#store.write((tx) => {
        this.#refuse(tx, arrival, failedText(messageOf(error).slice(0, 400)), this.#clock.now());
        tx.afterCommit(() => arrival.done());
      });
    } catch (storeError) {
      arrival.fail(new AppError("store", messageOf(storeError), {}, { cause: storeError }));
    }
  }

  #message(tx: Tx, arrival: Arrival, receivedAt: number): void {
    if (arrival.refused !== undefined) return this.#refuse(tx, arrival, arrival.refused, receivedAt);
    const { terminal, channel } = arrival;
    const said = gate(channel, arrival.payload);
    if (!said.ok) {
      if (said.refused) this.#settleRefused(tx, terminal, said.refused, receivedAt);
      return this.#refuse(tx, arrival, said.reason, receivedAt);
    }
    tx.touchTerminal(terminal, receivedAt);
    switch (channel) {
      case "up":
        return this.#batch(tx, arrival, said.value as UpBatch, receivedAt);
      case "state":
        return this.#presence(tx, terminal, said.value as Presence);
      case "inventory":
        return this.#fleet.onInventory(tx, terminal, said.value as Inventory);
      case "live": {
        const { command, n, text } = said.value as LiveLine;
        return this.#live.emit(tx, "line", { terminal, command, n, text });
      }
    }
  }

  /** At birth the terminal hears at once what is committed of its epoch, before it offers anything: so it knows if its outbox went back in time. */
  #presence(tx: Tx, terminal: string, said: Presence): void {
    if (!this.#fleet.onPresence(tx, terminal, said) || said.status !== "online") return;
    for (const lane of lanes) {
      const stream = `${said.session.epoch}.${lane}`;
      if (this.#streams.has(terminal, stream)) this.#streams.open(tx, terminal, stream);
    }
  }

  #batch(tx: Tx, arrival: Arrival, batch: UpBatch, receivedAt: number): void {
    const { terminal } = arrival;
    const row = this.#streams.open(tx, terminal, batch.stream);
    const lastOf = lastReadings(batch);
    const origin: Origin = { terminal, epoch: epochOf(batch.stream), batch, receivedAt, ...(lastOf ? { lastOf } : {}) };
    const runs = freshRuns(row, batch.records);
    const fresh = runs.reduce((n, run) => n + run.length, 0);
    row.duplicates += batch.records.length - fresh;
    this.counters.duplicates += batch.records.length - fresh;
    const whole = runs.length === 1 && fresh === batch.records.length;
    for (const run of runs) this.#run(tx, arrival, { row, run, origin, raw: whole ? arrival.payload : undefined });
  }

  #run(
    tx: Tx,
    arrival: Arrival,
    { row, run, origin, raw }: { row: StreamRow; run: WireRecord[]; origin: Origin; raw: Buffer | undefined },
  ): void {
    const from = (run[0] as WireRecord).seq;
    const to = from + run.length - 1;
    if (from > row.upTo + 1 && row.also.length >= maxRanges) return; // not stored, so not acknowledged: offered again when holes are filled
    const body = raw ?? JSON.stringify({ ...origin.batch, records: run });
    const history = origin.batch.history === true;
    tx.addChunk({ streamId: row.id, from, to, receivedAt: origin.receivedAt, history, body });
    addRange(row, from, to);
    row.records += run.length;
    this.counters.records += run.length;
    for (const record of run) this.#record(tx, arrival, record, origin);
  }

  #record(tx: Tx, arrival: Arrival, record: WireRecord, origin: Origin): void {
    const issue = bodyIssue(record.kind, record.body);
    if (issue !== undefined)
      return this.#refuse(tx, arrival, recordText(record.seq, record.kind, issue), origin.receivedAt);
    if (!isKnownKind(record.kind)) this.counters.unknownKinds += 1;
    else this.#judge.record(tx, record, origin);
  }

  /** Marks the records of a refused batch as arrived: they are in quarantine, and the terminal must not offer them for ever. */
  #settleRefused(tx: Tx, terminal: string, { stream, seqs }: Refused, receivedAt: number): void {
    const row = this.#streams.open(tx, terminal, stream);
    for (const run of freshRuns(
      row,
      seqs.map((seq) => ({ seq })),
    )) {
      const from = (run[0] as { seq: number }).seq;
      const to = from + run.length - 1;
      if (from > row.upTo + 1 && row.also.length >= maxRanges) continue;
      tx.addChunk({ streamId: row.id, from, to, receivedAt, history: false, body: '{"refused":true}' });
      addRange(row, from, to);
    }
  }

  #refuse(tx: Tx, arrival: Arrival, text: Localized, receivedAt: number): void {
    const { terminal, topic, payload } = arrival;
    this.counters.refused += 1;
    this.#live.emit(tx, "quarantine", tx.addQuarantine({ terminal, topic, receivedAt, text, payload }));
  }
}

const epochOf = (stream: string): string => stream.slice(0, stream.indexOf("."));

/** The records that are not committed yet, as runs without holes. The common case, all new and in line, copies nothing. */
export const freshRuns = <R extends { readonly seq: number }>(row: StreamRow, records: R[]): R[][] => {
  const first = records[0]?.seq ?? 0;
  const inLine = records.every((r, i) => r.seq === first + i);
  if (inLine && isNew(row, first, first + records.length - 1)) return [records];
  const runs: R[][] = [];
  const seen = new Set<number>();
  for (const record of records) {
    if (seen.has(record.seq) || hasSeq(row, record.seq)) continue;
    seen.add(record.seq);
    const last = runs.at(-1);
    if (last && record.seq === (last.at(-1) as R).seq + 1) last.push(record);
    else runs.push([record]);
  }
  return runs;
};
