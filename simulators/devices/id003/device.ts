import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { cassetteActs, Troubles } from "../../families/drop-cassette.ts";
import { Incoming } from "../../families/incoming.ts";
import { actOn, mustKnow } from "../../named.ts";
import { Acceptor } from "./acceptor.ts";
import { behaviours } from "./behaviours.ts";
import { actions, faults, isPersistent } from "./faults.ts";
import { frameOf, listen, withWrongParity } from "./frames.ts";
import { codesOf, type Settings, settingsFrom } from "./settings.ts";

/** A half request older than this is forgotten: the controller gave it up. */
const interByteMs = 50;
const enquiry = 0x05;
const interruptMode = 0x01;

class Simulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #settings: Settings;
  readonly #acceptor: Acceptor;
  readonly #troubles: Troubles;
  readonly #incoming: Incoming<Uint8Array | "damaged">;

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#settings = settingsFrom(env.settings);
    this.#acceptor = new Acceptor(env, this.#settings, () => this.#changed());
    this.#troubles = new Troubles(this.#acceptor, env.clock, isPersistent);
    this.#incoming = new Incoming(env.clock, interByteMs, listen);
  }

  receive(bytes: Uint8Array): void {
    const requests = this.#incoming.hear(bytes);
    // Behind one bad CRC the search may find more wrong starts: one answer is enough.
    if (requests.includes("damaged") && this.#settings.answersDamage && !this.#acceptor.mute) this.#send(0x4a);
    for (const request of requests) if (request !== "damaged") this.#answer(request);
  }

  inject(fault: string): void {
    mustKnow("id003", fault, faults);
    const [, , , , fifth = 0x65] = codesOf(this.#settings);
    this.#troubles.inject(fault, { head: fifth, stacker: fifth });
  }

  clear(fault?: string): void {
    this.#troubles.clear(fault);
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const a = this.#acceptor;
    const acts = {
      ...cassetteActs(a),
      insertNote: () => a.insert(this.#noteOf(args)),
      insertTicket: () => a.insertTicket(typeof args["barcode"] === "string" ? args["barcode"] : "000000000000000000"),
    };
    actOn("id003", action, acts, actions);
  }

  powerCycle(): void {
    this.#incoming.forget();
    this.#acceptor.powerCycle();
  }

  state(): Record<string, unknown> {
    return { ...this.#acceptor.describe(), faults: [...this.#acceptor.broken] };
  }

  close(): void {
    this.#incoming.close();
    this.#troubles.close();
    this.#acceptor.close();
  }

  #noteOf({ code, type }: Record<string, unknown>): number {
    if (typeof code === "number") return code;
    return codesOf(this.#settings)[typeof type === "number" ? type : 0] ?? 0x60;
  }

  /** ACK has no answer, wanted or not (§7 rule 5). */
  #answer(request: Uint8Array): void {
    const a = this.#acceptor;
    if (request.length === 5 && request[2] === 0x50) return a.acknowledged();
    if (a.mute && request[2] !== 0x40) return;
    for (const behaviour of behaviours) {
      const answer = behaviour(a, request);
      if (!answer) continue;
      const [code = 0, ...data] = answer;
      return this.#send(code, ...data);
    }
  }

  /** Interrupt mode 1: ENQ, and the controller asks (§7). */
  #changed(): void {
    if (this.#acceptor?.registers.get(0xc2)?.[0] === interruptMode) this.#send(enquiry);
  }

  #send(code: number, ...data: readonly number[]): void {
    const bytes = frameOf(code, ...data);
    this.#env.send(this.#acceptor.broken.has("wrongParity") ? withWrongParity(bytes) : bytes);
  }
}

/** A JCM-like bill acceptor with a drop cassette, written from the ID-003 sheet. */
export default defineSimulator({
  name: "id003",
  title: "ID-003 bill validator with cash box",
  faults,
  actions,
  create: (env) => new Simulation(env),
});
