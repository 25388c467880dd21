import { type OnCallChange, type OnCallDuty, type OnCallPlan, ticketQueues } from "../../contract/index.ts";
import type { Addressee } from "../notify/addressees.ts";
import type { Interval } from "../reports/figures/intervals.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { OnCallPlanRow } from "../store/on-call-rows.ts";
import type { Readers } from "../store/store.ts";
import { duties, onDuty, type Rota } from "./duty.ts";
import { compilePlan, type Known, type Plan } from "./plan.ts";

export const emptyPlan: OnCallPlan = { rotas: [], paths: [] };

/** Somebody who is on duty now, by which rota. */
export interface Standing extends Addressee {
  readonly rota: string;
}

/** Longer than this nobody is on duty without a break: where the search for the end of a duty stops. */
const searchMs = 70 * 86_400_000;

export const addresseeOf = (read: Pick<Readers, "person">, id: string): Addressee => {
  const person = read.person(id);
  return person ? { id, person } : { id };
};

const isQueue = (name: string): boolean => ticketQueues.some((queue) => queue === name);

/** The rotas a name means: the rota of this id, or all that take this queue. */
export const rotasNamed = ({ rotas }: Plan, name: string): readonly Rota[] =>
  rotas.filter(({ id, queues }) => (isQueue(name) ? queues.some((queue) => queue === name) : id === name));

/**
 * Who is on duty, as the store has it: the plan in force at a moment, with the overrides and swaps that were made. A plan counts from the moment it was set:
 * what was before stays as it was.
 */
export class Roster {
  readonly #levels: Pick<ServiceLevels, "standard" | "policy">;
  readonly #compiled = new Map<string, Plan>();

  constructor(levels: Pick<ServiceLevels, "standard" | "policy">) {
    this.#levels = levels;
  }

  /** What a plan may name. */
  known(read: Pick<Readers, "person">, channels: readonly string[]): Known {
    return {
      person: (id) => read.person(id),
      policy: (id) => this.#levels.policy(id),
      standard: this.#levels.standard,
      channels,
    };
  }

  /** The plan in force at a moment; `version` 0 before the first. */
  planAt(read: Readers, at: number): { readonly version: number; readonly plan: Plan } {
    const row = read.onCallPlanAt(at);
    return { version: row?.version ?? 0, plan: this.#ready(row) };
  }

  #ready(row: OnCallPlanRow | undefined): Plan {
    // Not by the version alone: a transaction that rolls back leaves its number to another plan.
    const key = `${row?.version ?? 0} ${row?.at ?? 0}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    // People who left since and channels that are gone were right when the plan was set: they are said where somebody is told.
    const read = { person: () => undefined };
    const { plan } = compilePlan(row?.plan ?? emptyPlan, this.known(read, []));
    this.#compiled.set(key, plan);
    return plan;
  }

  /** Everybody who is on duty at a moment on a rota, or on the rotas of a queue; each once. */
  onDuty(read: Readers, name: string, at: number): Standing[] {
    const changes = read.onCallChanges({ endAfter: at });
    const found = rotasNamed(this.planAt(read, at).plan, name).flatMap((rota): Standing[] => {
      const duty = onDuty(rota, changes, at);
      return duty ? [{ ...addresseeOf(read, duty.person), rota: rota.id }] : [];
    });
    return found.filter(({ id }, n) => found.findIndex((one) => one.id === id) === n);
  }

  /** All duties of `[from, to)` by the plans that were in force, in order; those at its ends are cut. */
  duties(read: Readers, [from, to]: Interval, only: { rota?: string; person?: string } = {}): OnCallDuty[] {
    const rows = read.onCallPlans();
    const changes = read.onCallChanges({ endAfter: from });
    const found = rows.flatMap((row, n) => {
      const [start, end] = [Math.max(from, row.at), Math.min(to, rows[n + 1]?.at ?? Number.POSITIVE_INFINITY)];
      if (end <= start) return [];
      const { rotas } = this.#ready(row);
      const wanted = rotas.filter(({ id }) => only.rota === undefined || id === only.rota);
      return wanted.flatMap((rota) => duties(rota, changes, start, end));
    });
    const mine = found.filter(({ person }) => only.person === undefined || person === only.person);
    return joined(mine);
  }

  /** The duties of a rota from now on: that of this moment whole, and what follows. */
  ahead(read: Readers, rota: string, at: number): OnCallDuty[] {
    return unbroken(this.duties(read, [at, at + searchMs], { rota }));
  }
}

const continues = (a: OnCallDuty, b: OnCallDuty): boolean =>
  a.rota === b.rota && a.person === b.person && a.to === b.from;

/** Two plans may cut one duty in two. */
const joined = (list: readonly OnCallDuty[]): OnCallDuty[] => {
  const sorted = list.toSorted((a, b) => (a.rota < b.rota ? -1 : a.rota > b.rota ? 1 : a.from - b.from));
  return merged(sorted, (a, b) => continues(a, b) && a.origin === b.origin && a.change === b.change).sort(
    (a, b) => a.from - b.from,
  );
};

/** As people see it: who goes on is not relieved. */
export const unbroken = (list: readonly OnCallDuty[]): OnCallDuty[] => merged(list, continues);

const merged = (list: readonly OnCallDuty[], same: (a: OnCallDuty, b: OnCallDuty) => boolean): OnCallDuty[] => {
  const kept: OnCallDuty[] = [];
  for (const duty of list) {
    const last = kept.at(-1);
    if (last && same(last, duty)) kept[kept.length - 1] = { ...last, to: duty.to };
    else kept.push(duty);
  }
  return kept;
};

/** An override or swap reaches at least in part into `[from, to)`. */
export const reaches = (change: OnCallChange, [from, to]: Interval): boolean =>
  [change, ...(change.with ? [change.with] : [])].some((side) => side.from < to && side.to > from);
