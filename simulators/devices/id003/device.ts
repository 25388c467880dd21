import { AppError, type Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
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
  #rest: Uint8Array = new Uint8Array(0);
  #halfRequest: Timer | undefined;
  #boxSwap: Timer | undefined;

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#settings = settingsFrom(env.settings);
    this.#acceptor = new Acceptor(env, this.#settings, () => this.#changed());
  }

  receive(bytes: Uint8Array): void {
    this.#halfRequest?.cancel();
    const { rest, requests } = listen(this.#rest, bytes);
    this.#rest = rest;
    // Behind one bad CRC the search may find more wrong starts: one answer is enough.
    if (requests.includes("damaged") && this.#settings.answersDamage && !this.#acceptor.mute) this.#send(0x4a);
    for (const request of requests) if (request !== "damaged") this.#answer(request);
    if (rest.length > 0)
      this.#halfRequest = this.#env.clock.after(interByteMs, () => {
        this.#rest = new Uint8Array(0);
      });
  }

  inject(fault: string): void {
    if (!faults.some((f) => f.name === fault)) throw unknown("unknownFault", "fault", fault, faults);
    const a = this.#acceptor;
    const [, , , , fifth = 0x65] = codesOf(this.#settings);
    if (fault === "powerUpBillInStacker") return a.powerCycle("stacker", fifth);
    if (fault === "powerUpBillInHead") return a.powerCycle("head", fifth);
    if (fault === "cassetteRemoved") return a.removeBox();
    a.broken.add(fault);
    if (fault === "cheat") a.cheat();
    else if (isPersistent(fault) && fault !== "pause" && fault !== "cassetteFull") a.halt();
  }

  clear(fault?: string): void {
    const a = this.#acceptor;
    const mend = fault === undefined ? [...a.broken] : [fault];
    // A full or missing box is mended by putting in an empty one.
    if (mend.some((name) => (name === "cassetteFull" || name === "cassetteRemoved") && a.broken.has(name))) {
      a.removeBox();
      this.#boxSwap?.cancel();
      this.#boxSwap = this.#env.clock.after(1_000, () => a.returnBox());
    }
    for (const name of mend) {
      if (name === "cassetteFull" || name === "cassetteRemoved" || !a.broken.delete(name)) continue;
      if (isPersistent(name) && name !== "pause") a.mended();
    }
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const a = this.#acceptor;
    const acts: Record<string, () => void> = {
      insertNote: () => a.insert(this.#noteOf(args)),
      insertTicket: () => a.insertTicket(typeof args["barcode"] === "string" ? args["barcode"] : "000000000000000000"),
      pushSecondNote: () => a.secondNote(),
      removeCassette: () => a.removeBox(),
      returnCassette: () => a.returnBox(),
    };
    const act = Object.hasOwn(acts, action) ? acts[action] : undefined;
    if (!act) throw unknown("unknownAction", "action", action, actions);
    act();
  }

  powerCycle(): void {
    this.#rest = new Uint8Array(0);
    this.#acceptor.powerCycle();
  }

  state(): Record<string, unknown> {
    return { ...this.#acceptor.describe(), faults: [...this.#acceptor.broken] };
  }

  close(): void {
    this.#halfRequest?.cancel();
    this.#boxSwap?.cancel();
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

const unknown = (code: string, what: string, name: string, known: readonly { name: string }[]): AppError =>
  new AppError(code, `id003 has no ${what} ${name}; there are ${known.map((k) => k.name).join(", ")}`);

/** A JCM-like bill acceptor with a drop cassette, written from the ID-003 sheet. */
export default defineSimulator({
  name: "id003",
  title: "ID-003 bill validator with cash box",
  faults,
  actions,
  create: (env) => new Simulation(env),
});
