import type { Policy } from "../service-levels/policy.ts";
import type { Stretch } from "./trail.ts";

export type Num = number | null;
/** Numbers of a table's row, by the column's key. */
export type Row = Readonly<Record<string, Num>>;

/** A block of the report, reckoned anew. Rows and figures are found by their keys, charts by their order. */
export type Block =
  | { readonly kind: "figures"; readonly figures: Row }
  /** `key`: the columns whose texts (in either language) name a row. */
  | { readonly kind: "table"; readonly key: readonly string[]; readonly rows: ReadonlyMap<string, Row> }
  | { readonly kind: "chart"; readonly series: readonly (readonly Num[])[] };

/** Terms of charges by visit; amounts in minor units. */
export interface VisitFees {
  readonly contract: string;
  /** Everything is free until this moment. */
  readonly freeUntil: number;
  readonly visit: number;
  readonly secondVisit: number;
  /** One price covers so much time; a longer visit counts as several. */
  readonly upToMs: number;
  /** Each; a part that is not in it has no price. */
  readonly parts: ReadonlyMap<string, number>;
  /** Hundredths of a per cent, of the sum. */
  readonly taxBasisPoints: number;
}

/** What the numbers of a report follow from, beside the trail: the terms of the contracts, and what is asked. */
export interface Question {
  readonly period: Stretch;
  readonly madeAt: number;
  /** The steps of charts over time. */
  readonly steps: readonly Stretch[];
  readonly policyOf: (id: string) => Policy;
  readonly lives: Readonly<Record<string, number>>;
  /** How a row is named in the report where that is a word: class of a module, kind of a sale, promise. */
  readonly word: (kind: "class" | "sale" | "cause" | "result" | "promise" | "item", id: string) => string;
  /** Terms of the contract of a terminal at a moment. */
  readonly termsOf: (
    terminal: { readonly id: string; readonly site: string },
    at: number,
  ) => { readonly policy: Policy; readonly startsAt?: number | undefined };
  readonly zone: string;
  /** Pool of spare parts, per cent, where the part itself says nothing. */
  readonly poolPercent: number;
  /** Classes of devices that a part belongs to, as the fault rules name it. */
  readonly classesOf: (part: string) => readonly string[];
  /** Time for a complaint's acknowledgement and answer, ms. */
  readonly complaintMs: Readonly<Record<"acknowledge" | "answer", number>>;
  /** What a visit to a terminal costs under its contract; `undefined` where nobody is charged by visit. */
  readonly feesOf: (terminal: { readonly id: string; readonly site: string }, at: number) => VisitFees | undefined;
  /** Of the whole fleet: stock is nobody's of the customers. */
  readonly whole: boolean;
  /** Title of a fault. */
  readonly titleOf: (code: string) => string;
}
