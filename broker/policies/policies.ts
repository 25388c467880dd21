import { isDeepStrictEqual } from "node:util";
import {
  type CheckedPolicy,
  type Clock,
  type PoliciesView,
  type PolicyView,
  parseConfig,
} from "../../contract/index.ts";
import { checkFile } from "../checked-file.ts";
import type { BrokerConfig } from "../config.ts";
import type { Diagnostics } from "../diagnostics/index.ts";
import type { Faults } from "../faults/faults.ts";
import { aroundTheClock, type Calendar } from "../service-levels/calendar.ts";
import type { Contract } from "../service-levels/contracts.ts";
import { makePolicy, type Policy, PolicyFile } from "../service-levels/policy.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import { settingsInForce } from "./settings.ts";

export interface PoliciesDeps {
  readonly levels: ServiceLevels;
  readonly faults: Pick<Faults, "rules">;
  readonly diagnostics: Pick<Diagnostics, "runbooks">;
  readonly config: Pick<BrokerConfig, "serviceLevel" | "diagnostics" | "incidents" | "notify">;
  readonly clock: Clock;
}

const two = (count: number): string => String(count).padStart(2, "0");
const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

const weekOf = ({ week }: Calendar): string[][] =>
  week.map((spans) => spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`));

const levelsOf = ({ levels }: Policy): PolicyView["levels"] =>
  levels.map(({ id, title, severities, impact = [], clocks }) => ({
    id,
    title,
    severities: [...severities] as PolicyView["levels"][number]["severities"],
    impact: [...impact] as PolicyView["levels"][number]["impact"],
    promises: clocks.map(({ name, budget, from, hours }) => ({
      name,
      from,
      hours,
      ...(budget.unit === "elapsed" ? { ms: budget.ms } : { workdays: budget.days }),
    })),
  }));

type Place = Pick<PolicyView, "source" | "standard" | "contracts">;

const viewOf = (policy: Policy, place: Place): PolicyView => {
  const { id, title, calendar, pauses, escalateAt, overdueRaisesLevel, inspectionMonths, warrantyMonths } = policy;
  return {
    id,
    title,
    ...place,
    zone: calendar.zone,
    aroundTheClock: isDeepStrictEqual(calendar.week, aroundTheClock.week),
    week: weekOf(calendar),
    holidays: calendar.holidays.size,
    makeUpDays: calendar.makeUpDays.size,
    levels: levelsOf(policy),
    pauses: [...pauses],
    escalateAt: [...escalateAt],
    overdueRaisesLevel,
    ...(inspectionMonths === undefined ? {} : { inspectionMonths }),
    ...(warrantyMonths === undefined ? {} : { warrantyMonths }),
  };
};

const contractView = (contract: Contract, now: number): PoliciesView["contracts"][number] => {
  const { id, customer, policy, sites, terminals, zone, from, until, fees, startsAt, endsAt } = contract;
  return {
    id,
    customer,
    policy,
    sites: [...sites],
    terminals: terminals.length,
    zone,
    from,
    ...(until === undefined ? {} : { until }),
    ...(fees === undefined ? {} : { fees }),
    inForce: startsAt <= now && now < endsAt,
  };
};

/** What is promised to whom, and what the broker does by itself: to be read. It stands in files, which only their owner changes. */
export class Policies {
  readonly #deps: PoliciesDeps;

  constructor(deps: PoliciesDeps) {
    this.#deps = deps;
  }

  view(): PoliciesView {
    const { levels, clock, config } = this.#deps;
    const used = new Set([levels.standard.id, ...levels.contracts.map(({ policy }) => policy)]);
    return {
      policies: [...used].flatMap((id) => {
        const policy = levels.policy(id);
        return policy ? [viewOf(policy, this.#placeOf(id))] : [];
      }),
      contracts: levels.contracts.map((contract) => contractView(contract, clock.now())),
      runbooks: this.#runbooks(),
      settings: settingsInForce(config),
    };
  }

  /** What a policy file would promise, or what is wrong with it, by line and key. Nothing is kept. */
  check(name: string, text: string): CheckedPolicy {
    const { levels } = this.#deps;
    const { issues, made } = checkFile(text, () => makePolicy(parseConfig(PolicyFile, text, name), name));
    if (!made) return { issues };
    const known = levels.policy(made.id);
    const place = { ...this.#placeOf(made.id), source: name };
    return { issues, policy: viewOf(made, place), differs: !known || !isDeepStrictEqual(known, made) };
  }

  #placeOf(id: string): Place {
    const { levels } = this.#deps;
    return {
      source: levels.sourceOf(id),
      standard: levels.standard.id === id,
      contracts: levels.contracts.filter(({ policy }) => policy === id).map((contract) => contract.id),
    };
  }

  #runbooks(): PoliciesView["runbooks"] {
    const { faults, diagnostics } = this.#deps;
    const rules = [...faults.rules.values()];
    return [...diagnostics.runbooks.values()].map(({ id, title, disturbs }) => {
      const own = rules.filter(({ runbook, off }) => runbook === id && !off);
      const alone = own.filter(({ automatic }) => automatic !== false && disturbs !== "money");
      return {
        runbook: id,
        title,
        disturbs,
        rules: alone.map((rule) => rule.id),
        byHand: own.filter((rule) => !alone.includes(rule)).map((rule) => rule.id),
      };
    });
  }
}
