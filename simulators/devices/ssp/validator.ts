import type { Timer } from "../../../contract/index.ts";
import type { SimulationEnv } from "../../api.ts";
import { amount, type Settings } from "./settings.ts";

type State = "idle" | "scanning" | "escrow" | "stacking" | "rejecting";

/** Lowest protocol version in which an event may appear (§5.2). */
const since: Readonly<Record<number, number>> = {
  0xe1: 4,
  0xe2: 4,
  0xe3: 4,
  0xe4: 4,
  0xe0: 6,
  0xb5: 7,
  0xb6: 7,
};

/** The body of the validator: note path, box, store, and what it would say to POLL. Knows no frames. */
export class Validator {
  readonly settings: Settings;
  readonly broken = new Set<string>();
  version = 4;
  mask = 0;
  enabled = false;
  away = false;
  lastReject = 0;
  notes: number;
  stored = 0;
  serial: number;
  readonly counts = { stacked: 0, stored: 0, dispensed: 0, moved: 0, rejected: 0, resets: 0, ignored: 0 };
  #state: State = "idle";
  #channel = 0;
  /** The last answer carried EF n: the next POLL accepts (§5.3). */
  #offered = false;
  #credited: number | undefined;
  #events: number[][] = [];
  /** Said once already, in the style that says a state once. */
  readonly #told = new Set<number>();
  #timer: Timer | undefined;
  #credit: Timer | undefined;
  #patience: Timer | undefined;
  readonly #env: SimulationEnv;

  constructor(env: SimulationEnv, settings: Settings) {
    this.#env = env;
    this.settings = settings;
    this.notes = settings.notes;
    this.serial = settings.serial;
    if (settings.coldStart) this.#events.push([0xf1]);
  }

  get pays(): boolean {
    return this.settings.unitType === 6 || this.settings.unitType === 7;
  }

  /** Any packet shows that the host lives (§7). */
  touched(): void {
    this.#patience?.cancel();
    this.#patience = this.#env.clock.after(this.settings.patienceMs, () => {
      if (this.#state === "escrow") this.#reject(0x13);
      this.enabled = false;
    });
  }

  /** Event bytes of a POLL answer, oldest first; accepts what was offered in the answer before. */
  poll(): number[][] {
    if (this.#state === "escrow" && this.#offered) this.#stack();
    this.#offered = false;
    const once = this.#events;
    this.#events = [];
    return [...once, ...this.#states()].filter(([code = 0]) => this.version >= (since[code] ?? 0));
  }

  #states(): number[][] {
    const faulty = [...this.#faultEvents(), ...this.#storeEvents()];
    return [...faulty, ...this.#noteEvents(), ...this.#restEvents()];
  }

  #faultEvents(): number[][] {
    const says: [string, number[]][] = [
      ["strangeEvent", [0xa5]],
      ["cashBoxRemoved", [0xe3]],
      ["bagOutOfPosition", [0x90, 3]],
      ["unsafeJam", [0xe9]],
      ["safeJam", [0xea]],
      ["notePathOpen", [0xe0]],
    ];
    return says.filter(([name]) => this.broken.has(name)).map(([, event]) => event);
  }

  #storeEvents(): number[][] {
    if (!this.pays) return [];
    const one = this.version >= 6 ? [0] : [0, 0, 0, 0];
    const says: [string, number[]][] = [
      ["payoutJam", [0xd5, ...one]],
      ["payoutOutOfService", [0xc6]],
      ["storeRemoved", [0xc7]],
      ["storeFull", [0xcf]],
    ];
    return says
      .filter(([name]) => this.broken.has(name) || (name === "storeFull" && this.stored >= this.settings.storeCapacity))
      .map(([, event]) => event);
  }

  #noteEvents(): number[][] {
    if (this.#state === "scanning") return [[0xef, 0]];
    if (this.#state === "rejecting") return [[0xed]];
    if (this.#state === "stacking") {
      const again = this.settings.style === "ga138" && this.#credited !== undefined ? [[0xee, this.#credited]] : [];
      return [...again, [0xcc]];
    }
    if (this.#state !== "escrow") return [];
    this.#offered = true;
    return [[0xef, this.#channel]];
  }

  #restEvents(): number[][] {
    const full = this.#lasting(0xe7, this.full());
    const inhibited = this.#lasting(0xb5, this.enabled && this.mask === 0);
    const off = this.#lasting(0xe8, !this.working());
    return [full, inhibited, off].flatMap((code) => (code === undefined ? [] : [[code]]));
  }

  #lasting(code: number, lasts: boolean): number | undefined {
    const told = this.#told.has(code);
    if (lasts) this.#told.add(code);
    else this.#told.delete(code);
    return lasts && !(told && this.settings.style === "ga138") ? code : undefined;
  }

  full(): boolean {
    if (this.broken.has("cashBoxRemoved")) return false;
    return this.broken.has("stackerFull") || this.notes >= this.settings.capacity;
  }

  /** Enabled, and nothing keeps it from taking notes. */
  working(): boolean {
    const out = ["cashBoxRemoved", "bagOutOfPosition", "unsafeJam", "safeJam", "notePathOpen"].some((f) =>
      this.broken.has(f),
    );
    return this.enabled && !out;
  }

  inhibits(mask: number): void {
    this.mask = this.broken.has("inhibited") ? 0 : mask;
  }

  insert(channel: number): void {
    if (this.#state !== "idle" || this.away || !this.working() || this.full() || this.mask === 0) {
      this.counts.ignored += 1;
      return;
    }
    this.#channel = channel;
    this.#go("scanning", this.settings.scanMs, () => this.#scanned(channel));
  }

  #scanned(channel: number): void {
    if (this.broken.has("rejectAll")) return this.#reject(0x19);
    if (this.broken.has("strimming")) return this.#reject(0x0e);
    const known = (this.settings.channels[channel - 1]?.[0] ?? 0) > 0;
    if (!known) return this.#reject(0x01);
    if (!(this.mask & (1 << (channel - 1)))) return this.#reject(0x06);
    this.#state = "escrow";
  }

  /** EE in the middle of the way, EB (or DB, into the store) at its end (§9). */
  #stack(): void {
    const fraud = this.broken.has("fraud");
    const half = this.settings.stackMs / 2;
    this.#credit = this.#env.clock.after(half, () => {
      if (fraud) this.#events.push([0xe6, ...this.#fraudData()]);
      else {
        this.#credited = this.#channel;
        if (this.settings.style === "ga973") this.#events.push([0xee, this.#channel]);
      }
    });
    this.#go("stacking", this.settings.stackMs, () => this.#stowed(fraud));
  }

  #fraudData(): number[] {
    if (!this.pays) return [this.#channel];
    const channel = this.settings.channels[this.#channel - 1];
    return this.version >= 6 ? [channel ? 1 : 0, ...(channel ? amount(channel) : [])] : [0, 0, 0, 0];
  }

  #stowed(fraud: boolean): void {
    if (this.settings.style === "ga138" && this.#credited !== undefined) this.#events.push([0xee, this.#credited]);
    const keep = this.#keeps() && !fraud;
    this.#events.push(keep ? [0xdb] : [0xeb]);
    if (keep) {
      this.stored += 1;
      this.counts.stored += 1;
    } else if (!fraud) {
      this.notes += 1;
      this.counts.stacked += 1;
    }
    this.#rest();
  }

  #keeps(): boolean {
    const storeWorks = !["payoutJam", "payoutOutOfService", "storeRemoved", "storeFull"].some((f) =>
      this.broken.has(f),
    );
    const routed = (this.settings.storeMask & (1 << (this.#channel - 1))) !== 0;
    return this.pays && routed && storeWorks && this.stored < this.settings.storeCapacity;
  }

  #reject(reason: number): void {
    this.lastReject = reason;
    this.counts.rejected += 1;
    this.#go("rejecting", this.settings.returnMs, () => {
      this.#events.push([0xec]);
      this.#rest();
    });
  }

  /** REJECT: only a note in escrow. */
  giveBack(): boolean {
    if (this.#state !== "escrow") return false;
    this.#reject(0x08);
    return true;
  }

  /** HOLD: only a note in escrow; a poll ends the hold by accepting. */
  hold(): boolean {
    return this.#state === "escrow";
  }

  /** A jam stops a note where it is: no EE, no EB of it. */
  jam(): void {
    this.#stop();
  }

  cheat(): void {
    if (this.#state !== "stacking") this.#events.push([0xe6, ...(this.pays && this.version < 6 ? [0, 0, 0, 0] : [0])]);
  }

  removeBox(): void {
    this.broken.delete("stackerFull");
    if (this.settings.boxSensor) this.broken.add("cashBoxRemoved");
    else this.notes = 0;
  }

  returnBox(): void {
    this.broken.delete("stackerFull");
    this.notes = 0;
    if (this.broken.delete("cashBoxRemoved")) this.#events.push([0xe4]);
  }

  bagBack(): void {
    this.notes = 0;
    this.#events.push([0x92]);
  }

  /** Where the note in the path goes at power-up: to the box if it was being stacked, else out at the front (§10.10). */
  restart(event?: number[]): void {
    const stacking = this.#state === "stacking";
    const inside = this.#state === "stacking" || this.#state === "escrow";
    if (stacking) this.notes += 1;
    const found = inside ? [stacking ? 0xe2 : 0xe1, this.#channel] : undefined;
    this.#stop();
    const out = this.broken.delete("unsafeJam") ? [0xe1, 0] : undefined;
    this.enabled = false;
    this.mask = 0;
    this.version = 4;
    this.#offered = false;
    this.#told.clear();
    const what = event ?? found ?? out;
    this.#events = [[0xf1], ...(what ? [what] : [])];
    this.away = true;
    this.#timer = this.#env.clock.after(this.settings.resetMs, () => {
      this.away = false;
    });
  }

  /** What was lost when the unit came back: a note that was never credited is in the box now. */
  found(event: number[]): void {
    if (event[0] === 0xe2) this.notes += 1;
    this.restart(event);
  }

  describe(): Record<string, unknown> {
    const { enabled, mask, version, notes, stored, serial } = this;
    return { ...this.counts, state: this.#state, enabled, mask, version, notes, inStore: stored, serial };
  }

  close(): void {
    for (const timer of [this.#timer, this.#credit, this.#patience]) timer?.cancel();
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#credit?.cancel();
    this.#state = "idle";
    this.#credited = undefined;
  }

  #rest(): void {
    this.#state = "idle";
    this.#credited = undefined;
  }

  #go(state: State, ms: number, then: () => void): void {
    this.#timer?.cancel();
    this.#state = state;
    this.#timer = this.#env.clock.after(ms, then);
  }
}
