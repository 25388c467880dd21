import type { SlaClock, TicketView } from "../../contract/index.ts";
import { clocksOf } from "./clocks.ts";
import { type Contract, type ContractSettings, contractOf, makeContracts } from "./contracts.ts";
import { loadPolicy, loadPresets } from "./load-policies.ts";
import type { Policy } from "./policy.ts";

/** What is known when a broker has started, as plain data. */
export interface Known {
  /** What tickets go by where no contract says otherwise. */
  readonly standard: Policy;
  readonly policies?: ReadonlyMap<string, Policy>;
  readonly contracts?: readonly Contract[];
}

/** The policies of this broker, the contracts that name them, and which of them a ticket goes by. */
export class ServiceLevels {
  readonly standard: Policy;
  readonly contracts: readonly Contract[];
  readonly #policies: ReadonlyMap<string, Policy>;

  constructor({ standard, policies = new Map(), contracts = [] }: Known) {
    this.standard = standard;
    this.contracts = contracts;
    this.#policies = new Map([...policies, [standard.id, standard]]);
  }

  /** What it was made of. */
  get known(): Known {
    return { standard: this.standard, policies: this.#policies, contracts: this.contracts };
  }

  /** The contract of a terminal at a moment, and the policy it names. */
  forTerminal(terminal: { id: string; site: string }, at: number): { policy: Policy; contract?: Contract } {
    const contract = contractOf(this.contracts, terminal, at);
    const policy = contract && this.#policies.get(contract.policy);
    return contract && policy ? { policy, contract } : { policy: this.standard };
  }

  /** The policy a ticket was opened under; if that is no longer known, the standard one. */
  policyOf({ policy }: Pick<TicketView, "policy">): Policy {
    return this.#policies.get(policy) ?? this.standard;
  }

  /** A ticket's clocks at any moment. */
  clocks(ticket: Pick<TicketView, "policy" | "timeline">, at: number): SlaClock[] {
    return clocksOf(ticket.timeline, this.policyOf(ticket), at);
  }
}

/** From a broker's settings. Throws `AppError("config")` naming the policy file or contract and what is wrong with it. */
export const loadServiceLevels = async (
  standard: string,
  contracts: readonly ContractSettings[],
): Promise<ServiceLevels> => {
  const presets = await loadPresets();
  const policies = new Map(presets);
  const made = makeContracts(contracts);
  // A policy file goes by its own id: two contracts may name one file, and a ticket remembers the id.
  const named: Contract[] = [];
  for (const contract of made) {
    const policy = loadPolicy(contract.policy, presets);
    policies.set(policy.id, policy);
    named.push({ ...contract, policy: policy.id });
  }
  return new ServiceLevels({ standard: loadPolicy(standard, presets), policies, contracts: named });
};
