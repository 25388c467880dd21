import type { SlaClock, TicketView } from "../../contract/index.ts";
import { clocksOf } from "./clocks.ts";
import type { Policy } from "./policy.ts";

/** The policies of this broker, and which of them a ticket goes by. */
export class ServiceLevels {
  /** What new tickets go by. */
  readonly standard: Policy;
  readonly #policies: ReadonlyMap<string, Policy>;

  constructor(standard: Policy, others: ReadonlyMap<string, Policy> = new Map()) {
    this.standard = standard;
    this.#policies = new Map([...others, [standard.id, standard]]);
  }

  /** The policy a ticket was opened under; if that is no longer known, the one of new tickets. */
  policyOf({ policy }: Pick<TicketView, "policy">): Policy {
    return this.#policies.get(policy) ?? this.standard;
  }

  /** A ticket's clocks at any moment. */
  clocks(ticket: Pick<TicketView, "policy" | "timeline">, at: number): SlaClock[] {
    return clocksOf(ticket.timeline, this.policyOf(ticket), at);
  }
}
