import type { Timer } from "../../../contract/index.ts";
import type { SimulationEnv } from "../../api.ts";
import { isPersistent, type PersistentName, persistentOf } from "./faults.ts";
import { existing, type Settings } from "./settings.ts";

/** The body of the validator: rollers, box, masks and what it would say to POLL. Knows no frames. */
export class Validator {
  readonly settings: Settings;
  readonly broken = new Set<string>();
  enabled = 0;
  escrow = 0;
  notes: number;
  readonly counts = { stacked: 0, returned: 0, rejected: 0, cheated: 0, resets: 0, ignored: 0 };
  #state: number;
  #type = 0;
  /** Where the bill in the path is when power or a jam stops it. */
  #path: "none" | "head" | "stacker" = "none";
  #events: number[][] = [];
  #shown: number[] | undefined;
  #timer: Timer | undefined;
  #secondNote: Timer | undefined;
  readonly #env: SimulationEnv;

  constructor(env: SimulationEnv, settings: Settings) {
    this.#env = env;
    this.settings = settings;
    this.notes = settings.notes;
    this.#state = settings.coldStart ? 0x10 : 0x19;
  }

  /** The answer to POLL: first what happened, then what is broken, then where it stands. An event is shown once, or until it is confirmed. */
  say(): readonly number[] {
    if (this.#state === 0x10 || this.#state === 0x11 || this.#state === 0x12) return [this.#state];
    const event = this.settings.untilAck ? this.#events[0] : this.#events.shift();
    this.#shown = event;
    if (event) return event;
    const fault = this.fault();
    if (fault && this.#state !== 0x13) return persistentOf(fault)?.says ?? [0x47];
    return this.#state === 0x80 ? [0x80, this.#type] : [this.#state];
  }

  /** The host confirmed what it was told. */
  confirmed(): void {
    if (this.settings.untilAck && this.#shown && this.#shown === this.#events[0]) this.#events.shift();
    this.#shown = undefined;
  }

  fault(): PersistentName | undefined {
    const order: readonly PersistentName[] = ["cassetteRemoved", "cassetteJam", "billJam", "billJamHard"];
    const active = [...this.broken].filter(isPersistent);
    return order.find((name) => active.includes(name)) ?? active[0];
  }

  /** IDENTIFICATION and GET BILL TABLE are answered in power-up, initialize, failure and disabled only (§4). */
  tells(): boolean {
    return (this.#state >= 0x10 && this.#state <= 0x13) || this.#state === 0x19 || this.fault() !== undefined;
  }

  accepts(): boolean {
    return this.#state === 0x14 && this.fault() === undefined;
  }

  setMasks(enabled: number, escrow: number): boolean {
    if (this.#state >= 0x10 && this.#state <= 0x13) return false;
    this.enabled = enabled & existing(this.settings);
    this.escrow = escrow & this.enabled;
    if (this.#state === 0x14 || this.#state === 0x19) this.#rest();
    return true;
  }

  /** RESET: 13 at once, then by what was in the path: 82, 81 or nothing, then 19. A jam that a reset frees is freed. */
  reset(): void {
    this.counts.resets += 1;
    for (const name of this.broken) if (persistentOf(name)?.curedByReset) this.broken.delete(name);
    const inPath = this.#path;
    const jammed = this.fault() === "billJamHard" || this.fault() === "cassetteJam";
    this.enabled = this.escrow = 0;
    this.#go(0x13, this.settings.initialiseMs, () => {
      if (jammed || inPath === "none") return this.#rest();
      if (inPath === "stacker") return this.#stacked();
      this.#giveBack();
    });
  }

  insert(type: number): void {
    if (!this.accepts()) {
      this.counts.ignored += 1;
      return;
    }
    this.#type = type;
    this.#path = "head";
    this.#go(0x15, this.settings.scanMs, () => this.#scanned(type));
  }

  #scanned(type: number): void {
    if (this.broken.has("rejectAll")) return this.#reject(0x67);
    if (!(this.enabled & (1 << type))) return this.#reject(existing(this.settings) & (1 << type) ? 0x68 : 0x65);
    if (this.escrow & (1 << type)) return this.#go(0x80, this.settings.escrowMs, () => this.#giveBack());
    this.#stacking();
  }

  #stacking(): void {
    this.#path = "stacker";
    this.#go(0x17, this.settings.stackMs, () => {
      if (this.broken.has("cheat")) return this.cheat();
      this.#stacked();
    });
  }

  /** From escrow or hold only, otherwise ILLEGAL COMMAND. */
  stack(): boolean {
    if (this.#state !== 0x80 && this.#state !== 0x1a) return false;
    this.#stacking();
    return true;
  }

  giveBack(): boolean {
    if (this.#state !== 0x80 && this.#state !== 0x1a) return false;
    this.#giveBack();
    return true;
  }

  hold(): boolean {
    if (this.#state !== 0x80 && this.#state !== 0x1a) return false;
    this.#go(0x1a, this.settings.escrowMs, () => this.#giveBack());
    return true;
  }

  #giveBack(): void {
    this.#go(0x18, this.settings.returnMs, () => {
      this.counts.returned += 1;
      this.#events.push([0x82, this.#type]);
      this.#rest();
    });
  }

  /** The last bill is credited first, then the box may be full (§9.7). */
  #stacked(): void {
    this.counts.stacked += 1;
    this.notes += 1;
    this.#events.push([0x81, this.#type]);
    if (this.notes >= this.settings.capacity) this.broken.add("cassetteFull");
    this.#rest();
  }

  #reject(reason: number): void {
    this.counts.rejected += 1;
    this.#events.push([0x1c, reason]);
    this.#rest();
  }

  /** No credit for a bill that was on its way. */
  cheat(): void {
    this.counts.cheated += 1;
    this.#events.push([0x45]);
    if (this.#path !== "none") this.#rest();
  }

  secondNote(): void {
    if (this.#path === "none") {
      this.counts.ignored += 1;
      return;
    }
    this.broken.add("pause");
    this.#secondNote?.cancel();
    this.#secondNote = this.#env.clock.after(3_000, () => this.broken.delete("pause"));
  }

  /** The cash box goes out: whatever was wrong with it goes with it. */
  removeBox(): void {
    for (const name of ["cassetteFull", "cassetteJam"]) this.broken.delete(name);
    this.broken.add("cassetteRemoved");
    if (this.#path === "stacker") this.#halt();
  }

  /** An empty one comes in; the unit initialises again (§9.8). */
  returnBox(): void {
    if (!this.broken.delete("cassetteRemoved")) return;
    this.notes = 0;
    this.enabled = this.escrow = 0;
    if (this.#state < 0x10 || this.#state > 0x12) this.#go(0x13, this.settings.initialiseMs, () => this.#rest());
  }

  /** A jam or a broken motor stops the bill where it is. */
  halt(): void {
    if (this.#path !== "none") this.#halt();
  }

  #halt(): void {
    this.#timer?.cancel();
    this.#state = 0x19;
    this.enabled = this.escrow = 0;
  }

  /** Mended on site: the path is empty again, and the unit initialises. */
  mended(): void {
    this.#path = "none";
    if (this.#state < 0x10 || this.#state > 0x12) this.#go(0x13, this.settings.initialiseMs, () => this.#rest());
  }

  /** Power off and on: 12 if the bill went too far to return, 11 if it is in the head, else 10. */
  powerCycle(bill: "none" | "head" | "stacker" = this.#path, type = this.#type): void {
    this.#timer?.cancel();
    this.enabled = this.escrow = 0;
    this.#events = [];
    this.#path = bill;
    this.#type = type;
    this.#state = bill === "stacker" ? 0x12 : bill === "head" ? 0x11 : 0x10;
  }

  describe(): Record<string, unknown> {
    return {
      state: this.#state.toString(16).toUpperCase(),
      says: this.fault() ?? "",
      enabled: this.enabled,
      escrow: this.escrow,
      notes: this.notes,
      path: this.#path,
      ...this.counts,
    };
  }

  close(): void {
    this.#timer?.cancel();
    this.#secondNote?.cancel();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#path = "none";
    this.#state = this.enabled ? 0x14 : 0x19;
  }

  #go(state: number, ms: number, then: () => void): void {
    this.#timer?.cancel();
    this.#state = state;
    this.#timer = this.#env.clock.after(ms, then);
  }
}
