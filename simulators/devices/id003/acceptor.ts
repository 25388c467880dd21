import type { Timer } from "../../../contract/index.ts";
import type { SimulationEnv } from "../../api.ts";
import { isPersistent, type PersistentName, persistentOf } from "./faults.ts";
import { codesOf, type Settings, textBytes } from "./settings.ts";

type Place = "none" | "head" | "stacker";

/** Statuses of a unit that has not been started (§5.2). */
const isPowerUp = (status: number): boolean => status >= 0x40 && status <= 0x42;

/** The body of the acceptor: transport, box, settings and what it would say. Knows no frames. */
export class Acceptor {
  readonly settings: Settings;
  readonly broken = new Set<string>();
  /** Settings as they were last set, by command C0–C7 and CD (§4.2). */
  readonly registers = new Map<number, readonly number[]>();
  notes: number;
  readonly counts = { stacked: 0, returned: 0, rejected: 0, cheated: 0, resets: 0, ignored: 0, acks: 0 };
  /** Fell silent over a late ACK: only RESET helps (§7). */
  mute = false;
  #status: number;
  /** Data of the status: escrow code, ticket, reject reason. */
  #data: readonly number[] = [];
  #code = 0;
  #place: Place = "none";
  /** A status that is shown once: 48. */
  #once: number | undefined;
  #vendValidSince = 0;
  #timer: Timer | undefined;
  #noPoll: Timer | undefined;
  #secondNote: Timer | undefined;
  readonly #env: SimulationEnv;
  readonly #changed: () => void;

  constructor(env: SimulationEnv, settings: Settings, changed: () => void) {
    this.#env = env;
    this.#changed = changed;
    this.settings = settings;
    this.notes = settings.notes;
    this.#status = settings.coldStart ? 0x40 : 0x1a;
    this.#forgetSettings();
  }

  get status(): number {
    return this.#status;
  }

  /** The answer to STATUS REQUEST: power-up first, then what is broken, then what passes, then where it stands. */
  say(): readonly number[] {
    this.#polled();
    if (isPowerUp(this.#status)) return [this.#status];
    const once = this.#once;
    this.#once = undefined;
    if (once !== undefined) return [once];
    const fault = this.fault();
    if (fault && this.#status !== 0x1b && this.#status !== 0x15) return persistentOf(fault)?.says ?? [0x49];
    return [this.#status, ...this.#data];
  }

  fault(): PersistentName | undefined {
    const order: readonly PersistentName[] = ["cassetteRemoved", "cassetteJam", "billJam", "billJamHard"];
    const active = [...this.broken].filter(isPersistent);
    return order.find((name) => active.includes(name)) ?? active[0];
  }

  /** Settings are taken from 1B on; before RESET they are refused (real log, §4.2). */
  configure(command: number, data: readonly number[]): boolean {
    if (isPowerUp(this.#status)) return false;
    this.registers.set(command, data);
    if (this.#status === 0x11 || this.#status === 0x1a) this.#rest();
    return true;
  }

  /** RESET in any status: 1B at once, then by what was in the path: handed back, stored, or nothing. A jam that a reset frees is freed. */
  reset(): void {
    this.counts.resets += 1;
    this.mute = false;
    for (const name of this.broken) if (persistentOf(name)?.curedByReset) this.broken.delete(name);
    const jammed = this.fault() === "billJamHard" || this.fault() === "cassetteJam";
    const place = jammed ? "none" : this.#place;
    this.#forgetSettings();
    if (place === "head")
      return this.#go(0x18, this.settings.returnMs, () => this.#handedBack(() => this.#initialise()));
    this.#initialise(place === "stacker" ? () => this.#afterPowerCut() : undefined);
  }

  insert(code: number): void {
    if (this.#status !== 0x11 || this.fault()) {
      this.counts.ignored += 1;
      return;
    }
    this.#code = code;
    this.#place = "head";
    this.#go(0x12, this.settings.scanMs, () => this.#scanned());
  }

  insertTicket(barcode: string): void {
    if (this.#status !== 0x11 || this.fault()) return;
    this.#code = 0x6f;
    this.#place = "head";
    const wanted = ((this.registers.get(0xc7)?.[0] ?? 0xfe) & 0x02) === 0;
    this.#go(0x12, this.settings.scanMs, () =>
      wanted ? this.#escrow([0x6f, ...textBytes(barcode)]) : this.#reject(0x91),
    );
  }

  /** From escrow or hold only, else INVALID COMMAND. */
  stack(whenStored: boolean): boolean {
    if (this.#status !== 0x13 && this.#status !== 0x19) return false;
    this.#place = "stacker";
    const ms = this.settings.stackMs + (whenStored ? this.settings.storeMs : 0);
    this.#go(0x14, ms, () => (this.broken.has("cheat") ? this.cheat() : this.#vendValid()));
    return true;
  }

  giveBack(): boolean {
    if (this.#status !== 0x13 && this.#status !== 0x19) return false;
    this.#giveBack();
    return true;
  }

  hold(): boolean {
    if (this.#status !== 0x13 && this.#status !== 0x19) return false;
    this.#go(0x19, this.settings.escrowMs, () => this.#reject(0x79));
    return true;
  }

  /** ACK: ends VEND VALID; anywhere else it is passed over in silence (§7 rule 5). */
  acknowledged(): void {
    if (this.#status !== 0x15) return;
    this.counts.acks += 1;
    if (this.#env.clock.mono() - this.#vendValidSince > this.settings.lateAckMs) {
      this.mute = true;
      return;
    }
    this.#go(0x16, this.settings.storeMs, () => this.#stored());
  }

  /** No credit for a bill that was on its way. */
  cheat(): void {
    this.counts.cheated += 1;
    this.#once = 0x48;
    if (this.#place !== "none") this.#rest();
    this.#changed();
  }

  secondNote(): void {
    if (this.#place === "none") {
      this.counts.ignored += 1;
      return;
    }
    this.broken.add("pause");
    this.#secondNote?.cancel();
    this.#secondNote = this.#env.clock.after(3_000, () => this.broken.delete("pause"));
  }

  /** The box goes out: whatever was wrong with it goes with it. */
  removeBox(): void {
    for (const name of ["cassetteFull", "cassetteJam", "cassetteNotReady"]) this.broken.delete(name);
    this.broken.add("cassetteRemoved");
    if (this.#place === "stacker") this.#halt();
  }

  /** An empty one comes in; the unit initialises again (§9.6). */
  returnBox(): void {
    if (!this.broken.delete("cassetteRemoved")) return;
    this.notes = 0;
    this.#mended();
  }

  /** A jam or a broken motor stops the bill where it is. */
  halt(): void {
    if (this.#place !== "none") this.#halt();
  }

  /** Mended on site: the path is empty again, and the unit initialises. */
  mended(): void {
    this.#place = "none";
    this.#mended();
  }

  /** Power off and on: 42 if the bill went too far to return, 41 if it is in the acceptor, else 40. */
  powerCycle(place: Place = this.#place, code = this.#code): void {
    this.#timer?.cancel();
    this.#noPoll?.cancel();
    this.#forgetSettings();
    this.mute = false;
    this.#once = undefined;
    this.#data = [];
    this.#place = place;
    this.#code = code;
    this.#status = place === "stacker" ? 0x42 : place === "head" ? 0x41 : 0x40;
  }

  describe(): Record<string, unknown> {
    return {
      state: this.#status.toString(16).toUpperCase(),
      says: this.fault() ?? "",
      notes: this.notes,
      path: this.#place,
      mute: this.mute,
      ...this.counts,
    };
  }

  close(): void {
    for (const timer of [this.#timer, this.#noPoll, this.#secondNote]) timer?.cancel();
  }

  /** After power-up: inhibited (real log: 83 reads 01), everything else open. */
  #forgetSettings(): void {
    const fresh: [number, readonly number[]][] = [
      [0xc0, [0, 0]],
      [0xc1, [0, 0]],
      [0xc2, [0]],
      [0xc3, [1]],
      [0xc4, [0]],
      [0xc5, [0, 0]],
      [0xc6, [1, 0x12]],
      [0xc7, [0xfe]],
    ];
    for (const [command, data] of fresh) this.registers.set(command, data);
  }

  #disabled(code: number): boolean {
    const [low = 0, high = 0] = this.registers.get(0xc0) ?? [];
    return (((high << 8) | low) & (1 << (code - 0x61))) !== 0;
  }

  /** Is anything taken at all? With every denomination disabled the unit says 1A too (field test, §4.2). */
  #open(): boolean {
    const inhibited = ((this.registers.get(0xc3)?.[0] ?? 1) & 1) === 1;
    return !inhibited && codesOf(this.settings).some((code) => !this.#disabled(code));
  }

  #scanned(): void {
    if (this.broken.has("rejectAll")) return this.#reject(0x77);
    if (!codesOf(this.settings).includes(this.#code)) return this.#reject(0x76);
    if (this.#disabled(this.#code)) return this.#reject(0x79);
    this.#escrow([this.#code]);
  }

  #escrow(data: readonly number[]): void {
    this.#go(0x13, this.settings.escrowMs, () => this.#reject(0x79), data);
  }

  #vendValid(): void {
    this.#vendValidSince = this.#env.clock.mono();
    this.#timer?.cancel();
    this.#to(0x15, this.settings.codeInVendValid ? [this.#code] : []);
  }

  /** The last bill is credited first, then the box may be full (§9.5). */
  #stored(): void {
    this.counts.stacked += 1;
    this.notes += 1;
    if (this.notes >= this.settings.capacity) this.broken.add("cassetteFull");
    this.#rest();
  }

  /** §9.9: what is said of a bill that was in the stacker when power went depends on model and settings. */
  #afterPowerCut(): void {
    if (this.settings.vendValidAfterPowerCut) return this.#vendValid();
    this.#stored();
  }

  #reject(reason: number): void {
    this.counts.rejected += 1;
    this.#go(0x17, this.settings.rejectMs, () => this.#rest(), [reason]);
  }

  #giveBack(): void {
    this.#go(0x18, this.settings.returnMs, () => this.#handedBack(() => this.#rest()));
  }

  #handedBack(then: () => void): void {
    this.counts.returned += 1;
    this.#place = "none";
    then();
  }

  #initialise(then: () => void = () => this.#rest()): void {
    this.#go(0x1b, this.settings.initialiseMs, then);
  }

  #mended(): void {
    this.#forgetSettings();
    if (!isPowerUp(this.#status)) this.#initialise();
  }

  #halt(): void {
    this.#timer?.cancel();
    this.#forgetSettings();
    this.#to(0x1a);
  }

  /** Nobody polls: a bill that can still go back is given back (§7). */
  #polled(): void {
    this.#noPoll?.cancel();
    this.#noPoll = this.#env.clock.after(this.settings.noPollMs, () => {
      if (this.#status === 0x12 || this.#status === 0x13 || this.#status === 0x19) this.#giveBack();
    });
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#place = "none";
    this.#to(this.#open() ? 0x11 : 0x1a);
  }

  #to(status: number, data: readonly number[] = []): void {
    const same = this.#status === status && this.#data.length === data.length;
    this.#status = status;
    this.#data = data;
    if (!same) this.#changed();
  }

  #go(status: number, ms: number, then: () => void, data: readonly number[] = []): void {
    this.#timer?.cancel();
    this.#timer = this.#env.clock.after(ms, then);
    this.#to(status, data);
  }
}
