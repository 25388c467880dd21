import type { Clock } from "../../contract/index.ts";
import type { ComponentReading, DriverMemory } from "../api.ts";
import { noteUpEveryMs, wasUp } from "../unplanned.ts";
import type { CommandName } from "./codec.ts";
import { evidence, type Place } from "./reading.ts";
import { statusVendorCode } from "./status.ts";

export type Mode = "switch" | "magnetic" | "both";
export type Wish = "open" | "closed";

/** S2 that each wish gives (§5, 31/30); S3 is always 4E: the rear is for captured cards only. */
const modes = {
  switch: { command: "entryBySwitch", s2: 0x4a },
  magnetic: { command: "entryByMagnetic", s2: 0x4b },
  both: { command: "entryByBoth", s2: 0x49 },
} as const satisfies Record<Mode, { command: CommandName; s2: number }>;
const forbidden = 0x4e;
const afterPowerOn = { s2: 0x4a, s3: 0x4a } as const;

/** Between two tries that did not take, ms. */
const againMs = 10_000;
/** It is set anew so often: that changes nothing, and a unit whose supply has failed refuses it. */
const refreshMs = 30_000;
/** A restart stays visible as a state for this long, so that a rule can see it. */
const lingerMs = 10_000;

/** Entry as this terminal wishes it, and what it tells of the unit: the power-on setting seen again means that its power was off. */
export class Entry {
  readonly #clock: Clock;
  readonly #memory: DriverMemory;
  readonly #mode: Mode;
  #notBefore = 0;
  #upNotBefore = 0;
  #asWished = false;
  #restart: { readonly reading: ComponentReading; readonly until: number } | undefined;

  constructor({ clock, memory, mode }: { clock: Clock; memory: DriverMemory; mode: Mode }) {
    this.#clock = clock;
    this.#memory = memory;
    this.#mode = mode;
  }

  wished(byDefault: Wish): Wish {
    const kept = this.#memory.get("entry");
    return kept === "open" || kept === "closed" ? kept : byDefault;
  }

  keep(wish: Wish): void {
    this.#memory.set("entry", wish);
    this.#notBefore = 0;
  }

  commandFor(wish: Wish): CommandName {
    return wish === "open" ? modes[this.#mode].command : "forbidEntry";
  }

  isAs(wish: Wish, [, s2, s3]: Place): boolean {
    return s3 === forbidden && s2 === (wish === "open" ? modes[this.#mode].s2 : forbidden);
  }

  /** True if it must be set now. Looks at each status; a restart that it shows is told by `restarted`, true once. */
  look(wish: Wish, place: Place, frame: Uint8Array): { readonly set: boolean; readonly restarted: boolean } {
    const now = this.#clock.mono();
    const asWished = this.isAs(wish, place);
    const restarted = !asWished && place[1] === afterPowerOn.s2 && place[2] === afterPowerOn.s3 && this.#wasUp();
    if (restarted)
      this.#restart = {
        reading: { state: "restarted", vendorCode: statusVendorCode(3, place[2]), ...evidence(frame) },
        until: now + lingerMs,
      };
    if (asWished) this.#noteUp(now);
    const changed = this.#asWished && !asWished;
    this.#asWished = asWished;
    return { set: changed || now >= this.#notBefore, restarted };
  }

  /** It has been sent: next time soon if it did not take, else later. */
  sent(place: Place, wish: Wish): void {
    this.#notBefore = this.#clock.mono() + (this.isAs(wish, place) ? refreshMs : againMs);
  }

  restart(): ComponentReading | undefined {
    return this.#restart && this.#restart.until > this.#clock.mono() ? this.#restart.reading : undefined;
  }

  /** A kiosk that was switched off overnight is no loss of power. */
  #wasUp(): boolean {
    if (this.#asWished) return true;
    const recently = wasUp(this.#memory.get("upAt"), this.#clock.now());
    if (recently) this.#memory.set("upAt", 0);
    return recently;
  }

  #noteUp(now: number): void {
    if (now < this.#upNotBefore) return;
    this.#upNotBefore = now + noteUpEveryMs;
    this.#memory.set("upAt", this.#clock.now());
  }
}
