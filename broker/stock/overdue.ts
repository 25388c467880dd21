import type { Clock, StockLoan, Timer } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import type { Store } from "../store/store.ts";
import type { Stock } from "./stock.ts";

export interface LoanWatchDeps {
  readonly store: Store;
  readonly live: Live;
  readonly clock: Clock;
  readonly stock: Pick<Stock, "loans">;
  readonly onError: (error: unknown) => void;
}

/** A loan has days, not minutes. */
const lookEveryMs = 3_600_000;
const toldKey = "stock.overdueTold";

/** Tells of each loan once when its last day is over: remembered in the transaction that tells, so that a restart tells nobody twice. */
export class LoanWatch {
  readonly #deps: LoanWatchDeps;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(deps: LoanWatchDeps) {
    this.#deps = deps;
  }

  /** Looks now, and then every hour. */
  async start(): Promise<void> {
    await this.look().catch(this.#deps.onError);
    if (!this.#stopped) this.#timer = this.#deps.clock.after(lookEveryMs, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async look(): Promise<void> {
    const { store, live, clock, stock } = this.#deps;
    const overdue = stock.loans().filter(({ overdue: is }) => is === true);
    const told = new Set(toldOf(store.read.setting(toldKey)));
    if (overdue.every(({ move }) => told.has(move))) return;
    await store.write((tx) => {
      for (const loan of overdue.filter(({ move }) => !told.has(move))) {
        const { item, terminal, dueBack, move } = loan;
        tx.addAudit({
          at: clock.now(),
          actor: "broker",
          action: "stock.loanOverdue",
          target: item,
          detail: { move, terminal, dueBack },
        });
        live.inform(tx, "loanOverdue", { loan, at: clock.now() });
      }
      // Those that came back are forgotten.
      tx.saveSetting(toldKey, JSON.stringify(overdue.map(({ move }: StockLoan) => move)));
    });
  }
}

const toldOf = (saved: string | undefined): number[] => (saved === undefined ? [] : (JSON.parse(saved) as number[]));
