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
  /** Title of a fault. */
  readonly titleOf: (code: string) => string;
}
