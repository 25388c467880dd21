import type { Language, Tone, Ui } from "../../contract/index.ts";
import { systemClock } from "../../contract/plain.ts";
import { type Client, createClient } from "../client/client.ts";
import { absolute, relative } from "../i18n/times.ts";
import { type Words, wordsFor } from "../i18n/words.ts";
import { displayWidth, pad, wrap } from "./width.ts";

export type Args = Readonly<Record<string, unknown>>;

/** What every verb of the console works with. */
export interface Desk {
  readonly client: Client;
  readonly ui: Ui;
  readonly language: Language;
  readonly t: Words;
  /** A moment for people: `3 min ago`, or exact with `--absolute`. */
  readonly at: (ms: number) => string;
  /** Prose, broken at the terminal's width, every line indented; behind a number (`1. `) or a `lead` the lines stand under each other. */
  readonly prose: (text: string, indent?: number, lead?: string) => void;
  readonly heading: (text: string) => void;
}

export const openDesk = (args: Args, ui: Ui): Desk => {
  const token = args.token as string | undefined;
  const url = String(args.broker);
  const { language } = ui;
  const width = Math.min(ui.columns ?? 100, 100);
  return {
    client: createClient({ url, signal: ui.signal, ...(token === undefined ? {} : { token }) }),
    ui,
    language,
    t: wordsFor(language),
    at: (ms) => (args.absolute ? absolute(ms) : relative(ms, systemClock.now(), language)),
    prose: (text, indent = 0, lead = "") => {
      const hang = /^\d+\. /.exec(text)?.[0].length ?? 0;
      const left = Math.max(indent, lead === "" ? 0 : displayWidth(lead) + 2);
      wrap(text, width - left - hang).forEach((line, n) => {
        ui.out(n === 0 ? `${pad(lead, left)}${line}` : `${" ".repeat(left + hang)}${line}`);
      });
    },
    heading: (text) => ui.out(`\n${ui.paint("strong", text)}`),
  };
};

/** A text argument that is there because the verb demands it. */
export const text = (args: Args, name: string): string => String(args[name] as string | number);
export const optional = (args: Args, name: string): string | undefined =>
  args[name] === undefined ? undefined : String(args[name] as string | number);

export const conditionTone: Readonly<Record<string, Tone>> = {
  ok: "good",
  degraded: "warn",
  faulty: "bad",
  unknown: "dim",
};
export const statusTone: Readonly<Record<string, Tone>> = {
  online: "good",
  stopped: "dim",
  lost: "bad",
  unknown: "dim",
};
