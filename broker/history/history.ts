import type { Clock, DeviceHealth, FaultView, Sale, Timer } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import type { SampleRow, SpanRow } from "../store/history-rows.ts";
import type { Store, TerminalRow, Tx } from "../store/store.ts";
import { byHour, counted, hourOf } from "./samples.ts";

export interface HistoryDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** A killed broker knows to this precision how long it was there to see anything. */
export const aliveEveryMs = 60_000;
/** Samples of the running hour are saved this often; a kill costs at most so much of them, and what is lost counts as not known. */
const saveEveryMs = 10 * 60_000;
const rowsPerSave = 200;
const aliveKey = "historyAliveAt";

const keyOf = ({ kind, terminal, device, code }: Pick<SpanRow, "kind" | "terminal" | "device" | "code">): string =>
  `${kind} ${terminal} ${device} ${code}`;

interface Known {
  readonly at: number;
  readonly health: DeviceHealth;
}

/**
 * Keeps what lasted (presence, silence, faults, maintenance) and what was counted (samples, sales), in the transaction that made it so. Only changes are
 * written. `broker/reports` says what it means.
 */
export class History {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  /** Spans that last, by what they are of. */
  readonly #open = new Map<string, SpanRow>();
  readonly #samples = new Map<
    string,
    { readonly row: SampleRow; readonly savedMono: number; readonly saved: boolean }
  >();
  #timer: Timer | undefined;
  #closed = false;

  constructor({ store, live, clock, onError }: HistoryDeps) {
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
    live.within("presence", ({ terminal, status, at }, tx) => this.#presence(tx, terminal, status, at));
    live.within("fault", ({ fault }, tx) => this.#fault(tx, fault));
  }

  /**
   * Takes up where the last run ended. Nobody watched while no broker ran: who was online is so until the last sign of life, and again from its next
   * birth.
   */
  async load(): Promise<void> {
    for (const span of this.#store.read.openSpans()) this.#open.set(keyOf(span), span);
    await this.#store.write((tx) => {
      const now = this.#clock.now();
      const alive = Math.min(now, Number(tx.read.setting(aliveKey) ?? now));
      for (const span of this.#open.values()) {
        if (span.kind === "presence" && span.code === "online") this.#end(tx, span, alive);
        if (span.kind === "maintenance") this.#maintenanceAgain(tx, span, now);
      }
      this.#alive(tx);
    });
    this.#tick();
  }

  /** Saves what is in memory only. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.save();
    await this.#store.write((tx) => this.#alive(tx));
  }

  /** Brings to the store what is in memory only, some rows a transaction: the samples of the running hours. */
  async save(): Promise<void> {
    const keys = [...this.#samples].filter(([, { saved }]) => !saved).map(([key]) => key);
    for (let n = 0; n < keys.length; n += rowsPerSave) {
      const some = keys.slice(n, n + rowsPerSave);
      await this.#store.write((tx) => {
        for (const key of some) this.#saveSample(tx, key);
      });
    }
  }

  /** A reading takes the place of `known`: was there a time of which nothing is known, and what did the measures do until now? */
  reading(tx: Tx, terminal: string, device: string, known: Known | undefined, { at, health }: Known): void {
    if (known && at > known.at) {
      const freshUntil = known.at + known.health.freshForMs;
      if (at > freshUntil) tx.saveSpan({ kind: "dark", terminal, device, code: "stale", from: freshUntil, to: at });
      if (health.deviceClass === "host") this.#sample(tx, terminal, device, known, Math.min(at, freshUntil));
    }
    // Nobody had heard of it before.
    if (!known) tx.saveSpan({ kind: "dark", terminal, device, code: "unread", from: 0, to: at });
    const unknown = health.availability === "unknown";
    if (unknown === (known?.health.availability === "unknown")) return;
    const span = { kind: "dark", terminal, device, code: "unknown" } as const;
    if (unknown) this.#begin(tx, { ...span, from: at });
    else this.#end(tx, span, at);
  }

  sale(tx: Tx, terminal: string, at: number, { kind, result, cause = "", currency = "", amount = 0 }: Sale): void {
    tx.addSales({ terminal, hour: hourOf(at), kind, result, cause, currency, count: 1, amount });
  }

  maintenance(tx: Tx, terminal: string, maintenance: TerminalRow["maintenance"]): void {
    const span = { kind: "maintenance", terminal, device: "", code: "" } as const;
    const now = this.#clock.now();
    if (maintenance) this.#begin(tx, { ...span, from: now, ref: maintenance.by });
    else this.#end(tx, span, now);
  }

  /** Maintenance that ended while no broker ran ended when it was to end. */
  #maintenanceAgain(tx: Tx, span: SpanRow, now: number): void {
    const until = tx.read.terminal(span.terminal)?.maintenance?.until ?? 0;
    if (until <= now) this.#end(tx, span, until || now);
  }

  #presence(tx: Tx, terminal: string, status: string, at: number): void {
    for (const code of ["online", "stopped", "lost"]) {
      const span = { kind: "presence", terminal, device: "", code } as const;
      if (code === status) this.#begin(tx, { ...span, from: at });
      else this.#end(tx, span, at);
    }
  }

  /** An occurrence begins when the condition began, and ends when it was gone, not when its hold times had run. */
  #fault(tx: Tx, fault: FaultView): void {
    const { terminal, device, code, id: ref, state, occurrences, since, phaseAt } = fault;
    const span = { kind: "fault", terminal, device, code } as const;
    const open = this.#open.get(keyOf(span));
    const moment = phaseAt ?? this.#clock.now();
    if (state === "open" && !open)
      this.#begin(tx, { ...span, from: occurrences === 1 ? Math.min(since, moment) : moment, ref });
    if ((state === "clearing" || state === "closed") && open) this.#end(tx, span, moment);
  }

  #begin(tx: Tx, span: SpanRow): void {
    const key = keyOf(span);
    if (this.#open.has(key)) return;
    tx.saveSpan(span);
    this.#audit(tx, "began", span, span.from);
    this.#open.set(key, span);
    tx.afterRollback(() => this.#open.delete(key));
  }

  #end(tx: Tx, span: Pick<SpanRow, "kind" | "terminal" | "device" | "code">, at: number): void {
    const key = keyOf(span);
    const open = this.#open.get(key);
    if (!open) return;
    const to = Math.max(open.from, at);
    tx.saveSpan({ ...open, to });
    this.#audit(tx, "ended", open, to);
    this.#open.delete(key);
    tx.afterRollback(() => this.#open.set(key, open));
  }

  /** What a report adds up is in the log too, so that it can be recomputed from there. What was dark the stored readings tell themselves. */
  #audit(tx: Tx, change: "began" | "ended", { kind, terminal, device, code, ref }: SpanRow, at: number): void {
    if (kind === "dark") return;
    const detail = {
      at,
      ...(device === "" ? {} : { device }),
      ...(code === "" ? {} : { code }),
      ...(ref ? { ref } : {}),
    };
    tx.addAudit({ at: this.#clock.now(), actor: "broker", action: `${kind}.${change}`, target: terminal, detail });
  }

  #sample(tx: Tx, terminal: string, device: string, { at: from, health }: Known, to: number): void {
    const key = `${terminal}/${device}`;
    const before = this.#samples.get(key);
    let row = before?.row;
    let savedMono = before?.savedMono ?? this.#clock.mono();
    for (const [hour, begin, end] of byHour(from, to)) {
      if (row?.hour !== hour) {
        if (row) tx.saveSample(row);
        row = tx.read.sample(terminal, device, hour) ?? { terminal, device, hour, upTo: 0, measures: {} };
        savedMono = this.#clock.mono();
      }
      row = counted(row, health.measures, [begin, end]);
    }
    if (!row) return;
    const due = this.#clock.mono() - savedMono > saveEveryMs;
    if (due) {
      tx.saveSample(row);
      savedMono = this.#clock.mono();
    }
    this.#samples.set(key, { row, savedMono, saved: due });
    tx.afterRollback(() => {
      if (before) this.#samples.set(key, before);
      else this.#samples.delete(key);
    });
  }

  #saveSample(tx: Tx, key: string): void {
    const sample = this.#samples.get(key);
    if (!sample || sample.saved) return;
    tx.saveSample(sample.row);
    this.#samples.set(key, { row: sample.row, savedMono: this.#clock.mono(), saved: true });
    tx.afterRollback(() => this.#samples.set(key, sample));
  }

  #alive(tx: Tx): void {
    tx.saveSetting(aliveKey, String(this.#clock.now()));
  }

  /** Chains the next timer after the write, so that a slow disk cannot pile them up. */
  #tick(): void {
    this.#timer = this.#clock.after(aliveEveryMs, () => {
      this.#store
        .write((tx) => this.#alive(tx))
        .catch((error: unknown) => this.#onError(error))
        .finally(() => !this.#closed && this.#tick());
    });
  }
}
