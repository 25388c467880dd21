import type { Static, TSchema } from "typebox";
import { AppError, type Clock, type Language, type Localized, type NotificationItem } from "../../contract/index.ts";

/** A message ready to go. The same for every attempt of one delivery. */
export interface Message {
  readonly id: string;
  readonly createdAt: number;
  readonly language: Language;
  readonly to?: string;
  readonly urgent: boolean;
  /** Telephone numbers of those it is for, where a message goes to all. */
  readonly mention: readonly string[];
  readonly subject: string;
  /** Plain text, lines by `\n`. */
  readonly text: string;
  readonly html: string;
  /** One line, for a text message. */
  readonly short: string;
  readonly items: readonly NotificationItem[];
  readonly more: number;
}

/** What an outside system calls our tickets, kept in the store. */
export interface References {
  get(ticket: number): string | undefined;
  save(ticket: number, reference: string): Promise<void>;
}

export interface ChannelEnv {
  readonly name: string;
  readonly clock: Clock;
  readonly references: References;
  /** Reads a secret from its file and sees to it that it never gets into an error text. Throws `AppError("config")` naming `key`. */
  secret(key: string, file: string): string;
  /** Reads another file the settings name. Throws `AppError("config")` naming `key`. */
  file(key: string, path: string): string;
}

export interface Sender {
  /** Resolves once the far end took the message; `note` is for people. Throws `tryAgain` or `never`. Must settle soon after `signal` fires. */
  send(message: Message, signal: AbortSignal): Promise<{ readonly note?: string }>;
  close?(): void;
}

/** A way for messages to go out: the default export of `channels/<kind>.ts`. */
export interface ChannelKind<S extends TSchema = TSchema> {
  readonly settings: S;
  /** `each`: a subscription names recipients, and each gets a message of their own. `none`: the channel itself is the recipient. */
  readonly recipients: "each" | "none";
  /** Of `each`: what of a person's data is their address here. */
  readonly contact?: "email" | "phone";
  /** False: every thing that happened is a message of its own. */
  readonly joins: boolean;
  /** What the far end may see twice, and how it can tell; honest words for people. */
  readonly promise: Localized;
  /** What is wrong with a recipient; `undefined` if nothing is. */
  wrongRecipient?(to: string): Localized | undefined;
  open(settings: Static<S>, env: ChannelEnv): Sender | Promise<Sender>;
}

/** Checks the type of a channel's own settings and forgets it: the rest of the house knows channels by their kind only. */
export const defineChannel = <S extends TSchema>(kind: ChannelKind<S>): ChannelKind => kind as unknown as ChannelKind;

/** The far end may take it later. `afterMs`: it said when. */
export const tryAgain = (message: string, afterMs?: number): AppError =>
  new AppError("notSent", message, { again: true, ...(afterMs === undefined ? {} : { afterMs }) });
/** This message will never be taken. */
export const never = (message: string): AppError => new AppError("notSent", message, { again: false });

/** How to go on after a failed attempt. What we do not know may pass: the number of attempts is bounded. */
export const failureOf = (error: unknown): { again: boolean; afterMs?: number } => {
  if (!(error instanceof AppError) || error.code !== "notSent") return { again: true };
  const { again, afterMs } = error.context as { again: boolean; afterMs?: number };
  return afterMs === undefined ? { again } : { again, afterMs };
};
