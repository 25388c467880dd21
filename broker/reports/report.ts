import type { Localized } from "../../contract/index.ts";
import type { Facts } from "./facts.ts";
import type { Range } from "./period.ts";

/**
 * How a value is meant, so that each format can write it well: `count` whole number; `number`; `percent` share of 1; `duration` ms; `money` minor units of the currency that
 * `unit` names; `time` a moment (ms since
 * 1970), `day` the day of a moment, both in the report's zone. `null` anywhere: not known, never zero.
 */
export type ValueType = "text" | "count" | "number" | "percent" | "duration" | "money" | "time" | "day";
export type Tone = "good" | "warn" | "bad" | "dim";
export type Value<T> = string | number | T | null;

export interface Column<T> {
  /** Name in JSON and CSV, for programs: never translated. */
  readonly key: string;
  readonly title: T;
  readonly type: ValueType;
  /** Follows the value, e.g. `%` or `°C`. */
  readonly unit?: string;
  /** What it is, in a sentence: put in by `definitions.ts`. */
  readonly means?: T;
}

export interface Figure<T> {
  readonly key: string;
  readonly label: T;
  readonly value: Value<T>;
  readonly type: ValueType;
  readonly unit?: string;
  readonly hint?: T;
  readonly tone?: Tone;
  /** As of a column. */
  readonly means?: T;
}

export interface Table<T> {
  readonly kind: "table";
  /** One CSV file each: unique within a report. */
  readonly id: string;
  readonly title: T;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly (readonly Value<T>[])[];
  /** Said where there are no rows. */
  readonly none?: T;
  readonly note?: T;
}

/** `line` over time, `bar` beside each other, `stack` on top of each other (horizontal where labels are names), `share` parts of one whole. */
export interface Chart<T> {
  readonly kind: "chart";
  readonly id: string;
  readonly title: T;
  readonly form: "line" | "bar" | "stack" | "share";
  readonly across?: boolean;
  readonly type: ValueType;
  readonly unit?: string;
  /** The value axis begins here; 0 if left out. */
  readonly least?: number;
  readonly labels: readonly (string | T)[];
  readonly series: readonly {
    readonly name: string | T;
    readonly tone?: Tone;
    readonly values: readonly (number | null)[];
  }[];
}

export type Block<T> =
  | { readonly kind: "text"; readonly text: T; readonly tone?: Tone }
  | { readonly kind: "list"; readonly items: readonly T[] }
  | { readonly kind: "figures"; readonly figures: readonly Figure<T>[] }
  | Table<T>
  | Chart<T>;

export interface Section<T> {
  readonly id: string;
  readonly title: T;
  readonly blocks: readonly Block<T>[];
}

/** A report as data: everything that every format shows. */
export interface ReportData<T = Localized> {
  readonly id: string;
  readonly title: T;
  /** What of the fleet it is about. */
  readonly scope: T;
  readonly customer?: string;
  readonly company?: string;
  readonly from: number;
  readonly to: number;
  readonly zone: string;
  readonly madeAt: number;
  readonly sections: readonly Section<T>[];
}

/** Which stretch of time is reported when none is named: the last whole one. */
export type Usual = "day" | "month" | "quarter";

/**
 * One report: the default export of `broker/reports/<id>/report.ts`, found by folder discovery. `make` is pure: what it tells follows from the facts and the
 * range, and nothing else.
 */
export interface Report {
  readonly id: string;
  readonly title: Localized;
  readonly summary: Localized;
  readonly usual: Usual;
  make(facts: Facts, range: Range): readonly Section<Localized>[];
}

export const defineReport = (report: Report): Report => report;

/** Text in both languages; short, because reports say much. */
export const both = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
