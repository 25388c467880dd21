import {
  aboutField,
  type ChargesView,
  type ComplaintClock,
  type ComplaintStanding,
  type Score,
} from "../../../contract/index.ts";
import { chargesIn } from "../../customers/charges/desk.ts";
import { clocksOf, promisesOf } from "../../customers/complaints/clocks.ts";
import { standingOf } from "../../customers/complaints/standing.ts";
import { Fees, type Terms } from "../../customers/fees/load-schedules.ts";
import type { ComplaintSettings } from "../../customers/settings.ts";
import type { ServiceLevels } from "../../service-levels/service-levels.ts";
import type { ComplaintRow } from "../../store/customer-rows.ts";
import type { Readers } from "../../store/store.ts";
import type { Range } from "../period.ts";
import type { Scope } from "../scope.ts";

/** What dealings with customers are told by, beside the store. */
export interface DealSources {
  /** Fees of contracts, by id. */
  readonly terms: ReadonlyMap<string, Terms>;
  readonly complaints: ComplaintSettings;
}

/** A complaint with its promises as they stood at the end of the range. */
export interface ComplaintFact extends ComplaintRow {
  readonly clocks: readonly ComplaintClock[];
}

/** Of a contract, or of a customer where no contract is known, at the end of the range. */
export interface Standing extends ComplaintStanding {
  readonly name: string;
}

/** What passed between us and the customers: what they said of the work, what they complained of, what they owe. */
export interface Dealings {
  /** On work that was first judged in the range; of corrected ones the last. */
  readonly opinions: readonly Score[];
  /** In the time of the same length before. */
  readonly opinionsBefore: readonly Score[];
  /** Open at some moment of the range. */
  readonly complaints: readonly ComplaintFact[];
  readonly standings: readonly Standing[];
  /** Throws `AppError("invalid")` where less than a contract is told of: what is owed is owed for the whole of it. */
  readonly charges: ChargesView;
}

export interface DealWish {
  readonly sources: DealSources & {
    readonly read: Readers;
    readonly levels: Pick<ServiceLevels, "policyOf" | "contracts">;
  };
  readonly range: Range;
  /** Of a customer, of all, or of nobody: what stood under no contract. */
  readonly scope: Scope | undefined;
  readonly counts: (terminal: string, at: number) => boolean;
}

/** What names no terminal belongs to whom it names; a terminal or a site alone has no part in it. */
const fits = (row: Pick<ComplaintRow, "customer" | "contract">, scope: Scope | undefined): boolean =>
  scope !== undefined &&
  scope.terminal === undefined &&
  scope.site === undefined &&
  (scope.customer === undefined || scope.customer === row.customer) &&
  (scope.contract === undefined || scope.contract === row.contract);

/** As it stood at a moment: of what happened later nothing is said. */
const asOf = (row: ComplaintRow, at: number): ComplaintRow => {
  const timeline = row.timeline.filter((event) => event.at < at);
  if (timeline.length === row.timeline.length) return row;
  const { verdict: _verdict, closedAt: _closed, about: _about, ...rest } = row;
  const said = timeline.findLast(({ kind }) => kind !== "comment" && kind !== "escalated")?.kind;
  const state =
    said === "acknowledged" || said === "answered" ? said : said === "reopened" ? "acknowledged" : "received";
  return said === "closed" ? { ...row, timeline } : { ...rest, state, timeline };
};

const complaintsOf = ({ sources, range, scope, counts }: DealWish): ComplaintFact[] => {
  const { read, levels, complaints: settings } = sources;
  const promises = promisesOf(settings);
  return read
    .complaintsBetween(range)
    .filter((row) => (row.terminal === undefined ? fits(row, scope) : counts(row.terminal, row.receivedAt)))
    .map((row) => asOf(row, range.to))
    .map((row) => ({ ...row, clocks: clocksOf(row, promises, levels.policyOf(row).calendar, range.to) }));
};

const standingsOf = ({ sources, range }: DealWish, told: readonly ComplaintRow[]): Standing[] => {
  const all = sources.read.complaintsBetween({ from: 0, to: range.to }).map((row) => asOf(row, range.to));
  const names = new Map(told.map(({ contract, customer }) => [contract ?? customer, { contract, customer }]));
  return [...names].map(([name, { contract, customer }]) => {
    const of = { customer, ...(contract === undefined ? {} : { contract }) };
    return { name, ...standingOf(all, of, sources.complaints.validLimit) };
  });
};

const chargesOf = ({ sources, range, scope }: DealWish): ChargesView => {
  if (scope === undefined) return { ...range, statements: [], without: [] };
  const less = (["terminal", "site"] as const).find((name) => scope[name] !== undefined);
  if (less !== undefined)
    throw aboutField("invalid", `query.${less}`, {
      en: "charges are of whole contracts: narrow them by customer or contract",
      "zh-CN": "费用按整份合同计算：请按客户或合同筛选",
    });
  return chargesIn({ ...sources, fees: new Fees(sources.terms) }, scope, range);
};

/** Each part is read when it is first asked for, and then kept. */
export const dealingsOf = (wish: DealWish): Dealings => {
  const { sources, range, counts } = wish;
  const opinions = (from: number, to: number): Score[] =>
    sources.read.scoresBetween({ from, to }).filter(({ terminal, firstAt }) => counts(terminal, firstAt));
  const kept = new Map<string, unknown>();
  const once = <T>(name: string, make: () => T): T => {
    if (!kept.has(name)) kept.set(name, make());
    return kept.get(name) as T;
  };
  return {
    get opinions() {
      return once("opinions", () => opinions(range.from, range.to));
    },
    get opinionsBefore() {
      return once("before", () => opinions(range.from - (range.to - range.from), range.from));
    },
    get complaints() {
      return once("complaints", () => complaintsOf(wish));
    },
    get standings() {
      return once("standings", () => standingsOf(wish, this.complaints));
    },
    get charges() {
      return once("charges", () => chargesOf(wish));
    },
  };
};
