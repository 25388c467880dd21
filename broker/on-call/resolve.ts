import { type OnCallPath, type OnCallTarget, type OnCallWay } from "../../contract/index.ts";
import type { Addressee } from "../notify/addressees.ts";
import type { Notify } from "../notify/index.ts";
import type { Readers } from "../store/store.ts";
import { addresseeOf, type Roster } from "./roster.ts";
import { stepsOf } from "./steps.ts";

/** Somebody who is to be told at a step. */
export interface Told extends Addressee {
  readonly rota?: string;
  /** Nobody was on duty there. */
  readonly insteadOf?: string;
}

export interface Resolved {
  readonly told: readonly Told[];
  /** Rotas, queues and people of whom nobody can be told. */
  readonly gaps: readonly string[];
  readonly ways: readonly string[];
}

export interface Where {
  readonly read: Readers;
  readonly roster: Roster;
  readonly at: number;
  /** By a way of the step, as far as is known before it is tried. */
  readonly reachable: (who: Addressee, ways: readonly string[]) => boolean;
}

const targetOf = ({ onCall, person }: OnCallTarget, { read, roster, at }: Where): Told[] =>
  person === undefined ? roster.onDuty(read, onCall ?? "", at) : [addresseeOf(read, person)];

const oneEach = (told: readonly Told[]): Told[] =>
  told.filter(({ id }, n) => told.findIndex((one) => one.id === id) === n);

/**
 * Who is told at a step of a path at a moment: its own people; where nobody is on duty, or nobody of them has an address, those of the next step that has
 * anybody, too. Rotas are asked here and now, so that a swap of a minute ago counts.
 */
export const resolveStep = (path: OnCallPath, at: number, where: Where): Resolved => {
  const steps = stepsOf(path);
  const index = steps.findIndex((step) => step.at === at);
  const step = steps[index];
  if (!step) return { told: [], gaps: [], ways: path.ways };
  const ways = step.ways ?? path.ways;
  const reached = (told: readonly Told[]): boolean => told.some((who) => where.reachable(who, ways));
  const found = step.tell.map((target) => ({ target, told: targetOf(target, where) }));
  const gaps = found.flatMap(({ target, told }) => (reached(told) ? [] : [target.onCall ?? target.person ?? ""]));
  const own = found.flatMap(({ told }) => told);
  if (gaps.length === 0) return { told: oneEach(own), gaps, ways };
  const later = steps.slice(index + 1).map((next) => next.tell.flatMap((target) => targetOf(target, where)));
  const instead = (later.find(reached) ?? []).map((one) => ({ ...one, insteadOf: gaps.join(", ") }));
  return { told: oneEach([...own, ...instead]), gaps, ways };
};

/** When the duty that a person is told by ends; `undefined` where they are told always. */
export const dutyEnd = ({ read, roster, at }: Omit<Where, "reachable">, { rota, id }: Told): number | undefined => {
  const first = rota === undefined ? undefined : roster.ahead(read, rota, at)[0];
  return first?.person === id && first.from <= at ? first.to : undefined;
};

export const wasReached = (ways: readonly OnCallWay[]): boolean => ways.some(({ missing }) => missing === undefined);

/** Asks the channels what they know of a person. */
export const reachableBy =
  (notify: Pick<Notify, "way">): Where["reachable"] =>
  (who, ways) =>
    wasReached(ways.map((channel) => notify.way(channel, who)));
