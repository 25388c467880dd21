import { isDeepStrictEqual } from "node:util";
import { AppError, type SlaClock, type TicketView } from "../../contract/index.ts";
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
  /** Where each policy comes from: `preset <id>`, or the path of its file. */
  readonly sources?: ReadonlyMap<string, string>;
}

/** The policies of this broker, the contracts that name them, and which of them a ticket goes by. */
export class ServiceLevels {
  readonly standard: Policy;
  readonly contracts: readonly Contract[];
  readonly #policies: ReadonlyMap<string, Policy>;
  readonly #sources: ReadonlyMap<string, string>;

  constructor({ standard, policies = new Map(), contracts = [], sources = new Map() }: Known) {
    this.#sources = sources;
    this.standard = standard;
    this.contracts = contracts;
    this.#policies = new Map([...policies, [standard.id, standard]]);
  }

  /** What it was made of. */
  get known(): Known {
    return { standard: this.standard, policies: this.#policies, contracts: this.contracts, sources: this.#sources };
  }

  /** The contract of a terminal at a moment, and the policy it names. */
  forTerminal(terminal: { id: string; site: string }, at: number): { policy: Policy; contract?: Contract } {
    const contract = contractOf(this.contracts, terminal, at);
    const policy = contract && this.#policies.get(contract.policy);
    return contract && policy ? { policy, contract } : { policy: this.standard };
  }

  /** A policy by its id: a preset, the standard one, or one a contract names. */
  policy(id: string): Policy | undefined {
    return this.#policies.get(id);
  }

  /** Where a policy comes from: `preset <id>`, or the path of its file. */
  sourceOf(id: string): string {
    return this.#sources.get(id) ?? `preset ${id}`;
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

/** A ticket remembers the id only: two contents of one id would let it go by the wrong promise. */
const twice = (id: string, one: string, other: string): AppError =>
  new AppError("config", `two policies have the id ${id} and differ: ${one} and ${other}`, { id, files: [one, other] });

/** From a broker's settings. Throws `AppError("config")` naming the policy file or contract and what is wrong with it. */
export const loadServiceLevels = async (
  standard: string,
  contracts: readonly ContractSettings[],
): Promise<ServiceLevels> => {
  const presets = await loadPresets();
  const policies = new Map(presets);
  const sources = new Map([...presets.keys()].map((id) => [id, `preset ${id}`]));
  const load = (nameOrFile: string): Policy => {
    const policy = loadPolicy(nameOrFile, presets);
    const known = policies.get(policy.id);
    if (known && !isDeepStrictEqual(known, policy)) throw twice(policy.id, sources.get(policy.id) ?? "", nameOrFile);
    if (!known) sources.set(policy.id, nameOrFile);
    policies.set(policy.id, policy);
    return policy;
  };
  const standardPolicy = load(standard);
  const made = makeContracts(contracts);
  // A policy file goes by its own id: two contracts may name one file, and a ticket remembers the id.
  const named: Contract[] = [];
  for (const contract of made) {
    named.push({ ...contract, policy: load(contract.policy).id });
  }
  return new ServiceLevels({ standard: standardPolicy, policies, contracts: named, sources });
};
