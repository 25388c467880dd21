import type { Localized } from "./identifiers.ts";

/** Codes of refusals that a person meets at a console or on the command line: what they say exists in every language of the house. */
export type SaidCode =
  | "invalid"
  | "badArgs"
  | "unauthorised"
  | "forbidden"
  | "notFound"
  | "unknownTerminal"
  | "unknownDevice"
  | "unknownCommand"
  | "unknownRunbook"
  | "unknownTicket"
  | "gone"
  | "noFont"
  | "conflict"
  | "refused"
  | "tooManyCommands"
  | "tooManyAttempts"
  | "tooLarge"
  | "unsupportedMedia"
  | "unavailable";

/** A sentence as it is thrown: English for logs, or in every language for people. */
export type Said = string | Localized;
type SaidFor<C extends string> = C extends SaidCode ? Localized : Said;

const english = (said: Said): string => (typeof said === "string" ? said : said.en);

/**
 * One class for every thrown failure: a stable code for callers, a sentence for people, context for logs. Device trouble is data, not an exception.
 * `message` is the English of it. A code of `SaidCode` takes nothing but a sentence in every language, which goes on as `text`.
 */
export class AppError<C extends string = string> extends Error {
  readonly code: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly text?: Localized;
  constructor(code: C, said: SaidFor<C>, context: Record<string, unknown> = {}, options?: { cause?: unknown }) {
    super(english(said), options);
    this.name = "AppError";
    this.code = code;
    this.context = context;
    const text: Said = said;
    if (typeof text !== "string") this.text = text;
  }
}

/** What is said in the reader's own language already: by a program that knows its reader. */
export const asRead = (text: string): Localized => ({ en: text, "zh-CN": text });

/** True for an `AppError` of one of these codes. */
export const hasCode = (error: unknown, ...codes: string[]): error is AppError =>
  error instanceof AppError && codes.includes(error.code);

/** The sentence of anything that was thrown, for a log. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What was thrown, to be thrown on under another code or over a border between processes. */
export const saidOf = (error: AppError): Said => error.text ?? error.message;

/** The sentence of anything that was thrown, for whoever reads this language. */
export const sentenceOf = (error: unknown, language: keyof Localized): string =>
  (error instanceof AppError ? error.text?.[language] : undefined) ?? messageOf(error);
