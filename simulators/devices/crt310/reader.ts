import type { Timer } from "../../../contract/index.ts";
import type { SimulationEnv } from "../../api.ts";
import { faults } from "./faults.ts";

/** Model settings, all optional. */
export interface Settings {
  /** Answer of a reset. */
  readonly version: string;
  /** The vendor's text prints LEN 000F there where 000E is right: true sends it so. */
  readonly versionLengthWrong: boolean;
  readonly serial: string;
  /** 3: 31/2E with six sensors; 2: 31/2F with five only. */
  readonly generation: 2 | 3;
  /** P of an entry command that was done: 59 as in the happy path, or 4E as the text of 2F says. */
  readonly entryDone: number;
  readonly resetMs: number;
  readonly moveMs: number;
  readonly queryMs: number;
}

export const settingsFrom = (given: Record<string, unknown> = {}): Settings => ({
  version: "CRT 310 V3.0",
  versionLengthWrong: false,
  serial: "310A070414",
  generation: 3,
  entryDone: 0x59,
  resetMs: 1_200,
  moveMs: 800,
  queryMs: 0,
  ...(given as Partial<Settings>),
});

export type Place = "none" | "front" | "frontHeld" | "inside" | "contact" | "rearHeld" | "captured";

/** S1 (§5). */
const places: Readonly<Record<Place, number>> = {
  front: 0x48,
  frontHeld: 0x49,
  inside: 0x4a,
  contact: 0x4b,
  rearHeld: 0x4c,
  captured: 0x4d,
  none: 0x4e,
};
/** Which of PSS0..PSS5 see a card there; the places are ours (§5 names none). */
const covered: Readonly<Record<Place, readonly number[]>> = {
  front: [0, 1],
  frontHeld: [0, 1],
  inside: [2, 3],
  contact: [2, 3],
  rearHeld: [4, 5],
  captured: [],
  none: [],
};
/** S2 by the first parameter of 2F (§5). */
const frontBytes: Readonly<Record<number, number>> = { 0x31: 0x4e, 0x32: 0x49, 0x33: 0x4a, 0x34: 0x4b };

const yes = 0x31;
const no = 0x30;

/** The mechanics: card, entry, shutter, errors. Knows no frames. */
export class Reader {
  readonly settings: Settings;
  readonly broken = new Set<string>();
  card: Place = "none";
  #front = 0x33;
  #rear = 0x30;
  readonly counts = { inserted: 0, taken: 0, ignored: 0, captured: 0, resets: 0 };
  readonly #env: SimulationEnv;
  #carry: Timer | undefined;

  constructor(env: SimulationEnv, settings: Settings) {
    this.#env = env;
    this.settings = settings;
  }

  /** S1 S2 S3. */
  status(): number[] {
    const s1 = this.#fault("s1") ?? places[this.card];
    return [s1, frontBytes[this.#front] ?? 0, this.#rear === 0x30 ? 0x4a : 0x4e];
  }

  /** PSS, CTSW, KSW; five PSS (1 to 5) or six. */
  sensors(count: 5 | 6): number[] {
    const sees = (n: number) => covered[this.card].includes(n) || (n === 3 && this.broken.has("foreignObject"));
    const path = Array.from({ length: count }, (_, n) => (sees(n + 6 - count) ? yes : no));
    const open = this.card === "front" || this.card === "frontHeld" || this.broken.has("shutterStuck");
    return [...path, open ? yes : no, this.broken.has("switchStuck") ? yes : no];
  }

  /** The code that commands which move or change something are refused with. */
  refusal(): number | undefined {
    return this.#fault("refuses");
  }

  statusRefusal(): number | undefined {
    return this.#fault("refusesStatus");
  }

  #fault(key: "s1" | "refuses" | "refusesStatus"): number | undefined {
    return faults.find((f) => f[key] !== undefined && this.broken.has(f.name))?.[key];
  }

  setEntry(front: number, rear: number): boolean {
    if (frontBytes[front] === undefined || (rear !== 0x30 && rear !== 0x31)) return false;
    this.#front = front;
    this.#rear = rear;
    return true;
  }

  /** P of §4. */
  move(to: Place): number {
    if (this.card === "none" || this.card === "captured") return 0x45;
    if (this.broken.has("moveFails") || this.broken.delete("moveFailsOnce")) return 0x4e;
    this.card = to;
    if (to === "captured") this.counts.captured += 1;
    return 0x59;
  }

  reset(to: "stay" | "front" | "rear"): void {
    this.counts.resets += 1;
    if (this.card === "none" || this.card === "captured") this.card = "none";
    else if (to !== "stay") this.move(to === "front" ? "front" : "captured");
  }

  insert(): void {
    const free = this.card === "none" || this.card === "captured";
    if (!free || this.#front === 0x31 || this.refusal() !== undefined) {
      this.counts.ignored += 1;
      return;
    }
    this.counts.inserted += 1;
    this.card = "frontHeld";
    this.#later(() => {
      if (this.card === "frontHeld" && !this.broken.has("moveFails")) this.card = "inside";
    });
  }

  take(): void {
    if (this.broken.has("cardLeftInside")) return;
    if (this.card === "front") return this.#gone();
    if (this.card === "none" || this.card === "captured" || this.refusal() !== undefined) return;
    if (this.move("front") === 0x59) this.#later(() => this.#gone());
  }

  pull(): void {
    if (this.card !== "none" && this.card !== "captured") this.#gone();
  }

  capture(): void {
    this.move("captured");
  }

  #gone(): void {
    this.#carry?.cancel();
    this.card = "none";
    this.counts.taken += 1;
  }

  /** Entry is by switch and allowed at the rear after power-on (§5, 2F). */
  powerCycle(): void {
    this.#carry?.cancel();
    this.#front = 0x33;
    this.#rear = 0x30;
    if (this.card === "captured") this.card = "none";
  }

  describe(): Record<string, unknown> {
    return { card: this.card, entry: this.#front !== 0x31, rearEntry: this.#rear === 0x30, ...this.counts };
  }

  close(): void {
    this.#carry?.cancel();
  }

  #later(then: () => void): void {
    this.#carry?.cancel();
    this.#carry = this.#env.clock.after(this.settings.moveMs, then);
  }
}
