import type { Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { actOn, mustKnow } from "../../named.ts";
import { behaviours } from "./behaviours.ts";
import { actions, faults } from "./faults.ts";
import { Listener, packet, type Request } from "./frames.ts";
import { Sealing } from "./sealing.ts";
import { settingsFrom } from "./settings.ts";
import { Validator } from "./validator.ts";

/** A half request older than this is forgotten. The sheet names no such time: the slave would wait for the next 7F. */
const interByteMs = 200;

class Simulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #validator: Validator;
  readonly #sealing: Sealing;
  readonly #listener = new Listener();
  #lastSeq: number | undefined;
  #lastAnswer: Uint8Array | undefined;
  #unconfirmed: readonly number[][] = [];
  #halfRequest: Timer | undefined;
  #boxSwap: Timer | undefined;

  constructor(env: SimulationEnv) {
    this.#env = env;
    const settings = settingsFrom(env.settings);
    this.#validator = new Validator(env, settings);
    this.#sealing = new Sealing(settings.fixedKey, env.random);
    if (settings.insistsOnKey) this.#validator.broken.add("keyRequired");
  }

  receive(bytes: Uint8Array): void {
    this.#halfRequest?.cancel();
    for (const request of this.#listener.hear(bytes)) this.#answer(request);
    this.#halfRequest = this.#env.clock.after(interByteMs, () => this.#listener.forget());
  }

  inject(fault: string): void {
    mustKnow("ssp", fault, faults);
    const v = this.#validator;
    if (fault === "powerCutStacking") return this.#restart([0xe2, 2]);
    if (fault === "powerCutEscrow") return this.#restart([0xe1, 2]);
    if (fault === "cashBoxRemoved") return v.removeBox();
    v.broken.add(fault);
    if (fault === "fraud") v.cheat();
    if (fault === "inhibited") v.mask = 0;
    if (fault === "unsafeJam" || fault === "safeJam") v.jam();
    if (fault === "deviceSwapped") {
      v.serial += 1;
      this.#restart();
    }
    if (fault === "keyRequired") this.#sealing.forget();
  }

  clear(fault?: string): void {
    const v = this.#validator;
    const mend = fault === undefined ? [...v.broken] : [fault];
    for (const name of mend) {
      const box = (name === "stackerFull" && v.full()) || (name === "cashBoxRemoved" && v.broken.has(name));
      if (box) this.#swapBox();
      else v.broken.delete(name);
    }
    if (mend.includes("bagOutOfPosition")) v.bagBack();
    if (mend.includes("deviceSwapped")) v.serial = v.settings.serial;
    // A jam and an open head are mended by a hand that switches the unit off first.
    if (mend.some((name) => name === "safeJam" || name === "unsafeJam" || name === "notePathOpen")) this.#restart();
  }

  /** A full or missing box is mended by putting in an empty one. */
  #swapBox(): void {
    const v = this.#validator;
    v.removeBox();
    this.#boxSwap?.cancel();
    this.#boxSwap = this.#env.clock.after(1_000, () => v.returnBox());
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const v = this.#validator;
    const acts: Record<string, () => void> = {
      insertNote: () => v.insert(typeof args.channel === "number" ? args.channel : 1),
      removeCashBox: () => v.removeBox(),
      returnCashBox: () => v.returnBox(),
    };
    actOn("ssp", action, acts, actions);
  }

  powerCycle(): void {
    this.#restart();
  }

  state(): Record<string, unknown> {
    return { ...this.#validator.describe(), encrypted: this.#sealing.agreed, faults: [...this.#validator.broken] };
  }

  close(): void {
    this.#halfRequest?.cancel();
    this.#boxSwap?.cancel();
    this.#validator.close();
  }

  #restart(event?: number[]): void {
    this.#listener.forget();
    this.#lastSeq = undefined;
    this.#lastAnswer = undefined;
    this.#unconfirmed = [];
    this.#sealing.forget();
    if (event) this.#validator.found(event);
    else this.#validator.restart();
  }

  /** Same flag as before: the last answer again, and nothing is done (§2). SYNC is always done, and what follows it is new whatever its flag. */
  #answer({ seq, data }: Request): void {
    const v = this.#validator;
    if (v.away || (seq & 0x7f) !== v.settings.address) return;
    const sync = data[0] === 0x11;
    if (!sync && seq === this.#lastSeq) {
      if (this.#lastAnswer) this.#env.send(this.#lastAnswer);
      return;
    }
    const done = this.#respond(data);
    if (!done) return;
    v.touched();
    this.#lastSeq = sync ? undefined : seq;
    this.#lastAnswer = packet(seq, done.wire);
    this.#env.send(this.#lastAnswer);
    if (done.command !== 0x01 || done.said !== 0xf0) return;
    v.counts.resets += 1;
    this.#restart();
  }

  /** What was done, and the data of the answer; nothing for an encrypted packet that is not for this key and count. */
  #respond(data: readonly number[]): Done | undefined {
    const [command] = data;
    if (command !== 0x7e) return done(command, this.#inPlain(data));
    if (!this.#sealing.agreed) return done(command, [0xfa]);
    const inside = this.#sealing.open(data);
    if (!inside) return undefined;
    const said = this.#behave(inside, true);
    return { command: inside[0], said: said[0], wire: this.#sealing.close(said) };
  }

  #inPlain(data: readonly number[]): readonly number[] {
    const keys = this.#sealing.exchange(data);
    if (keys) return keys;
    return this.#validator.broken.has("keyRequired") && data[0] !== 0x11 ? [0xfa] : this.#behave(data, false);
  }

  /** POLL WITH ACK and EVENT ACK stand here, because they repeat events, and only under encryption (§4.1, 56). */
  #behave(request: readonly number[], sealed: boolean): readonly number[] {
    if (request[0] === 0x56) return sealed ? this.#pollWithAck() : [0xfa];
    if (request[0] === 0x57) {
      const waited = this.#unconfirmed.length > 0;
      this.#unconfirmed = [];
      return waited ? [0xf0] : [0xf5];
    }
    for (const behaviour of behaviours) {
      const answer = behaviour(this.#validator, request);
      if (answer) return answer;
    }
    return [0xf2];
  }

  /** Important events are told again until EVENT ACK. */
  #pollWithAck(): readonly number[] {
    const fresh = this.#validator.poll();
    const events = [...this.#unconfirmed, ...fresh];
    this.#unconfirmed = events.filter(([code = 0]) => important.has(code));
    return [0xf0, ...events.flat()];
  }
}

const important: ReadonlySet<number> = new Set([0xee, 0xe6, 0xe1, 0xe2, 0xe5, 0xb6]);

interface Done {
  readonly command: number | undefined;
  readonly said: number | undefined;
  readonly wire: readonly number[];
}
const done = (command: number | undefined, wire: readonly number[]): Done => ({ command, said: wire[0], wire });

/** An Innovative Technology validator (NV200 by default), written from the SSP sheet. */
export default defineSimulator({
  name: "ssp",
  title: "SSP note validator or recycler with cash box",
  faults,
  actions,
  create: (env) => new Simulation(env),
});
