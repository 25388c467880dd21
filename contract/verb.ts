import type { Localized } from "./identifiers.ts";

/** One option or positional of a verb. */
export interface ArgSpec {
  readonly summary: Localized;
  readonly type?: "string" | "number" | "boolean";
  readonly choices?: readonly string[];
  readonly default?: string | number | boolean;
  readonly required?: boolean;
  /** May be given several times: the value is then an array of strings. */
  readonly many?: boolean;
}

export type Align = "left" | "right";
export interface Column {
  readonly title: Localized;
  readonly align?: Align;
  /** On a narrow terminal columns with a higher number are left out first; without one (0) a column always stays. */
  readonly priority?: number;
}
export type Tone = "good" | "warn" | "bad" | "dim" | "strong" | "plain";

/** What a verb may do to the outside: everything a person or a script sees goes through here. */
export interface Ui {
  readonly json: boolean;
  readonly interactive: boolean;
  readonly language: "en" | "zh-CN";
  readonly signal: AbortSignal;
  /** Width of the terminal, for prose; absent: do not break lines. */
  readonly columns?: number;
  out(text: string): void;
  err(text: string): void;
  /** One JSON value on a line of its own. */
  jsonOut(value: unknown): void;
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void;
  paint(tone: Tone, text: string): string;
  say(text: Localized): string;
}

/** Exit codes of the command line. */
export const exitCodes = {
  ok: 0,
  faulty: 1,
  noAnswer: 2,
  usage: 64,
  unavailable: 69,
  refused: 77,
  config: 78,
} as const;

/**
 * One verb of `roundsman`: the default export of `<room>/verbs/<name>.ts` (or `console/cli/verbs/<name>.ts`), found by folder discovery.
 * `run` returns the exit code; a thrown `AppError` is printed as one clear sentence.
 */
export interface Verb {
  readonly name: string;
  readonly summary: Localized;
  readonly group: "see" | "act" | "bench" | "run";
  readonly positionals?: Readonly<Record<string, ArgSpec>>;
  readonly options?: Readonly<Record<string, ArgSpec>>;
  /** `[command line, what it does]` */
  readonly examples: readonly (readonly [string, Localized])[];
  run(args: Readonly<Record<string, unknown>>, ui: Ui): Promise<number>;
}

export const defineVerb = (verb: Verb): Verb => verb;
