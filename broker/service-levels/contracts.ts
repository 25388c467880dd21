import { Temporal } from "temporal-polyfill";
import { type Static, Type } from "typebox";
import { AppError, billings, TerminalId } from "../../contract/index.ts";

const PlainDate = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

/** What a customer was promised, for which terminals, and for how long. */
export const ContractSettings = Type.Object(
  {
    id: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$" }),
    customer: Type.String({ minLength: 1, maxLength: 120 }),
    policy: Type.String({ minLength: 1, maxLength: 500, description: "a preset, or the path of a policy file" }),
    sites: Type.Array(Type.String({ minLength: 1, maxLength: 120 }), { default: [], maxItems: 10_000 }),
    terminals: Type.Array(TerminalId, { default: [], maxItems: 10_000, description: "beside those of its sites" }),
    zone: Type.String({ minLength: 1, default: "UTC", description: "time zone in which its days begin and end" }),
    from: PlainDate,
    until: Type.Optional(PlainDate),
    acceptedOn: Type.Optional({
      ...PlainDate,
      description: "signed acceptance: its warranty begins; left out: none by contract",
    }),
    warrantyMonths: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 240, description: "as its policy says if left out" }),
    ),
    fees: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: "a preset, or the path of a fee schedule" }),
    ),
    billing: Type.Optional(Type.Enum(billings, { description: "where the schedule knows both" })),
    siteZones: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 120 }), Type.String({ minLength: 1, maxLength: 40 }), {
        description: "zone of the fee schedule by site; * is every other site",
      }),
    ),
    equipment: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 40 }), Type.Integer({ minimum: 0, maximum: 1_000_000 }), {
        description: "units of a yearly fee's class that no terminal tells of",
      }),
    ),
  },
  { additionalProperties: false },
);
export type ContractSettings = Static<typeof ContractSettings>;

/** A contract ready to ask: moments instead of dates. */
export interface Contract extends ContractSettings {
  readonly startsAt: number;
  /** The first moment after its last day; endless if it has none. */
  readonly endsAt: number;
}

type Place = { readonly id: string; readonly site: string };

const overlap = (a: Contract, b: Contract): boolean => a.startsAt < b.endsAt && b.startsAt < a.endsAt;

const dated = (contract: ContractSettings, issues: string[]): Contract => {
  const start = (date: string, key: string, addDays: number): number => {
    try {
      return Temporal.PlainDate.from(date).add({ days: addDays }).toZonedDateTime(contract.zone).epochMilliseconds;
    } catch {
      issues.push(`${contract.id}.${key}: ${date} is no date of the zone ${contract.zone}, or there is no such zone`);
      return 0;
    }
  };
  const startsAt = start(contract.from, "from", 0);
  const endsAt = contract.until === undefined ? Number.POSITIVE_INFINITY : start(contract.until, "until", 1);
  if (endsAt <= startsAt) issues.push(`${contract.id}.until: ${contract.until} is before its beginning`);
  if (contract.acceptedOn === undefined && contract.warrantyMonths !== undefined)
    issues.push(`${contract.id}.warrantyMonths: from when on? Give the day of acceptance (acceptedOn)`);
  if (contract.acceptedOn !== undefined) start(contract.acceptedOn, "acceptedOn", 0);
  return { ...contract, startsAt, endsAt };
};

/** Throws `AppError("config")` naming every contract and key that is wrong: dates, a site or terminal in two contracts at one time. */
export const makeContracts = (settings: readonly ContractSettings[]): readonly Contract[] => {
  const issues: string[] = [];
  const contracts = settings.map((one) => dated(one, issues));
  for (const [n, a] of contracts.entries())
    for (const b of contracts.slice(n + 1)) {
      if (a.id === b.id) issues.push(`${a.id}: this id is given twice`);
      if (!overlap(a, b)) continue;
      for (const site of a.sites) if (b.sites.includes(site)) issues.push(`${b.id}.sites: ${site} is in ${a.id}, too`);
      for (const terminal of a.terminals)
        if (b.terminals.includes(terminal)) issues.push(`${b.id}.terminals: ${terminal} is in ${a.id}, too`);
    }
  if (issues.length > 0) throw new AppError("config", `contracts: ${issues.join("; ")}`, { issues });
  return contracts;
};

/** The contract in force for a terminal: one that names it counts before one that names its site. */
export const contractOf = (contracts: readonly Contract[], { id, site }: Place, at: number): Contract | undefined => {
  const inForce = contracts.filter((one) => one.startsAt <= at && at < one.endsAt);
  return inForce.find((one) => one.terminals.includes(id)) ?? inForce.find((one) => one.sites.includes(site));
};
