import { readFileSync } from "node:fs";
import { AppError, type Billing, messageOf, parseConfig } from "../../../contract/index.ts";
import { discover } from "../../discovery.ts";
import type { Contract } from "../../service-levels/contracts.ts";
import { FeeFile, makeSchedule, type Schedule } from "./schedule.ts";

/** What a contract's customer pays by. */
export interface Terms {
  readonly schedule: Schedule;
  readonly billing: Billing;
}

/** The fee schedules this house ships, by id. */
export const loadFeePresets = async (): Promise<ReadonlyMap<string, Schedule>> => {
  const files = await discover<FeeFile>(new URL("./presets/", import.meta.url));
  return new Map([...files.values()].map((file) => [file.id, makeSchedule(file, `preset ${file.id}`)]));
};

/** A schedule from the text of a YAML file. Throws `AppError("config")` naming the file and every key that is wrong. */
export const parseSchedule = (text: string, file: string): Schedule =>
  makeSchedule(parseConfig(FeeFile, text, file), file);

const readSchedule = (nameOrFile: string, presets: ReadonlyMap<string, Schedule>): Schedule => {
  const preset = presets.get(nameOrFile);
  if (preset) return preset;
  if (!/[./]/.test(nameOrFile))
    throw new AppError("config", `no preset ${nameOrFile}; there are ${[...presets.keys()].join(", ")}`);
  try {
    return parseSchedule(readFileSync(nameOrFile, "utf8"), nameOrFile);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("config", `cannot read ${nameOrFile}: ${messageOf(error)}`, {}, { cause: error });
  }
};

const billingOf = ({ billing }: Contract, { visits, year }: Schedule, say: (what: string) => void): Billing => {
  const possible: readonly Billing[] = [...(visits ? (["visit"] as const) : []), ...(year ? (["year"] as const) : [])];
  if (billing === undefined && possible.length > 1) say("billing: its fee schedule knows visit and year: say which");
  if (billing !== undefined && !possible.includes(billing))
    say(`billing: its fee schedule has no prices by ${billing}, only by ${possible.join(" and ")}`);
  return billing ?? possible[0] ?? "visit";
};

/** What a contract says that its schedule does not know. */
const checkTerms = (contract: Contract, { schedule, billing }: Terms, say: (what: string) => void): void => {
  const zones = schedule.visits?.zones;
  const { siteZones = {}, equipment = {} } = contract;
  for (const [site, zone] of Object.entries(siteZones))
    if (zones && !zones.has(zone))
      say(`siteZones.${site}: the schedule has no fee for zone ${zone}; it has ${[...zones.keys()].join(", ")}`);
  const bare = contract.sites.filter((site) => siteZones[site] === undefined && siteZones["*"] === undefined);
  if (billing === "visit" && bare.length > 0)
    say(
      `siteZones: ${bare.slice(0, 5).join(", ")} ${bare.length === 1 ? "has" : "have"} no zone; "*" is every other site`,
    );
  const classes = schedule.year?.classes.map(({ id }) => id) ?? [];
  for (const name of Object.keys(equipment))
    if (billing === "year" && !classes.includes(name))
      say(`equipment.${name}: the schedule has no yearly fee for it; it has ${classes.join(", ")}`);
};

/** Whose contract goes by which fees. */
export class Fees {
  /** By contract; plain data, that may go to another process. */
  readonly terms: ReadonlyMap<string, Terms>;

  constructor(terms: ReadonlyMap<string, Terms> = new Map()) {
    this.terms = terms;
  }

  /** `undefined`: the contract names no fee schedule. */
  of(contract: string): Terms | undefined {
    return this.terms.get(contract);
  }
}

/** The fees of contracts. Throws `AppError("config")` naming file, contract and key. */
export const loadFees = async (contracts: readonly Contract[]): Promise<Fees> => {
  const presets = await loadFeePresets();
  const issues: string[] = [];
  const terms = new Map<string, Terms>();
  for (const contract of contracts) {
    if (contract.fees === undefined) continue;
    const say = (what: string): void => void issues.push(`${contract.id}.${what}`);
    try {
      const schedule = readSchedule(contract.fees, presets);
      const made = { schedule, billing: billingOf(contract, schedule, say) };
      checkTerms(contract, made, say);
      terms.set(contract.id, made);
    } catch (error) {
      say(`fees: ${messageOf(error)}`);
    }
  }
  if (issues.length > 0) throw new AppError("config", `contracts: ${issues.join("; ")}`, { issues });
  return new Fees(terms);
};
