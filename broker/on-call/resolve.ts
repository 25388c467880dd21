import { type OnCallPath, type OnCallTarget, type OnCallWay } from "../../contract/index.ts";
import type { Addressee } from "../notify/addressees.ts";
import type { Readers } from "../store/store.ts";
import { addresseeOf, type Roster, rotasNamed } from "./roster.ts";
import { stepsOf } from "./steps.ts";

/** Somebody who is to be told at a step. */
export interface Told extends Addressee {
  readonly rota?: string;
  /** Nobody was on duty there. */
  readonly insteadOf?: string;
}

export interface Resolved {
  readonly told: readonly Told[];
  /** Rotas and queues on which nobody is on duty. */
  readonly gaps: readonly string[];
  readonly ways: readonly string[];
}

interface Where {
  readonly read: Readers;
  readonly roster: Roster;
  readonly at: number;
}

const targetOf = ({ onCall, person }: OnCallTarget, { read, roster, at }: Where): Told[] =>
  person === undefined ? roster.onDuty(read, onCall ?? "", at) : [addresseeOf(read, person)];

const oneEach = (told: readonly Told[]): Told[] =>
  told.filter(({ id }, n) => told.findIndex((one) => one.id === id) === n);

/**
 * Who is told at a step of a path at a moment: its own people; where nobody is on duty, those of the next step that has anybody, too. Rotas are asked here
 * and now, so that a swap of a minute ago counts.
 */
export const resolveStep = (path: OnCallPath, at: number, where: Where): Resolved => {
  const steps = stepsOf(path);
  const index = steps.findIndex((step) => step.at === at);
  const step = steps[index];
  if (!step) return { told: [], gaps: [], ways: path.ways };
  const found = step.tell.map((target) => ({ target, told: targetOf(target, where) }));
  const gaps = found.flatMap(({ target, told }) => (told.length === 0 && target.onCall ? [target.onCall] : []));
  const own = found.flatMap(({ told }) => told);
  const ways = step.ways ?? path.ways;
  if (gaps.length === 0) return { told: oneEach(own), gaps, ways };
  const later = steps.slice(index + 1).map((next) => next.tell.flatMap((target) => targetOf(target, where)));
  const instead = (later.find((some) => some.length > 0) ?? []).map((one) => ({ ...one, insteadOf: gaps.join(", ") }));
  return { told: oneEach([...own, ...instead]), gaps, ways };
};

/** When the duty that a person is told by ends; `undefined` where they are told always. */
export const dutyEnd = ({ read, roster, at }: Where, { rota, id }: Told): number | undefined => {
  const first = rota === undefined ? undefined : roster.ahead(read, rota, at)[0];
  return first?.person === id && first.from <= at ? first.to : undefined;
};

export const rotaTitle = ({ read, roster, at }: Where, rota: string | undefined) =>
  rota === undefined ? undefined : rotasNamed(roster.planAt(read, at).plan, rota)[0]?.title;

export const wasReached = (ways: readonly OnCallWay[]): boolean => ways.some(({ missing }) => missing === undefined);
