import { Temporal } from "temporal-polyfill";
import type { ChargeLine, Localized } from "../../../contract/index.ts";
import { type BandRule, feeOf, sharesOf } from "../fees/bands.ts";
import { shareOf } from "../fees/money.ts";
import type { YearClass } from "../fees/schedule.ts";
import type { Period, TermsInForce } from "./charges.ts";
import type { UnitFact } from "./facts.ts";
import { contractWarranty } from "./warranty.ts";
import { colon, money, sharesText } from "./words.ts";

/** One year of a contract by the calendar of its zone: how many days it has, and on how many of them, from the first on, the contract is in force. */
interface ContractYear {
  readonly first: Temporal.PlainDate;
  readonly days: number;
  readonly inForce: number;
}

/** What one class of equipment is reckoned from. */
interface Counted {
  readonly kind: YearClass;
  readonly rule: BandRule;
  /** Of this class only. */
  readonly units: readonly UnitFact[];
  /** Beside them, by the contract's own list. */
  readonly listed: number;
  readonly byContract: ReturnType<typeof contractWarranty>;
  readonly terms: TermsInForce;
}

/** A day of a zone: its name and the moment at which it begins. */
interface Day {
  readonly day: string;
  readonly at: number;
}

const zonedAt = (at: number, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
const dateAt = (at: number, zone: string): Temporal.PlainDate => zonedAt(at, zone).toPlainDate();
const startOf = (date: Temporal.PlainDate, zone: string): number => date.toZonedDateTime(zone).epochMilliseconds;
const dayOfDate = (date: Temporal.PlainDate, zone: string): Day => ({ day: date.toString(), at: startOf(date, zone) });
const daysBetween = (a: Temporal.PlainDate, b: Temporal.PlainDate): number => a.until(b, { largestUnit: "days" }).days;
const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** The years of a contract that have a moment of the period. */
const yearsOf = ({ contract }: TermsInForce, { from, to }: Period): ContractYear[] => {
  const { zone } = contract;
  const begin = dateAt(contract.startsAt, zone);
  const years: ContractYear[] = [];
  for (let n = 0; ; n++) {
    const [first, next] = [begin.add({ years: n }), begin.add({ years: n + 1 })];
    if (startOf(first, zone) >= Math.min(to, contract.endsAt)) return years;
    if (startOf(next, zone) <= from) continue;
    const days = daysBetween(first, next);
    const end = Number.isFinite(contract.endsAt) ? dateAt(contract.endsAt, zone) : next;
    years.push({ first, days, inForce: clamp(daysBetween(first, end), days) });
  }
};

/** So many days of the year begin before a moment. */
const daysBefore = ({ first, inForce }: ContractYear, at: number, zone: string): number => {
  const date = dateAt(at, zone);
  const begun = at > startOf(date, zone) ? 1 : 0;
  return clamp(daysBetween(first, date) + begun, inForce);
};

/** The first so many days of a year. */
const daysOf = ({ first }: ContractYear, count: number, zone: string): Day[] =>
  Array.from({ length: count }, (_, n) => dayOfDate(first.add({ days: n }), zone));

interface Count {
  readonly charged: number;
  readonly free: number;
}

/** What costs something on a day: there when it begins, and in no warranty. */
const countOn = ({ units, listed, byContract }: Counted, { day, at }: Day): Count => {
  const there = units.filter((unit) => unit.there.some(([from, to]) => from <= at && at < to));
  const all = there.length + listed;
  if (byContract && byContract.from <= day && day <= byContract.until) return { charged: 0, free: all };
  const free = there.filter(({ warranties }) => warranties.some(([from, until]) => from <= day && day <= until)).length;
  return { charged: all - free, free };
};

const freeNote = (free: number): Localized =>
  free === 0 ? { en: "", "zh-CN": "" } : { en: `; ${free} in warranty`, "zh-CN": `；${free} 台在质保期内` };

const lineOf = (
  { kind, terms }: Counted,
  line: { readonly at: number; readonly amount: number; readonly what: Localized; readonly quantity: number },
): ChargeLine => ({
  kind: "year",
  at: line.at,
  amount: line.amount,
  free: line.amount === 0,
  text: colon(line.what, money(line.amount, terms.schedule.currency)),
  quantity: line.quantity,
  item: kind.id,
});

/** The whole year at once, due on its first day, for what stands there then. A contract that ends within the year owes its share of the days. */
const atStart = (of: Counted, year: ContractYear, period: Period): ChargeLine[] => {
  const { kind, rule, terms } = of;
  const { contract, schedule } = terms;
  const at = startOf(year.first, contract.zone);
  if (at < period.from || at >= period.to) return [];
  const { charged, free } = countOn(of, dayOfDate(year.first, contract.zone));
  if (charged + free === 0) return [];
  const amount = shareOf(feeOf(kind.bands, rule, charged), year.inForce, year.days, schedule.tax.halves);
  const span = `${year.first.toString()} – ${year.first.add({ days: year.inForce - 1 }).toString()}`;
  const [shares, note] = [sharesText(sharesOf(kind.bands, rule, charged), schedule.currency), freeNote(free)];
  const part = year.inForce < year.days;
  const what = {
    en: `${kind.title.en}, year ${span}${part ? ` (${year.inForce} of ${year.days} days)` : ""}, ${charged === 0 ? "none to pay" : shares.en}${note.en}`,
    "zh-CN": `${kind.title["zh-CN"]}，年度 ${span}${part ? `（${year.days} 天中的 ${year.inForce} 天）` : ""}，${charged === 0 ? "无应付" : shares["zh-CN"]}${note["zh-CN"]}`,
  };
  return [lineOf(of, { at, amount, what, quantity: charged })];
};

/**
 * Day by day: each day that begins in the period costs its share of the year's fee for what stands there on it. What is owed is rounded as a sum from the year's
 * beginning on, so that months add up to the year to the last minor unit.
 */
const byDay = (of: Counted, year: ContractYear, period: Period): ChargeLine[] => {
  const { kind, rule, terms } = of;
  const { contract, schedule } = terms;
  const [first, last] = [daysBefore(year, period.from, contract.zone), daysBefore(year, period.to, contract.zone)];
  if (last <= first) return [];
  const counts = daysOf(year, last, contract.zone).map((date) => countOn(of, date));
  const mine = counts.slice(first);
  if (mine.every(({ charged, free }) => charged + free === 0)) return [];
  const fees = counts.map(({ charged }) => feeOf(kind.bands, rule, charged));
  const owed = (days: number): number => {
    const sum = fees.slice(0, days).reduce((total, fee) => total + fee, 0);
    return shareOf(sum, 1, year.days, schedule.tax.halves);
  };
  const numbers = mine.map(({ charged }) => charged);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const [begin, end] = [year.first.add({ days: first }), year.first.add({ days: last - 1 })];
  const [number, note] = [
    least === most ? `${most}` : `${least}–${most}`,
    freeNote(Math.max(...mine.map((c) => c.free))),
  ];
  const what = {
    en: `${kind.title.en}, ${begin.toString()} – ${end.toString()}, ${last - first} of ${year.days} days, ${number} to pay${note.en}`,
    "zh-CN": `${kind.title["zh-CN"]}，${begin.toString()} – ${end.toString()}，${year.days} 天中的 ${last - first} 天，应付 ${number} 台${note["zh-CN"]}`,
  };
  return [lineOf(of, { at: startOf(begin, contract.zone), amount: owed(last) - owed(first), what, quantity: most })];
};

/** Lines of the yearly fee that fall into a period. Pure. */
export const yearLines = (terms: TermsInForce, units: readonly UnitFact[], period: Period): ChargeLine[] => {
  const { contract, schedule, policyMonths } = terms;
  const { year } = schedule;
  if (!year) return [];
  const reckon = year.count === "daily" ? byDay : atStart;
  const byContract = contractWarranty(contract, policyMonths);
  const years = yearsOf(terms, period);
  return year.classes.flatMap((kind) => {
    const devices: readonly string[] = kind.devices;
    const ours = units.filter(({ deviceClass }) => devices.includes(deviceClass));
    const listed = contract.equipment?.[kind.id] ?? 0;
    if (ours.length + listed === 0) return [];
    const counted: Counted = { kind, rule: year.rule, units: ours, listed, byContract, terms };
    return years.flatMap((one) => reckon(counted, one, period));
  });
};
