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

export const isLineFault = (name: string): name is LineFault => name in lineFaults;

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
    if (this.#active.has("drip")) this.#drip(spoiled);
    else if (this.#active.has("slow")) this.#env.clock.after(150, () => this.#env.send(spoiled));
    else this.#env.send(spoiled);
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

  #drip(bytes: Uint8Array): void {
    bytes.forEach((byte, i) => {
      this.#env.clock.after(2 * i, () => this.#env.send(Uint8Array.of(byte)));
    });
  }
}
