import { isAbsolute, join } from "node:path";
import type { Static } from "typebox";
import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  isDriverError,
  type Reading,
  type SystemRoot,
} from "../api.ts";
import { Files } from "../system/files.ts";
import { type Edid, type Identity, identityOf, identityText, sameDisplay } from "./codec.ts";
import { runCommand } from "./commands.ts";
import { type ConnectorLook, Connectors, plainName } from "./connector.ts";
import { Ddc, type DdcOutcome, type Target } from "./ddc.ts";
import type { config } from "./driver.ts";
import { cableOf, readingOf } from "./reading.ts";
import { hoursOf } from "./status.ts";

/** A file of sysfs is there at once, but a connector may be probed for its EDID meanwhile. */
const fileMs = 2_000;
/** Asked with every poll, and asked rarely because they hardly change. */
const quickCodes = ["10", "D6"] as const;
const rareCodes = ["C0", "DF"] as const;
/** With something that most displays answer: one that only does not know C9 has not failed. */
const identityCodes = ["10", "C9", "D6"] as const;
const rareEveryMs = 600_000;

/** Makers whose letters people do not know (PNP registry). */
const makers: Readonly<Record<string, string>> = {
  ACR: "Acer",
  AUS: "ASUS",
  BNQ: "BenQ",
  DEL: "Dell",
  ELO: "Elo",
  GSM: "LG",
  HWP: "HP",
  IVM: "iiyama",
  LEN: "Lenovo",
  NEC: "NEC",
  PHL: "Philips",
  SAM: "Samsung",
  VSC: "ViewSonic",
};

/** The display at one connector. */
export class DdcDisplaySession implements DeviceSession {
  readonly ddc: Ddc;
  readonly env: DriverEnv;
  readonly #settings: Static<typeof config>;
  readonly #connectors: Connectors;
  readonly #listeners = new Set<(event: DriverEvent) => void>();
  readonly #closing = new AbortController();
  #name: string | undefined;
  #cableIn: boolean | undefined;
  #lastSeen: string | undefined;
  #rareNotBefore = 0;
  #rare: Record<string, number> = {};

  constructor({ root }: SystemRoot, settings: Static<typeof config>, env: DriverEnv) {
    this.env = env;
    this.#settings = settings;
    const { clock } = env;
    this.#connectors = new Connectors({ root, clock, files: new Files(clock, fileMs) });
    const program = isAbsolute(settings.program) ? settings.program : join(root, settings.program);
    this.ddc = new Ddc({ clock, program, bus: settings.bus < 0 ? undefined : settings.bus });
  }

  /** What the EDID says, and the firmware level if the display speaks DDC. Without a display nothing is known, and that is no refusal. */
  async identify(caller: AbortSignal): Promise<DeviceIdentity> {
    const signal = this.#with(caller);
    const look = await this.look(signal);
    if (look.edid.kind !== "ok") return {};
    const { edid } = look.edid;
    const level = await this.#firmware(look, signal);
    const serial = edid.serialText ?? (edid.serialNumber === undefined ? undefined : String(edid.serialNumber));
    return {
      manufacturer: makers[edid.manufacturer] ?? edid.manufacturer,
      model: edid.name ?? identityText({ ...identityOf(edid), serial: "" }),
      ...(serial ? { serial } : {}),
      ...(level ? { firmware: level } : {}),
    };
  }

  async poll(caller: AbortSignal): Promise<Reading> {
    const signal = this.#with(caller);
    const look = await this.look(signal);
    this.#note(look);
    const ddc = this.isThere(look) && this.#settings.ddc ? await this.#ask(look, signal) : undefined;
    return readingOf({
      look,
      expected: this.expected(),
      ddc,
      answered: this.answered(),
      failures: this.ddc.failures(),
      measures: { ...(this.#settings.ddc ? this.ddc.measures() : {}), ...(ddc && "values" in ddc ? this.#rare : {}) },
    });
  }

  async run(command: string, args: Record<string, unknown>, caller: AbortSignal): Promise<CommandResult> {
    return runCommand(this, command, args, this.#with(caller));
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  /** Looks at the connector. Throws `DriverError` `portMissing`, `noAnswer`, `aborted`. */
  async look(signal: AbortSignal): Promise<ConnectorLook> {
    const remembered = this.env.memory.get("connector");
    this.#name ??= await this.#connectors.find(
      this.#settings.connector,
      typeof remembered === "string" ? remembered : undefined,
      signal,
    );
    try {
      return await this.#connectors.look(this.#name, signal);
    } catch (error) {
      // The number of a card changes when its driver is loaded anew.
      if (isDriverError(error, "portMissing")) this.#name = undefined;
      throw error;
    }
  }

  isThere(look: ConnectorLook): boolean {
    return cableOf(look, this.expected() !== undefined).state !== "disconnected";
  }

  expected(): Identity | undefined {
    const kept = this.env.memory.get("display");
    return typeof kept === "object" && kept !== null ? (kept as Identity) : undefined;
  }

  /** From now on this is the right display. */
  accept(edid: Edid): void {
    this.env.memory.set("display", { ...identityOf(edid) });
  }

  answered(): readonly string[] {
    const kept = this.env.memory.get("answered");
    return Array.isArray(kept) ? (kept as string[]) : [];
  }

  target({ name, edid }: ConnectorLook): Target {
    if (edid.kind !== "ok") return { connector: name, monitor: undefined };
    const { manufacturer, name: model = "", serialText = "" } = edid.edid;
    return { connector: name, monitor: `${manufacturer}:${model}:${serialText}` };
  }

  /** Remembers which codes this display can answer: only of those is silence a fault. */
  learn(outcome: DdcOutcome): void {
    if ("failed" in outcome) return;
    const known = this.answered();
    const fresh = [...outcome.values]
      .filter(([code, v]) => v.kind !== "error" && !known.includes(code))
      .map(([c]) => c);
    if (fresh.length > 0) this.env.memory.set("answered", [...known, ...fresh]);
  }

  /** Ends with the session too: nothing outlives `close`. */
  #with(caller: AbortSignal): AbortSignal {
    if (this.#closing.signal.aborted) throw new DriverError("closed", "the session was closed");
    return AbortSignal.any([caller, this.#closing.signal]);
  }

  #emit(code: string, text: string, data: Record<string, unknown> = {}): void {
    for (const listener of this.#listeners) listener({ code, text, data });
  }

  #note(look: ConnectorLook): void {
    if (look.edid.kind === "ok") this.#noteDisplay(look, look.edid.edid);
    const isIn = this.isThere(look);
    if (this.#cableIn !== undefined && this.#cableIn !== isIn) {
      const connector = plainName(look.name);
      if (isIn) this.#emit("cableIn", `the video cable is in again at ${connector}`, { connector });
      else this.#emit("cableOut", `the video cable came out at ${connector}`, { connector });
      this.ddc.forget();
    }
    this.#cableIn = isIn;
  }

  #noteDisplay({ name }: ConnectorLook, edid: Edid): void {
    if (this.env.memory.get("connector") !== plainName(name)) this.env.memory.set("connector", plainName(name));
    const expected = this.expected();
    if (!expected) this.accept(edid);
    const now = identityOf(edid);
    const text = identityText(now);
    if (this.#lastSeen !== text) {
      if (this.#lastSeen !== undefined) this.ddc.forget();
      if (expected && !sameDisplay(expected, now)) this.#exchanged(expected, now);
    }
    this.#lastSeen = text;
  }

  /** What the old display could do says nothing of the new one. */
  #exchanged(expected: Identity, now: Identity): void {
    if (this.env.memory.get("exchangedTo") === identityText(now)) return;
    this.env.memory.set("exchangedTo", identityText(now));
    this.env.memory.set("answered", []);
    this.#emit(
      "deviceExchanged",
      `another display is connected: ${identityText(now)} in place of ${identityText(expected)}`,
    );
  }

  async #ask(look: ConnectorLook, signal: AbortSignal): Promise<DdcOutcome> {
    const now = this.env.clock.mono();
    const isRare = now >= this.#rareNotBefore;
    const codes = isRare ? [...quickCodes, ...rareCodes] : [...quickCodes];
    const outcome = await this.ddc.poll(codes, this.target(look), this.answered().length > 0, signal);
    this.learn(outcome);
    if (isRare && "values" in outcome) {
      this.#rareNotBefore = now + rareEveryMs;
      const version = outcome.values.get("DF");
      const hours = hoursOf(outcome.values.get("C0"), version?.kind === "bytes" ? version.sh : undefined);
      this.#rare = hours === undefined ? {} : { panelOnTime: hours };
    }
    return outcome;
  }

  async #firmware(look: ConnectorLook, signal: AbortSignal): Promise<string | undefined> {
    if (!this.#settings.ddc) return undefined;
    const outcome = await this.ddc.poll(identityCodes, this.target(look), this.answered().length > 0, signal);
    this.learn(outcome);
    const level = "values" in outcome ? outcome.values.get("C9") : undefined;
    return level?.kind === "bytes" ? `${level.sh}.${level.sl}` : undefined;
  }
}
