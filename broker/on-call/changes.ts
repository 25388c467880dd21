import {
  AppError,
  type Localized,
  type OnCallChange,
  type OnCallDuty,
  type OnCallOverride,
  type OnCallSwap,
  wrongField,
} from "../../contract/index.ts";
import type { Readers } from "../store/store.ts";
import { leftText, nobodyText, thereAre } from "../unknown.ts";
import { type Change, duties, type Rota } from "./duty.ts";
import type { Roster } from "./roster.ts";
import { readMoment } from "./wall-clock.ts";
import { twiceText } from "./words.ts";

/** What a new override or swap is held against. */
export interface Around {
  readonly read: Readers;
  readonly roster: Roster;
  readonly rotas: readonly Rota[];
  readonly now: number;
}
/** A change that is not made yet. */
export type Wanted = Omit<OnCallChange, "n" | "at" | "by">;

/** Nobody plans further: also what a search is bounded by. */
const longestMs = 366 * 86_400_000;
const furthestMs = 2 * longestMs;

const wrong = (field: string, en: string, zh: string): AppError => wrongField(`body.${field}`, { en, "zh-CN": zh });

export const rotaOf = ({ rotas }: Pick<Around, "rotas">, id: string, field = "rota"): Rota => {
  const rota = rotas.find((one) => one.id === id);
  if (rota) return rota;
  const names = thereAre(rotas.map((one) => one.id));
  throw wrong(field, `there is no rota ${id}${names.en}`, `没有轮值表 ${id}${names["zh-CN"]}`);
};

const knownPerson = ({ read }: Around, field: string, id: string): string => {
  const person = read.person(id);
  if (!person) throw wrongField(`body.${field}`, nobodyText(id));
  if (person.disabled) throw wrongField(`body.${field}`, leftText(id));
  return id;
};

interface Given {
  readonly person: string;
  readonly from: string;
  readonly to: string;
}

const sideOf = (
  around: Around,
  rota: Rota,
  given: Given,
  prefix = "",
): { person: string; from: number; to: number } => {
  const person = knownPerson(around, `${prefix}person`, given.person);
  const from = readMoment(`body.${prefix}from`, given.from, rota.zone);
  const to = readMoment(`body.${prefix}to`, given.to, rota.zone, true);
  if (to <= from)
    throw wrong(`${prefix}to`, `${given.to} is not after ${given.from}`, `${given.to} 不晚于 ${given.from}`);
  if (to <= around.now) throw wrong(`${prefix}to`, `${given.to} is past`, `${given.to} 已过`);
  if (to - from > longestMs) throw wrong(`${prefix}to`, "is more than a year after its beginning", "比开始晚一年以上");
  if (from > around.now + furthestMs) throw wrong(`${prefix}from`, "is more than two years ahead", "在两年以后");
  return { person, from, to };
};

/** What begins in the past counts from now on: who was on duty before is not rewritten. */
const fromNow = <T extends { readonly from: number }>(side: T, now: number): T => ({
  ...side,
  from: Math.max(side.from, now),
});

/** Throws `AppError("invalid")` naming the field: unknown rota or person, past, ends before it begins. */
export const wantedOverride = (given: OnCallOverride, around: Around): Wanted => {
  const rota = rotaOf(around, given.rota);
  const side = fromNow(sideOf(around, rota, given), around.now);
  return { kind: "override", rota: rota.id, ...side, why: given.why };
};

const held = (
  rota: Rota,
  changes: readonly Change[],
  side: { person: string; from: number; to: number },
): OnCallDuty[] => duties(rota, changes, side.from, side.to).filter(({ person }) => person === side.person);

/** Duties of a person on other rotas that overlap with these. */
const elsewhere = (around: Around, rota: string, mine: readonly OnCallDuty[]): OnCallDuty[] =>
  mine.flatMap(({ person, from, to }) =>
    around.roster.duties(around.read, [from, to], { person }).filter((duty) => duty.rota !== rota),
  );

/**
 * Throws `AppError("invalid")` naming the field: unknown rota or person, past, ends before it begins, nothing to give, or a person who would be on duty
 * twice at one time.
 */
export const wantedSwap = (given: OnCallSwap, around: Around): Wanted => {
  const rota = rotaOf(around, given.rota);
  const one = sideOf(around, rota, given);
  const other = sideOf(around, rota, given.with, "with.");
  if (one.person === other.person)
    throw wrong("with.person", `${one.person} cannot swap with themselves`, `${one.person} 不能与自己换班`);
  for (const [side, field] of [[one, "from"] as const, [other, "with.from"] as const])
    if (side.from < around.now)
      throw wrong(field, "is past: what was on duty cannot be given away", "已过：值过的班不能换出");
  const changes = around.read.onCallChanges({ rota: rota.id, endAfter: around.now });
  const [gives, takes] = [held(rota, changes, one), held(rota, changes, other)];
  for (const [list, side, field] of [[gives, one, "person"] as const, [takes, other, "with.person"] as const])
    if (list.length === 0)
      throw wrong(field, `${side.person} is not on duty on ${rota.id} then`, `${side.person} 此时不在 ${rota.id} 值班`);
  const moved = (list: readonly OnCallDuty[], person: string): OnCallDuty[] =>
    list.map((duty) => ({ ...duty, person }));
  for (const [list, field] of [
    [moved(gives, other.person), "with.person"] as const,
    [moved(takes, one.person), "person"] as const,
  ]) {
    const clash = elsewhere(around, rota.id, list)[0];
    const twice = clash && twiceText(clash.person, clash.rota);
    if (twice)
      throw wrong(
        field,
        `${clash.person} would be on duty twice: ${twice.en}`,
        `${clash.person} 将同时值两个班：${twice["zh-CN"]}`,
      );
  }
  return { kind: "swap", rota: rota.id, ...one, with: other, why: given.why };
};

/** What is odd, but may be meant: somebody who stands in is on duty elsewhere at the same time. */
export const oddities = (change: OnCallChange, around: Around): Localized[] => {
  const rota = around.rotas.find(({ id }) => id === change.rota);
  if (change.kind !== "override" || !rota) return [];
  const mine = duties(rota, [change], change.from, change.to).filter((duty) => duty.change === change.n);
  const names = new Set(elsewhere(around, change.rota, mine).map((duty) => duty.rota));
  return [...names].map((name) => twiceText(change.person, name));
};
