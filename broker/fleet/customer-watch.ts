import type { Clock, CustomerSaid, CustomerView } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import type { Tx } from "../store/store.ts";

const stateOf = (said: CustomerSaid | undefined): CustomerView["state"] =>
  said === undefined ? "unknown" : said.present ? "present" : "none";

/** Who is being served, as the terminals themselves say it. In memory only: to a broker that was restarted each of them says it anew at its birth. */
export class CustomerWatch {
  readonly #live: Live;
  readonly #clock: Clock;
  readonly #known = new Map<string, CustomerView>();

  constructor(live: Live, clock: Clock) {
    this.#live = live;
    this.#clock = clock;
  }

  of(terminal: string): CustomerView {
    return this.#known.get(terminal) ?? { state: "unknown" };
  }

  /** Takes the word of a terminal; nothing said, or nobody there to say it, is unknown and never nobody. */
  say(tx: Tx, terminal: string, said: CustomerSaid | undefined): void {
    const before = this.#known.get(terminal);
    const state = stateOf(said);
    if (state === (before?.state ?? "unknown")) return;
    const customer = { state, since: Math.max(0, this.#clock.now() - (said?.forMs ?? 0)) };
    this.#known.set(terminal, customer);
    tx.afterRollback(() => {
      if (before) this.#known.set(terminal, before);
      else this.#known.delete(terminal);
    });
    this.#live.emit(tx, "customer", { terminal, customer });
  }
}
