import type { Clock, DeviceHealth, FaultView } from "../../contract/index.ts";
import { DueQueue } from "../due-queue.ts";
import type { Live } from "../live.ts";
import type { RandomHex } from "../random.ts";
import type { Readers, Store, Tx } from "../store/store.ts";
import { Board, type BoardDeps, type FaultChange, type Judged, type Surroundings, type Unit } from "./board.ts";
import type { Faults } from "./faults.ts";
import type { RuleIndex } from "./load-rules.ts";
import type { FaultRule, Look } from "./rule.ts";
import { RuleBook } from "./rule-book.ts";

export { type Surroundings, wholeTerminal } from "./board.ts";

export interface EngineDeps {
  readonly rules: RuleIndex;
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly random: RandomHex;
  readonly onError: (error: unknown) => void;
  readonly worn?: (terminal: string, device: string, item: string, health: DeviceHealth) => number | undefined;
}

/** These go to the audit log, so that what was down, and when, can be told from it. What never opened is not told. */
const audited: readonly FaultChange[] = ["opened", "repeated", "hidden", "shown", "closed"];
const recentMs = 24 * 3_600_000;

/**
 * Opens and closes faults. Judging runs inside the transaction that stored the reading; holds run on the clock, exactly, and resume after a
 * restart. Memory follows the transaction: what a rolled back unit changed is undone.
 */
export class FaultEngine implements Faults {
  readonly #book: RuleBook;
  readonly #store: Store;
  readonly #live: Live;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #due: DueQueue;
  readonly #board: Board;

  constructor(deps: EngineDeps) {
    this.#book = new RuleBook(deps.rules);
    this.#store = deps.store;
    this.#live = deps.live;
    this.#clock = deps.clock;
    this.#onError = deps.onError;
    this.#due = new DueQueue(deps.clock, (ids) => this.#onDue(ids));
    const board: BoardDeps = { rules: this.#book, clock: deps.clock, random: deps.random, due: this.#due };
    this.#board = new Board(deps.worn ? { ...board, worn: deps.worn } : board);
  }

  /** As they are in force; one map for its life, whose content changes with the settings. */
  get rules(): ReadonlyMap<string, FaultRule> {
    return this.#book.byId;
  }

  /** Takes up where the last run ended. Verdicts are not known until the stored readings have been judged again. */
  load(read: Readers, around: Surroundings): void {
    const now = this.#clock.now();
    const closed = read.faults({ active: false, limit: 20_000 }).reverse();
    this.#board.load(
      read.faults({ active: true, limit: 1_000_000 }),
      closed.filter(({ closedAt = 0 }) => closedAt > now - recentMs),
      around,
    );
  }

  close(): void {
    this.#due.close();
  }

  active(terminal: string, device?: string): FaultView[] {
    return this.#board.active(terminal, device);
  }

  get(terminal: string, device: string, code: string): FaultView | undefined {
    return this.#board.get(terminal, device, code);
  }

  all(): FaultView[] {
    return this.#board.all();
  }

  patch(tx: Tx, id: string, change: Partial<Pick<FaultView, "ticket" | "conclusion">>): FaultView {
    return this.#board.patch(this.#unit(tx), id, change, () => tx.read.fault(id));
  }

  /** Judges one reading by all rules of its class. Returns how many rules looked. */
  judge(tx: Tx, terminal: string, device: string, reading: Judged): number {
    return this.#board.judge(this.#unit(tx), terminal, device, reading);
  }

  /** What the fleet or the gateway found out about a terminal as a whole. Throws `AppError("rules")` for a rule that does not exist. */
  say(tx: Tx, code: string, terminal: string, device: string, look: Look): void {
    this.#board.say(this.#unit(tx), code, terminal, device, look);
  }

  /** Nothing can be told of this terminal's devices any more: it is lost. Holds stop; nothing opens, nothing closes. */
  blind(tx: Tx, terminal: string): void {
    this.#board.blind(this.#unit(tx), terminal);
  }

  /** Looks again at what hides what on a terminal, and at its maintenance. */
  refresh(tx: Tx, terminal: string): void {
    this.#board.refresh(this.#unit(tx), terminal);
  }

  /** Puts other settings of these rules into force, from now on, for open faults too; `why` is their evidence. */
  setRules(tx: Tx, rules: readonly FaultRule[], why: string): void {
    this.#board.setRules(this.#unit(tx), rules, why);
  }

  #onDue(ids: string[]): void {
    this.#store
      .write((tx) => this.#board.onDue(this.#unit(tx), ids))
      .catch((error: unknown) => {
        // Nothing was changed. The holds are over all the same, so they are tried again soon.
        this.#onError(error);
        for (const id of ids) this.#due.set(id, 1000);
      });
  }

  #unit(tx: Tx): Unit {
    return {
      save: (fault) => tx.saveFault(fault),
      afterRollback: (undo) => tx.afterRollback(undo),
      tell: (fault, change) => {
        if (audited.includes(change) && fault.openedAt !== undefined) this.#audit(tx, fault, change);
        this.#live.emit(tx, "fault", { fault, change });
      },
    };
  }

  #audit(tx: Tx, fault: FaultView, change: string): void {
    const { id, device, code, severity, impact, since, occurrences, maintenance, hiddenBy } = fault;
    const hidden = hiddenBy === undefined ? {} : { hiddenBy };
    const detail = { id, device, code, severity, impact, since, occurrences, maintenance, ...hidden };
    tx.addAudit({ at: this.#clock.now(), actor: "broker", action: `fault.${change}`, target: fault.terminal, detail });
  }
}
