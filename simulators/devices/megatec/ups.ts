import { type Battery, drain, lowVolts, recharge, voltsOnCharge, voltsUnderLoad } from "./battery.ts";

/** What is broken by hand; everything else follows from mains, load and battery. */
export type Flag = "upsFailed" | "bypass" | "overheated";

/** Test under way: for so long, or until the battery is low (`Infinity`), ms left. */
interface Test {
  leftMs: number;
}
/** Shutdown under way. `off` counts while the output is off; undefined `onAfterMs`: when the mains is back; `Infinity`: never. */
interface Shutdown {
  leftMs: number;
  off: boolean;
  offMs: number;
  readonly onAfterMs: number | undefined;
}

/** `S<n>` brings the output back so long after the mains; `C` in the wait, too (sheet section 2). */
const backAfterMs = 10_000;
/** The low battery stays said for a while after the load is off it. */
const lowStaysMs = 15_000;

/**
 * A line-interactive or on-line UPS between the mains and a kiosk: transfers to its battery outside 75 to 125 % of the rated voltage or 5 Hz off,
 * corrects from 10 % off on, tests itself, shuts down and comes back.
 */
export class Ups {
  readonly ratedVolts: number;
  readonly ratedHertz: number;
  readonly ratedWatts: number;
  readonly online: boolean;
  readonly battery: Battery;
  readonly flags = new Set<Flag>();
  mains: { volts: number; hertz: number };
  loadPercent: number;
  celsius: number;
  beeping = false;
  #test: Test | undefined;
  #shutdown: Shutdown | undefined;
  #lowLeftMs = 0;
  /** Volts at which a test was given up: they recover only by and by. */
  #givenUpAt = 0;
  #lowestInput = Number.POSITIVE_INFINITY;
  #alarmed = false;

  constructor(given: {
    ratedVolts: number;
    ratedHertz: number;
    ratedWatts: number;
    online: boolean;
    battery: Battery;
    mains: { volts: number; hertz: number };
    loadPercent: number;
    celsius: number;
  }) {
    this.ratedVolts = given.ratedVolts;
    this.ratedHertz = given.ratedHertz;
    this.ratedWatts = given.ratedWatts;
    this.online = given.online;
    this.battery = given.battery;
    this.mains = given.mains;
    this.loadPercent = given.loadPercent;
    this.celsius = given.celsius;
  }

  /** Lets time pass in steps of a second, or coarser ones where much passes at once. */
  pass(ms: number): void {
    const step = Math.max(1_000, ms / 3_600);
    for (let left = ms; left > 0; left -= step) this.#step(Math.min(step, left));
    this.#watchAlarm();
  }

  get mainsGood(): boolean {
    const part = this.mains.volts / this.ratedVolts;
    return part >= 0.75 && part <= 1.25 && Math.abs(this.mains.hertz - this.ratedHertz) <= 5;
  }
  get onBattery(): boolean {
    return !this.mainsGood && !this.dead;
  }
  /** Mains away and battery empty: it says nothing, and feeds nothing. */
  get dead(): boolean {
    return !this.mainsGood && this.battery.charge <= 0;
  }
  get testing(): boolean {
    return this.#test !== undefined;
  }
  get shuttingDown(): boolean {
    return this.#shutdown !== undefined;
  }
  get low(): boolean {
    // On the charger an empty battery shows volts, too.
    return this.#lowLeftMs > 0 || this.battery.charge < 0.05 || this.batteryVolts < lowVolts(this.battery);
  }
  get outputOff(): boolean {
    return this.dead || this.flags.has("upsFailed") || this.#shutdown?.off === true;
  }
  get overloaded(): boolean {
    return this.loadPercent > 105;
  }
  get bypassed(): boolean {
    return !this.onBattery && (this.flags.has("bypass") || this.overloaded);
  }

  get batteryVolts(): number {
    if (this.onBattery || this.testing) return voltsUnderLoad(this.battery, this.#load);
    return this.#lowLeftMs > 0 ? this.#givenUpAt : voltsOnCharge(this.battery);
  }

  /** Boost by 15 % below 90 % of the rating, buck by 13 % above 110 %: line-interactive types only. */
  get correction(): number {
    const part = this.mains.volts / this.ratedVolts;
    if (this.online || this.onBattery || this.bypassed) return 1;
    if (part < 0.9) return 1.15;
    return part > 1.1 ? 0.87 : 1;
  }

  get outputVolts(): number {
    if (this.outputOff) return 0;
    if (this.bypassed) return this.mains.volts;
    return this.online || this.onBattery ? this.ratedVolts : this.mains.volts * this.correction;
  }

  /** The lowest mains voltage since it was last asked for. */
  takeLowest(): number {
    const lowest = Math.min(this.#lowestInput, this.mains.volts);
    this.#lowestInput = Number.POSITIVE_INFINITY;
    return lowest;
  }

  setMains(mains: { volts: number; hertz: number }): void {
    this.mains = mains;
    this.#lowestInput = Math.min(this.#lowestInput, mains.volts);
    if (!this.mainsGood) this.#test = undefined;
    this.#watchAlarm();
  }

  glitch(volts: number): void {
    this.#lowestInput = Math.min(this.#lowestInput, volts);
  }

  /** False: not now. */
  startTest(ms: number): boolean {
    if (!this.mainsGood || this.low || this.testing || this.flags.has("upsFailed")) return false;
    this.#test = { leftMs: ms };
    this.battery.underLoadMs = 0;
    return true;
  }

  endTest(): void {
    this.#test = undefined;
  }

  /** `onAfterMs` undefined: when the mains is back; `Infinity`: never. */
  shutDown(inMs: number, onAfterMs: number | undefined): void {
    this.#shutdown = { leftMs: inMs, off: inMs <= 0, offMs: 0, onAfterMs };
  }

  /** `C`: a shutdown that has not cut yet is gone; one that has comes back, after 10 s off at least. */
  cancelShutdown(): void {
    const shutdown = this.#shutdown;
    if (shutdown?.off) this.#shutdown = { ...shutdown, onAfterMs: Math.max(backAfterMs, shutdown.offMs) };
    else this.#shutdown = undefined;
  }

  toggleBeeper(): void {
    this.beeping = !this.beeping;
  }

  /** Off and on by its switch. */
  restart(): void {
    this.#test = undefined;
    this.#shutdown = undefined;
    this.#lowLeftMs = 0;
    this.beeping = this.#alarmed;
  }

  newBattery(): void {
    this.battery.worn = false;
    this.battery.charge = 1;
    this.#lowLeftMs = 0;
  }

  get #load(): number {
    return this.loadPercent / 100;
  }

  #step(ms: number): void {
    this.#lowLeftMs = Math.max(0, this.#lowLeftMs - ms);
    const watts = this.outputOff ? 0 : this.#load * this.ratedWatts;
    if (this.onBattery || this.testing) drain(this.battery, watts, ms);
    else if (this.mainsGood) recharge(this.battery, ms);
    this.#stepTest(ms);
    this.#stepShutdown(ms);
  }

  /** Ends by its time, or by a low battery: then the unit goes back to the mains by itself. */
  #stepTest(ms: number): void {
    if (!this.#test) return;
    this.#test.leftMs -= ms;
    const volts = voltsUnderLoad(this.battery, this.#load);
    const low = volts < lowVolts(this.battery);
    if (low) {
      this.#lowLeftMs = lowStaysMs;
      this.#givenUpAt = volts;
    }
    if (low || this.#test.leftMs <= 0) this.#test = undefined;
  }

  #stepShutdown(ms: number): void {
    const s = this.#shutdown;
    if (!s) return;
    if (s.off) s.offMs += ms;
    else {
      s.leftMs -= ms;
      s.off = s.leftMs <= 0 || (this.onBattery && this.low);
    }
    const backAfter = s.onAfterMs ?? (this.mainsGood ? backAfterMs : Number.POSITIVE_INFINITY);
    if (s.off && s.offMs >= backAfter && !this.dead) this.#shutdown = undefined;
  }

  /** The beeper begins with an alarm and ends with it; in between it can be switched. */
  #watchAlarm(): void {
    const alarm = this.onBattery || this.overloaded;
    if (alarm !== this.#alarmed) this.beeping = alarm;
    this.#alarmed = alarm;
  }
}
