import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Temporal } from "temporal-polyfill";
import { AppError, messageOf } from "../../contract/index.ts";
import type { BrokerConfig } from "../config.ts";
import { loadFees } from "../customers/fees/load-schedules.ts";
import { loadRules } from "../faults/load-rules.ts";
import { parseBudget } from "../service-levels/budget.ts";
import { loadServiceLevels, type ServiceLevels } from "../service-levels/service-levels.ts";
import { partClasses } from "../stock/wanted.ts";
import { openTrail, type RawTrail } from "../store/sqlite/open-trail.ts";
import { type AuditHead, type Chain, checkChain } from "./chain.ts";
import { type Compared, compare, type ReportJson } from "./compare.ts";
import { recompute } from "./numbers.ts";
import type { Question } from "./question.ts";
import { auditEntries, readTrail, type Stretch, strayRows, type Trail } from "./trail.ts";
import { wordsIn } from "./words.ts";

export interface Verified {
  readonly chain: Chain;
  /** Rows that are not what the log says they became. */
  readonly stray: readonly string[];
  /** Every number of the report; left out: no report was asked for, or the chain is broken. */
  readonly numbers?: readonly Compared[];
}

/** Reads a report's JSON. Throws `AppError("usage")` for anything else. */
export const readReport = (file: string): ReportJson => {
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as Partial<ReportJson>;
    if (report.id === "quarterly" && Array.isArray(report.sections)) return report as ReportJson;
    throw new AppError("usage", `${file} is not the JSON of a quarterly report`);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("usage", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
};

const hourMs = 3_600_000;

/** Hours of a short period, days of one up to half a year, else months; by the clocks of the zone. */
const stepsOf = ({ from, to, zone }: ReportJson): Stretch[] => {
  const short = to - from <= 50 * hourMs;
  const local = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const long = Math.ceil((to - from) / (24 * hourMs)) + 1 > 184;
  const nextOf = (at: number): number => {
    if (short) return at + hourMs;
    const day = local(at).startOfDay();
    return (long ? day.with({ day: 1 }).add({ months: 1 }) : day.add({ days: 1 })).epochMilliseconds;
  };
  const steps: Stretch[] = [];
  for (let at = from; at < to; at = nextOf(at)) steps.push({ from: at, to: Math.min(to, nextOf(at)) });
  return steps;
};

/** Of a customer's report: the terminals that stood under that customer's contracts all the time. Throws `AppError("usage")` where one changed hands. */
const ofCustomer = (
  trail: Trail,
  customerAt: (terminal: { id: string; site: string }, at: number) => string | undefined,
  { customer, from, to }: ReportJson,
): Trail => {
  if (customer === undefined) return trail;
  const terminals = trail.terminals.filter((terminal) => {
    const [first, last] = [customerAt(terminal, Math.max(from, terminal.createdAt)), customerAt(terminal, to - 1)];
    if (first !== last)
      throw new AppError(
        "usage",
        `${terminal.id} changed its customer in the period: verify the report of the whole fleet`,
      );
    return first === customer;
  });
  const ours = new Set(terminals.map(({ id }) => id));
  return {
    ...trail,
    terminals,
    faults: new Map([...trail.faults].filter(([, { terminal }]) => ours.has(terminal))),
    tickets: new Map([...trail.tickets].filter(([, { terminal }]) => ours.has(terminal))),
    readings: new Map([...trail.readings].filter(([key]) => ours.has(key.split("/")[0] ?? ""))),
    sales: trail.sales.filter(({ terminal }) => ours.has(terminal)),
  };
};

/** A complaint's time in ms. Throws `AppError("usage")` where it runs by working days: those are another calendar for each customer. */
const elapsed = (text: string): number => {
  const budget = parseBudget(text);
  if (budget?.unit === "elapsed") return budget.ms;
  throw new AppError("usage", `complaints that are answered by working days (${text}) cannot be verified`);
};

/** Terms of charges by visit. A contract's warranty ends so many months after its acceptance. */
const feesFrom = async (levels: ServiceLevels): Promise<Question["feesOf"]> => {
  const fees = await loadFees(levels.contracts);
  return (terminal, at) => {
    const { policy, contract } = levels.forTerminal(terminal, at);
    const terms = contract && fees.terms.get(contract.id);
    const zone = contract?.siteZones?.[terminal.site] ?? contract?.siteZones?.["*"];
    const { visits, parts, tax } = terms?.schedule ?? {};
    const price = zone === undefined ? undefined : visits?.zones.get(zone);
    if (!contract || !terms || terms.billing !== "visit" || !visits || !price) return undefined;
    const months = contract.warrantyMonths ?? policy.warrantyMonths ?? 0;
    const accepted = contract.acceptedOn === undefined ? undefined : Temporal.PlainDate.from(contract.acceptedOn);
    return {
      contract: contract.id,
      freeUntil: accepted?.add({ months }).toZonedDateTime(contract.zone).epochMilliseconds ?? 0,
      visit: price.visit,
      secondVisit: price.secondVisit,
      upToMs: visits.beyond === "again" ? visits.upToMs : Number.POSITIVE_INFINITY,
      parts: parts?.prices ?? new Map(),
      taxBasisPoints: tax?.basisPoints ?? 0,
    };
  };
};

const numbersOf = async (trail: Trail, report: ReportJson, config: BrokerConfig): Promise<Compared[]> => {
  const levels = await loadServiceLevels(config.serviceLevel.policy, config.contracts);
  const { byId } = await loadRules();
  const classes = partClasses(byId.values());
  const language = /[\u4e00-\u9fff]/.test(report.title) ? "zh-CN" : "en";
  const customerAt = (terminal: { id: string; site: string }, at: number) =>
    levels.forTerminal(terminal, at).contract?.customer;
  const found = recompute(ofCustomer(trail, customerAt, report), {
    period: { from: report.from, to: report.to },
    madeAt: report.madeAt,
    steps: stepsOf(report),
    policyOf: (id) => levels.policyOf({ policy: id }),
    lives: config.wear.life,
    word: wordsIn(language),
    termsOf: (terminal, at) => {
      const { policy, contract } = levels.forTerminal(terminal, at);
      return { policy, startsAt: contract?.startsAt };
    },
    feesOf: await feesFrom(levels),
    zone: report.zone,
    poolPercent: config.stock.poolPercent,
    classesOf: (part) => [...(classes.get(part) ?? [])],
    complaintMs: { acknowledge: elapsed(config.complaints.acknowledge), answer: elapsed(config.complaints.answer) },
    whole: report.customer === undefined,
    titleOf: (code) => byId.get(code)?.title[language] ?? code,
  });
  return compare(report, found);
};

const verifyOpen = async (raw: RawTrail, config: BrokerConfig, { head, report }: Asked): Promise<Verified> => {
  const chain = checkChain(raw.audit(), head);
  if (chain.broken) return { chain, stray: [] };
  const trail = readTrail(raw, auditEntries(raw));
  const stray = strayRows(raw, trail);
  return { chain, stray, ...(report ? { numbers: await numbersOf(trail, report, config) } : {}) };
};

interface Asked {
  readonly head?: AuditHead | undefined;
  readonly report?: ReportJson | undefined;
}

/**
 * Holds a broker's data against its own trail: the audit log against its hashes (and an exported head), rows against the log, and every number of a report
 * against what the log and the stored batches come to, reckoned apart from the reports. Reads only. Throws `AppError("store")`.
 */
export const verify = async (config: BrokerConfig, asked: Asked): Promise<Verified> => {
  const raw = openTrail(join(config.dataFolder, "broker.db"));
  try {
    return await verifyOpen(raw, config, asked);
  } finally {
    raw.close();
  }
};
