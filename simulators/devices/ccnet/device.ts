import { AppError, type Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { behaviours } from "./behaviours.ts";
import { actions, faults, isPersistent } from "./faults.ts";
import { answer, listen } from "./frames.ts";
import { settingsFrom } from "./settings.ts";
import { Validator } from "./validator.ts";

/** A half request older than this is forgotten: the host gave it up. */
const interByteMs = 50;

class Simulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #validator: Validator;
  #rest: Uint8Array = new Uint8Array(0);
  #lastAnswer: Uint8Array | undefined;
  #halfRequest: Timer | undefined;
  #boxSwap: Timer | undefined;

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#validator = new Validator(env, settingsFrom(env.settings));
  }

  receive(bytes: Uint8Array): void {
    this.#halfRequest?.cancel();
    const { rest, requests } = listen(this.#rest, bytes);
    this.#rest = rest;
    // Behind one bad CRC the search may find more wrong starts: one NAK is enough.
    if (requests.includes("damaged")) this.#env.send(answer(0xff));
    for (const request of requests) if (request !== "damaged") this.#answer(request);
    if (rest.length > 0)
      this.#halfRequest = this.#env.clock.after(interByteMs, () => {
        this.#rest = new Uint8Array(0);
      });
  }

  inject(fault: string): void {
    if (!faults.some((f) => f.name === fault)) throw unknown("unknownFault", "fault", fault, faults);
    const v = this.#validator;
    if (fault === "powerUpBillInStacker") return v.powerCycle("stacker", 4);
    if (fault === "powerUpBillInHead") return v.powerCycle("head", 3);
    if (fault === "cassetteRemoved") return v.removeCassette();
    v.broken.add(fault);
    if (fault === "cheat") v.cheat();
    else if (isPersistent(fault) && fault !== "pause" && fault !== "cassetteFull") v.halt();
  }

  clear(fault?: string): void {
    const v = this.#validator;
    const mend = fault === undefined ? [...v.broken] : [fault];
    // A full or missing box is mended by putting in an empty one.
    const box = mend.some((name) => name === "cassetteFull" || name === "cassetteRemoved") && v.broken.size > 0;
    if (box && mend.some((name) => v.broken.has(name))) {
      v.removeCassette();
      this.#boxSwap?.cancel();
      this.#boxSwap = this.#env.clock.after(1_000, () => v.returnCassette());
    }
    for (const name of mend) {
      if (name === "cassetteFull" || name === "cassetteRemoved" || !v.broken.delete(name)) continue;
      if (isPersistent(name) && name !== "pause") v.mended();
    }
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const v = this.#validator;
    const acts: Record<string, () => void> = {
      insertNote: () => v.insert(typeof args.type === "number" ? args.type : 0),
      pushSecondNote: () => v.secondNote(),
      removeCassette: () => v.removeCassette(),
      returnCassette: () => v.returnCassette(),
    };
    const act = Object.hasOwn(acts, action) ? acts[action] : undefined;
    if (!act) throw unknown("unknownAction", "action", action, actions);
    act();
  }

  powerCycle(): void {
    this.#rest = new Uint8Array(0);
    this.#lastAnswer = undefined;
    this.#validator.powerCycle();
  }

  state(): Record<string, unknown> {
    return { ...this.#validator.describe(), faults: [...this.#validator.broken] };
  }

  close(): void {
    this.#halfRequest?.cancel();
    this.#boxSwap?.cancel();
    this.#validator.close();
  }

  /** ACK and NAK are answered by nothing but the repeated last answer (§7 rule 7). */
  #answer(request: Uint8Array): void {
    const command = request[3];
    if (request.length === 6 && command === 0x00) return this.#validator.confirmed();
    if (request.length === 6 && command === 0xff) {
      if (this.#lastAnswer) this.#env.send(this.#lastAnswer);
      return;
    }
    for (const behaviour of behaviours) {
      const bytes = behaviour(this.#validator, request);
      if (!bytes) continue;
      this.#lastAnswer = answer(...bytes);
      this.#env.send(this.#lastAnswer);
      return;
    }
  }
}

const unknown = (code: string, what: string, name: string, known: readonly { name: string }[]): AppError =>
  new AppError(code, `ccnet has no ${what} ${name}; there are ${known.map((k) => k.name).join(", ")}`);

/** A CashCode-like bill validator with a drop cassette, written from the CCNET sheet. */
export default defineSimulator({
  name: "ccnet",
  title: "CCNET bill validator with cash box",
  faults,
  actions,
  create: (env) => new Simulation(env),
});
