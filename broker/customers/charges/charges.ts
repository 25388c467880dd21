import type { ChargeLine, ChargeStatement, Localized } from "../../../contract/index.ts";
import { type Calendar, workBetween } from "../../service-levels/calendar.ts";
import type { Contract } from "../../service-levels/contracts.ts";
import type { Terms } from "../fees/load-schedules.ts";
import { moneyText, shareOf } from "../fees/money.ts";
import type { Schedule, Zone } from "../fees/schedule.ts";
import type { ChargeFacts, PartFact, VisitFact } from "./facts.ts";
import { contractWarranty, dayOf, partWarranty, type Warranty } from "./warranty.ts";
import { colon, coveredText, freeText, joined, money, notChargedText, visitText } from "./words.ts";
import { yearLines } from "./year.ts";

/** `[from, to)`, moments. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** A contract with everything that its charges go by. */
export interface TermsInForce extends Terms {
  readonly contract: Contract;
  /** Working hours of its policy. */
  readonly calendar: Calendar;
  /** Warranty that its policy gives, where the contract names none. */
  readonly policyMonths?: number;
}

const within = (at: number, { from, to }: Period): boolean => at >= from && at < to;

/** The warranty by the contract on that day, else what is said of terminal or module. */
const warrantyOn = (terms: TermsInForce, at: number, other: Warranty | undefined): Warranty | undefined => {
  const day = dayOf(at, terms.contract.zone);
  const byContract = contractWarranty(terms.contract, terms.policyMonths);
  if (byContract && byContract.from <= day && day <= byContract.until) return byContract;
  return other && day <= other.until ? other : undefined;
};

const zoneOf = (
  { contract, schedule }: TermsInForce,
  site: string,
): { readonly id: string; readonly zone: Zone } | undefined => {
  const id = contract.siteZones?.[site] ?? contract.siteZones?.["*"];
  const zone = id === undefined ? undefined : schedule.visits?.zones.get(id);
  return id !== undefined && zone ? { id, zone } : undefined;
};

const noZone = (site: string): Localized => ({
  en: `not priced: site ${site} has no zone in the contract's siteZones`,
  "zh-CN": `未定价：合同 siteZones 中没有站点 ${site} 的区域`,
});

interface Priced {
  readonly amount: number;
  readonly how: readonly Localized[];
}

/** What a visit costs in its zone, with what made it more. */
const visitPrice = (
  visit: VisitFact,
  zone: Zone,
  rules: NonNullable<Schedule["visits"]>,
  calendar: Calendar,
): Priced => {
  const base = visit.n === 1 ? zone.visit : zone.secondVisit;
  const lasted = (visit.leftAt ?? visit.arrivedAt) - visit.arrivedAt;
  const times = rules.beyond === "again" ? Math.max(1, Math.ceil(lasted / rules.upToMs)) : 1;
  const outside = workBetween(calendar, visit.arrivedAt, visit.arrivedAt + 1) === 0;
  const percent = outside ? rules.outsideHoursPercent : 100;
  const hours = rules.upToMs / 3_600_000;
  return {
    amount: shareOf(base * times, percent, 100),
    how: [
      zone.title,
      ...(times > 1
        ? [{ en: `longer than ${hours} h: ${times} times`, "zh-CN": `超过 ${hours} 小时：计 ${times} 次` }]
        : []),
      ...(percent > 100 ? [{ en: `outside working hours: ${percent} %`, "zh-CN": `工作时间以外：${percent} %` }] : []),
    ],
  };
};

const visitLine = (terms: TermsInForce, visit: VisitFact): ChargeLine => {
  const { contract, schedule, billing, calendar } = terms;
  const what = visitText(dayOf(visit.arrivedAt, contract.zone), visit.ticket, visit.n);
  const place = zoneOf(terms, visit.site);
  const line = {
    kind: "visit" as const,
    at: visit.arrivedAt,
    quantity: 1,
    ...(place ? { zone: place.id } : {}),
    terminal: visit.terminal,
    site: visit.site,
    ticket: visit.ticket,
    ...(visit.visit === undefined ? {} : { visit: visit.visit }),
  };
  const warranty = warrantyOn(terms, visit.arrivedAt, visit.warranty);
  if (warranty) return { ...line, amount: 0, free: true, text: joined(what, freeText(warranty)) };
  if (billing === "year") return { ...line, amount: 0, free: true, text: joined(what, coveredText) };
  if (!place || !schedule.visits) return { ...line, free: false, text: joined(what, noZone(visit.site)) };
  const { amount, how } = visitPrice(visit, place.zone, schedule.visits, calendar);
  return { ...line, amount, free: amount === 0, text: colon(joined(what, ...how), money(amount, schedule.currency)) };
};

type PlainLine = Omit<ChargeLine, "amount" | "free" | "text" | "kind">;
const partBase = (part: PartFact): PlainLine => ({
  at: part.at,
  quantity: part.quantity,
  terminal: part.terminal,
  site: part.site,
  ticket: part.ticket,
  move: part.move,
  item: part.item,
});

const partNamed = ({ item, quantity, ticket, move }: PartFact): Localized => ({
  en: `${quantity} × ${item} for ticket ${ticket} (move ${move})`,
  "zh-CN": `${item} × ${quantity}，工单 ${ticket}（流水 ${move}）`,
});

const basisText = {
  cost: { en: "at cost", "zh-CN": "按成本价" },
  priceList: { en: "by the price list", "zh-CN": "按价目表" },
} as const;

const partLine = (terms: TermsInForce, part: PartFact, warranty: Warranty | undefined): ChargeLine => {
  const { billing, schedule } = terms;
  const line = { kind: "part" as const, ...partBase(part) };
  const what = partNamed(part);
  const free = (why: Localized): ChargeLine => ({ ...line, amount: 0, free: true, text: joined(what, why) });
  if (warranty) return free(freeText(warranty));
  if (billing === "year" && schedule.year?.partsIncluded) return free(coveredText);
  if (!schedule.parts) return free(notChargedText);
  const each = schedule.parts.prices.get(part.item);
  const basis = basisText[schedule.parts.basis];
  if (each === undefined) {
    const missing = {
      en: `not priced: ${part.item} is not in the schedule's parts.prices`,
      "zh-CN": `未定价：收费标准 parts.prices 中没有 ${part.item}`,
    };
    return { ...line, free: false, text: joined(what, missing) };
  }
  const amount = each * part.quantity;
  return {
    ...line,
    amount,
    each,
    free: amount === 0,
    text: colon(joined(what, basis), money(amount, schedule.currency)),
  };
};

/** Bringing a large part: free where the part is, or where the year's fee covers the way. */
const transportLines = (terms: TermsInForce, part: PartFact, warranty: Warranty | undefined): ChargeLine[] => {
  const { schedule, billing } = terms;
  const size = schedule.transport.find(({ parts }) => parts.includes(part.item));
  if (!size) return [];
  const place = zoneOf(terms, part.site);
  const line = { kind: "transport" as const, ...partBase(part), ...(place ? { zone: place.id } : {}) };
  const what = joined(
    { en: `transport of a ${size.title.en}`, "zh-CN": `运输${size.title["zh-CN"]}` },
    partNamed(part),
  );
  if (warranty) return [{ ...line, amount: 0, free: true, text: joined(what, freeText(warranty)) }];
  if (billing === "year") return [{ ...line, amount: 0, free: true, text: joined(what, coveredText) }];
  const each = place?.zone.transport.get(size.id);
  if (!place || each === undefined) return [{ ...line, free: false, text: joined(what, noZone(part.site)) }];
  const amount = each * part.quantity;
  const text = colon(joined(what, place.zone.title), money(amount, schedule.currency));
  return [{ ...line, amount, each, free: amount === 0, text }];
};

const partLines = (terms: TermsInForce, parts: readonly PartFact[], period: Period): ChargeLine[] => {
  const { contract, schedule } = terms;
  const months = schedule.parts?.warrantyMonths ?? 0;
  const inWarranty = (use: Pick<PartFact, "at" | "warranty">): boolean =>
    warrantyOn(terms, use.at, use.warranty) !== undefined;
  return parts
    .filter((part) => within(part.at, period))
    .flatMap((part) => {
      const earlier = parts.filter(
        (one) => one.move < part.move && one.terminal === part.terminal && one.item === part.item,
      );
      const own = partWarranty(earlier, { months, zone: contract.zone, inWarranty }, dayOf(part.at, contract.zone));
      const warranty = warrantyOn(terms, part.at, part.warranty) ?? own;
      return [partLine(terms, part, warranty), ...transportLines(terms, part, warranty)];
    });
};

const sumOf = (lines: readonly Pick<ChargeLine, "amount">[]): number =>
  lines.reduce((sum, { amount = 0 }) => sum + amount, 0);

const minimumLine = ({ schedule }: TermsInForce, lines: readonly ChargeLine[], { to }: Period): ChargeLine[] => {
  const net = sumOf(lines);
  if (net === 0 || net >= schedule.minimum) return [];
  const amount = schedule.minimum - net;
  const least = moneyText(schedule.minimum, schedule.currency, "en");
  const what = { en: `up to the least charge of ${least}`, "zh-CN": `补足最低收费 ${least}` };
  const text = colon(what, money(amount, schedule.currency));
  return [{ kind: "minimum", at: to - 1, amount, free: false, text, quantity: 1 }];
};

const taxOn = (lines: readonly ChargeLine[], { basisPoints, of, halves }: Schedule["tax"]): number => {
  const on = (amount: number): number => shareOf(amount, basisPoints, 10_000, halves);
  return of === "total" ? on(sumOf(lines)) : lines.reduce((sum, { amount = 0 }) => sum + on(amount), 0);
};

/**
 * What a contract owes for a period, line by line. Pure: the same facts give the same lines. A visit belongs to the period in which the engineer arrived, a part
 * to that in which it was booked, a year to that of its first day (or, counted daily, to each day). Nothing is negative; what has no known price is a line without
 * an amount and in no sum.
 */
export const chargesOf = (terms: TermsInForce, facts: ChargeFacts, period: Period): ChargeStatement => {
  const { contract, schedule, billing } = terms;
  const charged = [
    ...facts.visits.filter(({ arrivedAt }) => within(arrivedAt, period)).map((visit) => visitLine(terms, visit)),
    ...partLines(terms, facts.parts, period),
    ...(billing === "year" ? yearLines(terms, facts.units, period) : []),
  ].sort((a, b) => a.at - b.at);
  const lines = [...charged, ...minimumLine(terms, charged, period)];
  const net = sumOf(lines);
  const tax = taxOn(lines, schedule.tax);
  return {
    contract: contract.id,
    customer: contract.customer,
    schedule: schedule.id,
    title: schedule.title,
    billing,
    currency: schedule.currency,
    digits: schedule.digits,
    from: period.from,
    to: period.to,
    zone: contract.zone,
    lines,
    net,
    tax,
    taxPercent: String(schedule.tax.basisPoints / 100),
    total: net + tax,
    open: lines.filter(({ amount }) => amount === undefined).length,
  };
};
