import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { cassetteActs, Troubles } from "../../families/drop-cassette.ts";
import { Incoming } from "../../families/incoming.ts";
import { actOn, mustKnow } from "../../named.ts";
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
  readonly #troubles: Troubles;
  readonly #incoming: Incoming<Uint8Array | "damaged">;
  #lastAnswer: Uint8Array | undefined;

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#validator = new Validator(env, settingsFrom(env.settings));
    this.#troubles = new Troubles(this.#validator, env.clock, isPersistent);
    this.#incoming = new Incoming(env.clock, interByteMs, listen);
  }

  receive(bytes: Uint8Array): void {
    const requests = this.#incoming.hear(bytes);
    // Behind one bad CRC the search may find more wrong starts: one NAK is enough.
    if (requests.includes("damaged")) this.#env.send(answer(0xff));
    for (const request of requests) if (request !== "damaged") this.#answer(request);
  }

  inject(fault: string): void {
    mustKnow("ccnet", fault, faults);
    this.#troubles.inject(fault, { head: 3, stacker: 4 });
  }

  clear(fault?: string): void {
    this.#troubles.clear(fault);
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const v = this.#validator;
    const acts = {
      ...cassetteActs(v),
      insertNote: () => v.insert(typeof args.type === "number" ? args.type : 0),
    };
    actOn("ccnet", action, acts, actions);
  }

  powerCycle(): void {
    this.#incoming.forget();
    this.#lastAnswer = undefined;
    this.#validator.powerCycle();
  }

  state(): Record<string, unknown> {
    return { ...this.#validator.describe(), faults: [...this.#validator.broken] };
  }

  close(): void {
    this.#incoming.close();
    this.#troubles.close();
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

/** A CashCode-like bill validator with a drop cassette, written from the CCNET sheet. */
export default defineSimulator({
  name: "ccnet",
  title: "CCNET bill validator with cash box",
  faults,
  actions,
  create: (env) => new Simulation(env),
});
