import { type HeldCode, meaningOfAck } from "./status.ts";

/** Acknowledge codes that still count: the controller tells each only once. */
export class Held {
  readonly #codes = new Map<string, { readonly frame: string; readonly until: number }>();

  add(code: string, frame: string, now: number): void {
    const { held } = meaningOfAck(code);
    if (held === undefined) return;
    this.#codes.set(code, { frame, until: held === "proof" ? Number.POSITIVE_INFINITY : now + held });
  }

  at(now: number): HeldCode[] {
    for (const [code, { until }] of this.#codes) if (now >= until) this.#codes.delete(code);
    return Array.from(this.#codes, ([code, { frame }]) => ({ code, frame }));
  }

  /** The contrary was shown of these. */
  disprove(...codes: string[]): void {
    for (const code of codes) this.#codes.delete(code);
  }

  /** The controller started anew: what it says now is all that counts. */
  keepOnly(codes: readonly string[]): void {
    for (const code of this.#codes.keys()) if (!codes.includes(code)) this.#codes.delete(code);
  }
}
