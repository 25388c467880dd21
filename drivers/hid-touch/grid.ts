import { type Static, Type } from "typebox";
import { checker } from "../../contract/index.ts";
import type { DriverMemory } from "../api.ts";
import type { Point, Screen } from "../touch/accuracy.ts";

/** Fields of the screen (hid-touch.md §5). */
export const columns = 16;
export const rows = 9;
export const fields = columns * rows;

const Count = Type.Integer({ minimum: 0 });
const Counts = Type.Array(Count, { minItems: fields, maxItems: fields });
const Kept = Type.Object({
  /** Touches asked for in each field since the last one came there. */
  missed: Counts,
  /** Touches anywhere since the last one in this field. */
  since: Counts,
  painted: Type.Union([
    Type.Null(),
    Type.Array(Type.Integer({ minimum: 0, maximum: fields - 1 }), { maxItems: fields }),
  ]),
});
type Kept = Static<typeof Kept>;
const kept = checker(Kept);

const zeros = (): number[] => Array.from({ length: fields }, () => 0);

export const fieldOf = ({ x, y }: Point, { width, height }: Screen): number | undefined => {
  const column = Math.floor((x / width) * columns);
  const row = Math.floor((y / height) * rows);
  return column >= 0 && column < columns && row >= 0 && row < rows ? row * columns + column : undefined;
};

/** Whole rows and columns of the given fields, e.g. `row 4`, `column 1`, counted from 0. */
export const linesOf = (dead: readonly number[]): string[] => {
  const all = new Set(dead);
  const whole = (count: number, across: number, at: (n: number, m: number) => number) =>
    Array.from({ length: count }, (_, n) => n).filter((n) =>
      Array.from({ length: across }, (_, m) => at(n, m)).every((field) => all.has(field)),
    );
  return [
    ...whole(rows, columns, (row, column) => row * columns + column).map((n) => `row ${n}`),
    ...whole(columns, rows, (column, row) => row * columns + column).map((n) => `column ${n}`),
  ];
};

/** Longest list of fields that is named. */
const named = 4;
/** `row 4, 7/2`: whole lines first, then fields as column/row. */
export const fieldsText = (dead: readonly number[]): string => {
  const single = dead.map((field) => `${field % columns}/${Math.floor(field / columns)}`);
  const lines = linesOf(dead);
  return lines.length > 0 ? lines.slice(0, named).join(", ") : single.slice(0, named).join(", ");
};

export interface DeadLimits {
  readonly deadAfterTouches: number;
  readonly deadAfterMissed: number;
}

/** Where touches come and where they should: finds fields that feel nothing. Outlasts a restart. */
export class Grid {
  readonly #memory: DriverMemory;
  readonly #screen: Screen;
  #kept: Kept;
  #dirty = false;

  constructor(screen: Screen, memory: DriverMemory) {
    this.#screen = screen;
    this.#memory = memory;
    const before = memory.get("grid");
    this.#kept = kept.is(before) ? structuredClone(before) : { missed: zeros(), since: zeros(), painted: null };
  }

  /** Somebody was asked to touch there. */
  asked(target: Point): void {
    const field = fieldOf(target, this.#screen);
    if (field === undefined) return;
    this.#kept.missed[field] = (this.#kept.missed[field] ?? 0) + 1;
    this.#dirty = true;
  }

  /** A new touch. */
  touched(point: Point): void {
    const { since } = this.#kept;
    since.forEach((n, field) => {
      since[field] = Math.min(n + 1, 1_000_000);
    });
    this.reached(point);
  }

  /** A contact was there: the field lives. */
  reached(point: Point): void {
    const field = fieldOf(point, this.#screen);
    if (field === undefined) return;
    const { missed, since, painted } = this.#kept;
    this.#dirty = true;
    missed[field] = 0;
    since[field] = 0;
    if (painted?.includes(field)) this.#kept.painted = painted.filter((f) => f !== field);
  }

  /** Fields that a paint test left without a mark. */
  painted(missing: readonly number[]): void {
    this.#kept = { missed: zeros(), since: zeros(), painted: [...missing] };
    this.#dirty = true;
  }

  dead({ deadAfterMissed, deadAfterTouches }: DeadLimits): number[] {
    const { missed, since, painted } = this.#kept;
    const starved = missed.flatMap((n, field) =>
      n > deadAfterMissed && (since[field] ?? 0) >= deadAfterTouches ? [field] : [],
    );
    return [...new Set([...starved, ...(painted ?? [])])].sort((a, b) => a - b);
  }

  /** Whether enough was seen to say that nothing is dead. */
  knowsAll({ deadAfterTouches }: DeadLimits): boolean {
    return this.#kept.painted !== null || Math.max(...this.#kept.since) >= deadAfterTouches;
  }

  save(): void {
    if (this.#dirty) this.#memory.set("grid", this.#kept);
    this.#dirty = false;
  }
}
