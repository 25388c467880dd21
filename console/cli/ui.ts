import { createColors } from "picocolors";
import type { Language, Tone, Ui } from "../../contract/index.ts";
import { renderTable } from "./table.ts";

export interface Out {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The outside of one run of the command line. */
export interface Io {
  readonly stdout: Out;
  readonly stderr: Out;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface UiSettings {
  readonly json: boolean;
  readonly language: Language;
  readonly color: boolean;
}

const widthWithoutTerminal = 200;
const columnsOf = ({ stdout, env }: Io): number => {
  const asked = Number(env.COLUMNS);
  return stdout.columns ?? (asked > 0 ? asked : widthWithoutTerminal);
};

const useColor = ({ stdout, env }: Io, wish: boolean): boolean =>
  wish && !env.NO_COLOR && (stdout.isTTY === true || (env.FORCE_COLOR ?? "0") !== "0");

const painters = (color: boolean): Record<Tone, (text: string) => string> => {
  const c = createColors(color);
  return { good: c.green, warn: c.yellow, bad: c.red, dim: c.dim, strong: c.bold, plain: (text) => text };
};

/** The one place where anything is written for people or scripts. */
export const createUi = (io: Io, { json, language, color }: UiSettings): Ui & { readonly columns: number } => {
  const paint = painters(useColor(io, color));
  const columns = columnsOf(io);
  const line = (out: Out, text: string): void => void out.write(`${text}\n`);
  return {
    json,
    interactive: io.stdout.isTTY === true && !json,
    language,
    signal: io.signal,
    columns,
    out: (text) => line(io.stdout, text),
    err: (text) => line(io.stderr, text),
    jsonOut: (value) => line(io.stdout, JSON.stringify(value)),
    table: (head, rows) => {
      const titles = head.map(({ title, align = "left", priority = 0 }) => ({
        title: title[language],
        align,
        priority,
      }));
      line(io.stdout, renderTable(titles, rows, columns, paint.dim));
    },
    paint: (tone, text) => (text === "" ? "" : paint[tone](text)),
    say: (text) => text[language],
  };
};
