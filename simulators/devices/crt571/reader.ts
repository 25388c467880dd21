import type { Timer } from "../../../contract/index.ts";
import type { SimulationEnv } from "../../api.ts";
import { faults } from "./faults.ts";

/** Model settings, all optional. */
export interface Settings {
  readonly address: number;
  /** 4E as the vendor's text names it, or 45 as it prints it once. */
  readonly negativeHead: number;
  readonly firmware: string;
  readonly serial: string;
  readonly stacker: number;
  readonly stackerLow: number;
  readonly binCapacity: number;
  readonly retained: number;
  /** Sensor bytes of 31/31: 10 in one place of the vendor's text, 8 in another. */
  readonly sensors: number;
  /** False: initialised before anybody looked. */
  readonly coldStart: boolean;
  readonly initialiseMs: number;
  readonly moveMs: number;
  readonly queryMs: number;
  /** How long the line must be quiet for the next session to count as a new one (fault silentUntilReopen). */
  readonly reopenQuietMs: number;
}

export const settingsFrom = (given: Record<string, unknown> = {}): Settings => ({
  address: 0,
  negativeHead: 0x4e,
  firmware: "CRT-591-M001",
  serial: "SN12345678",
  stacker: 100,
  stackerLow: 10,
  binCapacity: 50,
  retained: 17,
  sensors: 8,
  coldStart: true,
  initialiseMs: 1_200,
  moveMs: 800,
  queryMs: 0,
  reopenQuietMs: 1_000,
  ...(given as Partial<Settings>),
});

export type Place = "none" | "gate" | "inside";

/** The mechanics: card, stacker, bin, entry, errors. Knows no frames. */
export class Reader {
  readonly settings: Settings;
  readonly broken = new Set<string>();
  initialised: boolean;
  entry = false;
  card: Place = "none";
  chipOn = false;
  counting = false;
  stacker: number;
  bin = 0;
  retained: number;
  /** An error told once with the next status: a card moved by hand. */
  once: string | undefined;
  readonly counts = { inserted: 0, taken: 0, ignored: 0, initialisations: 0 };
  readonly #env: SimulationEnv;
  #carry: Timer | undefined;

  constructor(env: SimulationEnv, settings: Settings) {
    this.#env = env;
    this.settings = settings;
    this.initialised = !settings.coldStart;
    this.stacker = settings.stacker;
    this.retained = settings.retained;
  }

  /** st0 st1 st2 (§4). */
  status(): number[] {
    const place = { none: 0x30, gate: 0x31, inside: 0x32 }[this.card];
    const empty = this.broken.has("stackerEmpty") || this.stacker === 0;
    const low = this.broken.has("stackerLow") || this.stacker <= this.settings.stackerLow;
    return [place, empty ? 0x30 : low ? 0x31 : 0x32, this.binFull() ? 0x31 : 0x30];
  }

  binFull(): boolean {
    return this.broken.has("binFull") || this.bin >= this.settings.binCapacity;
  }

  /** One byte a sensor: the middle ones see a card that is inside, the first one a card at the gate (places are ours). */
  sensorBytes(): number[] {
    const sees = (n: number) =>
      (this.card === "gate" && n === 0) ||
      (this.card === "inside" && (n === 3 || n === 4)) ||
      (this.broken.has("foreignObject") && n === 2);
    return Array.from({ length: this.settings.sensors }, (_, n) => (sees(n) ? 0x31 : 0x30));
  }

  /** The code that refuses everything that moves or asks for status. */
  error(): string | undefined {
    return faults.find((f) => f.code !== undefined && this.broken.has(f.name))?.code;
  }

  /** INITIALISE: errors are cleared, entry is forbidden, the card goes where it is told (§3, §6). */
  initialise(card: "gate" | "capture" | "leave", counting: boolean): string | undefined {
    for (const fault of faults) if (fault.cured) this.broken.delete(fault.name);
    const error = this.error();
    if (error) return error;
    this.once = undefined;
    this.initialised = true;
    this.counts.initialisations += 1;
    this.entry = false;
    this.chipOn = false;
    this.counting = counting;
    if (card === "gate" && this.card === "inside") this.card = "gate";
    if (card === "capture" && this.card !== "none") return this.retain();
    return undefined;
  }

  retain(): string | undefined {
    if (this.card === "none") return "02";
    if (this.binFull()) return "A1";
    this.card = "none";
    this.bin += 1;
    if (this.counting) this.retained += 1;
    return undefined;
  }

  /** To a place; with none inside, a card is taken from the stacker (§6, 32/30 and 32/31). */
  move(to: Place): string | undefined {
    if (this.card === "none") {
      if (this.stacker === 0 || this.broken.has("stackerEmpty")) return "A0";
      this.stacker -= 1;
    }
    this.card = to;
    return undefined;
  }

  insert(): void {
    if (!this.initialised || !this.entry || this.card !== "none" || this.error()) {
      this.counts.ignored += 1;
      return;
    }
    this.counts.inserted += 1;
    this.card = "gate";
    this.#later(() => {
      if (this.card === "gate") this.card = "inside";
    });
  }

  take(): void {
    if (this.broken.has("cardLeftInside")) return;
    if (this.card === "gate") return this.#gone();
    if (this.card === "none" || this.error()) return;
    this.card = "gate";
    this.#later(() => this.#gone());
  }

  /** By force: the next status tells of it (45). */
  pull(): void {
    if (this.card === "none") return;
    this.#gone();
    this.once = "45";
  }

  #gone(): void {
    this.#carry?.cancel();
    if (this.card === "none") return;
    this.card = "none";
    this.counts.taken += 1;
    this.broken.delete("cardLeftInside");
  }

  powerCycle(): void {
    this.#carry?.cancel();
    this.initialised = false;
    this.entry = false;
    this.chipOn = false;
    this.once = undefined;
  }

  describe(): Record<string, unknown> {
    const { initialised, entry, card, stacker, bin, retained } = this;
    return { initialised, entry, card, stacker, bin, retained, ...this.counts };
  }

  close(): void {
    this.#carry?.cancel();
  }

  #later(then: () => void): void {
    this.#carry?.cancel();
    this.#carry = this.#env.clock.after(this.settings.moveMs, then);
  }
}
