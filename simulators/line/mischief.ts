import type { Clock } from "../../contract/index.ts";
import { AppError } from "../../contract/index.ts";

/** What a bad cable, a dying power supply or a busy device does to any line. Each acts on the bytes the device sends. */
export const lineFaults = {
  silent: "the device says nothing",
  wrongChecksum: "one bit of the last byte of every answer is wrong",
  halfFrame: "answers stop in the middle",
  slow: "answers come 150 ms late",
  drip: "answers come one byte at a time",
  noise: "garbage before every answer",
  echo: "the line sends back what it receives",
  stuck: "every answer is the first one again",
} as const;

export type LineFault = keyof typeof lineFaults;

export const isLineFault = (name: string): name is LineFault => Object.hasOwn(lineFaults, name);

export interface MischiefEnv {
  readonly clock: Clock;
  readonly random: () => number;
  /** To the host. */
  readonly send: (bytes: Uint8Array) => void;
}

/** Stands between a simulated device and its line, and spoils what passes. */
export class Mischief {
  readonly #env: MischiefEnv;
  readonly #active = new Set<LineFault>();
  #first: Uint8Array | undefined;
  readonly #late: { readonly at: number; readonly bytes: Uint8Array }[] = [];

  constructor(env: MischiefEnv) {
    this.#env = env;
  }

  inject(fault: string): void {
    if (!isLineFault(fault))
      throw new AppError("unknownFault", `no line fault ${fault}; there are ${Object.keys(lineFaults).join(", ")}`);
    this.#active.add(fault);
    this.#first = undefined;
  }

  clear(fault?: string): void {
    if (fault === undefined) this.#active.clear();
    else if (isLineFault(fault)) this.#active.delete(fault);
  }

  active(): readonly LineFault[] {
    return [...this.#active];
  }

  /** Bytes from the host on their way to the device. */
  fromHost(bytes: Uint8Array): void {
    if (this.#active.has("echo")) this.#env.send(bytes);
  }

  /** Bytes from the device on their way to the host. */
  toHost(bytes: Uint8Array): void {
    const spoiled = this.#spoil(bytes);
    if (spoiled.length === 0) return;
    const now = this.#env.clock.mono();
    if (this.#active.has("drip")) for (const byte of spoiled) this.#queue(Uint8Array.of(byte), this.#lastAt(now) + 2);
    else this.#queue(spoiled, this.#active.has("slow") ? now + 150 : now);
  }

  #spoil(bytes: Uint8Array): Uint8Array {
    if (this.#active.has("silent") || bytes.length === 0) return new Uint8Array(0);
    this.#first ??= bytes;
    let out = Uint8Array.from(this.#active.has("stuck") ? this.#first : bytes);
    const last = out.length - 1;
    if (this.#active.has("wrongChecksum")) out[last] = (out[last] ?? 0) ^ 0x01;
    if (this.#active.has("halfFrame")) out = out.slice(0, Math.floor(out.length / 2));
    if (this.#active.has("noise")) out = Uint8Array.from([...this.#garbage(), ...out]);
    return out;
  }

  #garbage(): number[] {
    return Array.from({ length: 1 + Math.floor(this.#env.random() * 5) }, () => Math.floor(this.#env.random() * 256));
  }

  #lastAt(now: number): number {
    return this.#late.at(-1)?.at ?? now;
  }

  /** A line never lets bytes overtake each other: whatever is late holds up what follows. */
  #queue(bytes: Uint8Array, at: number): void {
    const now = this.#env.clock.mono();
    if (this.#late.length === 0 && at <= now) return this.#env.send(bytes);
    this.#late.push({ at: Math.max(at, this.#lastAt(now)), bytes });
    if (this.#late.length === 1) this.#pump();
  }

  #pump(): void {
    const next = this.#late[0];
    if (!next) return;
    this.#env.clock.after(Math.max(0, next.at - this.#env.clock.mono()), () => {
      this.#late.shift();
      this.#env.send(next.bytes);
      this.#pump();
    });
  }
}
