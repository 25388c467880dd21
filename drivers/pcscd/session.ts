import { join } from "node:path";
import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Reading,
} from "../api.ts";
import type { ReaderState } from "./codec.ts";
import { askDaemon, socketPath } from "./daemon.ts";
import { chipModuleOf, mediaOf } from "./status.ts";

export interface Settings {
  readonly reader: string;
}

/** Watches a reader that pcscd owns, beside the application that uses it. Nothing is asked of the reader or of a card. */
export class PcscdSession implements DeviceSession {
  readonly #socket: string;
  readonly #wanted: string;
  readonly #env: DriverEnv;
  readonly #closed = new AbortController();
  readonly #events = new Set<(event: DriverEvent) => void>();
  #before: ReaderState | undefined;
  #mute = 0;

  constructor(root: string, { reader }: Settings, env: DriverEnv) {
    this.#socket = join(root, socketPath);
    this.#wanted = reader;
    this.#env = env;
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  /** The daemon's name of the reader: model, and its serial number in brackets where its driver puts that there. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const { name } = await this.#reader(signal);
    const [, model = name, serial] = /^(.*?)(?: \(([^()]+)\))?(?: [0-9A-F]{2} [0-9A-F]{2})?$/.exec(name) ?? [];
    return { model: model.slice(0, 80), ...(serial && { serial: serial.slice(0, 80) }) };
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const reader = await this.#reader(signal);
    this.#follow(reader);
    const isTaken = reader.sharing !== "free";
    return {
      availability: "online",
      components: { media: mediaOf(reader), chipModule: chipModuleOf(reader, this.#mute) },
      measures: { cardInsertions: this.#insertions() },
      // An application that holds the card may be in the middle of a payment.
      money: isTaken && reader.card === "present" ? "inTransit" : "safe",
    };
  }

  async run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const extra = Object.keys(args);
    if (command !== "selfTest") throw new DriverError("badArgs", `pcscd has no command ${command}`);
    if (extra.length > 0) throw new DriverError("badArgs", `${command} takes no argument ${extra.join(", ")}`);
    const readers = await this.#ask(signal);
    const mine = this.#fitting(readers);
    if (mine.length === 1 && mine[0]) this.#follow(mine[0]);
    const shown = readers.map(({ name, card, isMute, sharing, events }) => ({ name, card, isMute, sharing, events }));
    return { status: "succeeded", result: { readers: shown } };
  }

  async close(): Promise<void> {
    this.#events.clear();
    this.#closed.abort();
  }

  async #ask(signal: AbortSignal): Promise<ReaderState[]> {
    if (this.#closed.signal.aborted) throw new DriverError("closed", `${this.#socket}: the session was closed`);
    return askDaemon(this.#socket, this.#env.clock, AbortSignal.any([signal, this.#closed.signal]));
  }

  async #reader(signal: AbortSignal): Promise<ReaderState> {
    const readers = await this.#ask(signal);
    const fitting = this.#fitting(readers);
    const [first] = fitting;
    if (first && fitting.length === 1) return first;
    const names = readers.map(({ name }) => name).join("; ") || "none";
    const text = first
      ? "several readers fit the setting reader"
      : "pcscd has no such reader: unplugged, or not known to its driver";
    throw new DriverError("portMissing", `${text}; its readers: ${names}`);
  }

  #fitting(readers: readonly ReaderState[]): readonly ReaderState[] {
    return readers.filter(({ name }) => name.includes(this.#wanted));
  }

  #follow(reader: ReaderState): void {
    const before = this.#before;
    this.#before = reader;
    const isNew = before !== undefined && reader.events !== before.events;
    if (reader.card === "present" && !reader.isMute) this.#mute = 0;
    if (reader.isMute && (before === undefined || isNew || !before.isMute)) this.#mute += 1;
    if (before === undefined || before.card === reader.card) return;
    if (reader.card === "present") {
      this.#env.memory.set("cardInsertions", this.#insertions() + 1);
      this.#tell("cardInserted", "a card was put in");
    } else if (reader.card === "absent") this.#tell("cardTaken", "the card has left the reader");
  }

  #tell(code: string, text: string): void {
    for (const listener of this.#events) listener({ code, text });
  }

  #insertions(): number {
    const kept = this.#env.memory.get("cardInsertions");
    return typeof kept === "number" && Number.isSafeInteger(kept) && kept >= 0 ? kept : 0;
  }
}
