import { type Clock, type InspectionDue, type InspectionRound, type InspectTerminal } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { RoundRow } from "../store/inspection-rows.ts";
import type { Readers, Store, TerminalRow, Tx } from "../store/store.ts";
import { unknown } from "../unknown.ts";
import type { Wear } from "../wear/wear.ts";
import { inspectionDue, type Rounds } from "./due.ts";
import type { MachineFacts } from "./machine.ts";
import { isCurrent, itemsNow, mayFinish, roundResult, withAnswers } from "./round.ts";

/** Sales that are looked through; those of a busy terminal's week are more, and say the same. */
const mostSales = 500;

export interface InspectionDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly levels: ServiceLevels;
  readonly wear: Pick<Wear, "forecasts">;
}

/** Inspection rounds: when they are due, what the machine finds, what people answer. Nothing is kept in memory. */
export class Inspections {
  readonly #deps: InspectionDeps;

  constructor(deps: InspectionDeps) {
    this.#deps = deps;
  }

  /** Every terminal's next round, the soonest first. */
  due(filter: { terminal?: string; withinDays?: number } = {}): InspectionDue[] {
    const { read } = this.#deps.store;
    const last = new Map(read.lastRounds().map((row) => [row.terminal, row]));
    const open = new Map(read.rounds({ finished: false, limit: 100_000 }).map((row) => [row.terminal, row.number]));
    return read
      .terminals()
      .filter(({ id }) => filter.terminal === undefined || id === filter.terminal)
      .map((terminal) => this.#dueOf(terminal, { last: last.get(terminal.id), open: open.get(terminal.id) }))
      .filter(({ days }) => filter.withinDays === undefined || days <= filter.withinDays)
      .sort((a, b) => a.days - b.days || (a.terminal < b.terminal ? -1 : 1));
  }

  /** The round of a terminal that is open, or the one that would be begun now. Throws `AppError("notFound")`. */
  current(terminal: string): InspectionRound {
    const { read } = this.#deps.store;
    return this.#view(read, this.#known(read, terminal), this.#open(read, terminal));
  }

  /** Finished rounds, newest first. */
  rounds(filter: { terminal?: string; limit?: number }): InspectionRound[] {
    return this.#deps.store.read.rounds({ ...filter, finished: true }).flatMap(({ finished }) => finished ?? []);
  }

  /** Throws `AppError("notFound")`. */
  round(number: number): InspectionRound {
    const { read } = this.#deps.store;
    const row = read.round(number);
    if (!row) throw unknown("round", number);
    return row.finished ?? this.#view(read, this.#known(read, row.terminal), row);
  }

  /**
   * Takes a person's answers, and finishes the round if that is asked. All of it or nothing. Throws `AppError`: `notFound`, `invalid` (an item
   * that does not exist), `conflict` (changed meanwhile), `refused` (a person has still to answer: it names the items).
   */
  async inspect(terminal: string, request: InspectTerminal, by: string): Promise<InspectionRound> {
    return this.#deps.store.write((tx) => {
      const place = this.#known(tx.read, terminal);
      const before = this.#open(tx.read, terminal);
      isCurrent(before, request.version);
      const now = this.#deps.clock.now();
      const answers = withAnswers(before?.answers ?? [], request.answers ?? [], { by, at: now });
      const note = request.note ?? before?.note;
      const row: RoundRow = {
        number: before?.number ?? 0,
        version: (before?.version ?? 0) + 1,
        terminal,
        startedAt: before?.startedAt ?? now,
        startedBy: before?.startedBy ?? by,
        answers,
        ...(note === undefined ? {} : { note }),
      };
      const saved = tx.saveRound(request.finish ? this.#finished(tx, place, row, by) : row);
      this.#audit(tx, saved, request, by);
      if (saved.finished) this.#deps.live.inform(tx, "round", { round: saved.finished });
      return saved.finished ?? this.#view(tx.read, place, saved);
    });
  }

  #finished(tx: Tx, place: TerminalRow, row: RoundRow, by: string): RoundRow {
    const view = this.#view(tx.read, place, row);
    mayFinish(view.items);
    return { ...row, finished: { ...view, state: "finished", finishedAt: this.#deps.clock.now(), finishedBy: by } };
  }

  #audit(tx: Tx, { number, terminal, finished }: RoundRow, { answers = [], note }: InspectTerminal, by: string): void {
    const at = this.#deps.clock.now();
    const said = { round: number, answers, ...(note === undefined ? {} : { note }) };
    if (!finished) return tx.addAudit({ at, actor: by, action: "inspection.answer", target: terminal, detail: said });
    const results = Object.fromEntries(finished.items.map(({ item, result }) => [item, result]));
    const detail = { ...said, result: finished.result, results };
    return tx.addAudit({ at, actor: by, action: "inspection.finish", target: terminal, detail });
  }

  #known(read: Readers, terminal: string): TerminalRow {
    const row = read.terminal(terminal);
    if (!row) throw unknown("terminal", terminal);
    return row;
  }

  #open(read: Readers, terminal: string): RoundRow | undefined {
    return read.rounds({ terminal, finished: false, limit: 1 })[0];
  }

  #dueOf(terminal: TerminalRow, rounds: Rounds): InspectionDue {
    const { levels, clock } = this.#deps;
    return inspectionDue(terminal, rounds, levels, clock.now());
  }

  #facts(read: Readers, terminal: TerminalRow): MachineFacts {
    return {
      now: this.#deps.clock.now(),
      terminal,
      health: read.health(terminal.id),
      faults: read.faults({ terminal: terminal.id, active: true, limit: 1000 }),
      forecasts: this.#deps.wear.forecasts({ terminal: terminal.id }),
      sales: read.events({ terminal: terminal.id, kind: "sale", limit: mostSales }),
    };
  }

  #view(read: Readers, terminal: TerminalRow, row: RoundRow | undefined): InspectionRound {
    const items = itemsNow(this.#facts(read, terminal), row?.answers ?? []);
    const last = read.rounds({ terminal: terminal.id, finished: true, limit: 1 })[0];
    const { contract, customer, due } = this.#dueOf(terminal, { last });
    return {
      number: row?.number ?? 0,
      version: row?.version ?? 0,
      terminal: terminal.id,
      ...(contract === undefined ? {} : { contract }),
      ...(customer === undefined ? {} : { customer }),
      state: row ? "open" : "new",
      result: roundResult(items),
      due,
      ...(row ? { startedAt: row.startedAt, startedBy: row.startedBy } : {}),
      ...(row?.note === undefined ? {} : { note: row.note }),
      items,
    };
  }
}
