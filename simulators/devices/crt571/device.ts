import type { Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { Incoming } from "../../families/incoming.ts";
import { actOn, mustKnow } from "../../named.ts";
import { behaviours, type Command, type Work } from "./behaviours.ts";
import { actions, faults } from "./faults.ts";
import { ack, envelope, eot, type Heard, listen, nak } from "./frames.ts";
import { Reader, settingsFrom } from "./reader.ts";

/** A half command older than this is forgotten (§3, ours). */
const interByteMs = 200;

class Simulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #reader: Reader;
  readonly #incoming: Incoming<Heard>;
  #running: Timer | undefined;
  #lastAnswer: Uint8Array | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#reader = new Reader(env, settingsFrom(env.settings));
    this.#incoming = new Incoming(env.clock, interByteMs, listen);
  }

  receive(bytes: Uint8Array): void {
    const quietMs = this.#env.clock.mono() - this.#heardAt;
    this.#heardAt = this.#env.clock.mono();
    const heard = this.#incoming.hear(bytes);
    if (this.#staysSilent(quietMs, heard)) return;
    for (const h of heard) this.#take(h);
  }

  inject(fault: string): void {
    mustKnow("crt571", fault, faults);
    const reader = this.#reader;
    reader.broken.add(fault);
    if (fault === "notInitialised") reader.powerCycle();
    if (fault === "cardLeftInside" && reader.card === "none") reader.card = "inside";
  }

  clear(fault?: string): void {
    const reader = this.#reader;
    for (const name of fault === undefined ? [...reader.broken] : [fault]) {
      if (!reader.broken.delete(name)) continue;
      if (name === "cardLeftInside") reader.card = "none";
    }
  }

  act(action: string, _args: Record<string, unknown> = {}): void {
    const reader = this.#reader;
    const acts: Record<string, () => void> = {
      insertCard: () => reader.insert(),
      takeCard: () => reader.take(),
      pullCard: () => reader.pull(),
    };
    actOn("crt571", action, acts, actions);
  }

  powerCycle(): void {
    this.#running?.cancel();
    this.#incoming.forget();
    this.#lastAnswer = undefined;
    this.#reader.broken.delete("silentUntilReopen");
    this.#reader.powerCycle();
  }

  state(): Record<string, unknown> {
    return { ...this.#reader.describe(), faults: [...this.#reader.broken] };
  }

  close(): void {
    this.#incoming.close();
    this.#running?.cancel();
    this.#reader.close();
  }

  /**
   * A port that was closed and opened again looks like this from the device: a time without bytes, then a host that begins anew, with
   * something else than the status question it repeats while it waits. Only that ends `silentUntilReopen`.
   */
  #staysSilent(quietMs: number, heard: readonly Heard[]): boolean {
    const { broken, settings } = this.#reader;
    if (!broken.has("silentUntilReopen")) return false;
    const begins = heard.some((h) => h.kind === "command" && h.cm !== 0x31);
    if (quietMs < settings.reopenQuietMs || !begins) return true;
    broken.delete("silentUntilReopen");
    return false;
  }

  #take(heard: Heard): void {
    if (heard.kind === "damaged") this.#env.send(nak);
    else if (heard.kind === "nak" && this.#lastAnswer) this.#env.send(this.#lastAnswer);
    else if (heard.kind === "eot") this.#cancel();
    else if (heard.kind === "command" && heard.address === this.#reader.settings.address) this.#start(heard);
  }

  #cancel(): void {
    if (!this.#running) return;
    this.#running.cancel();
    this.#running = undefined;
    this.#env.send(eot);
  }

  /** ACK at once, the answer when the work is done; a new command in between takes the place of the old one (§3). */
  #start(command: Command): void {
    this.#running?.cancel();
    this.#running = undefined;
    this.#env.send(ack);
    const work = firstOf(this.#reader, command);
    if (work.ms === 0) return this.#answer(command, work);
    this.#running = this.#env.clock.after(work.ms, () => {
      this.#running = undefined;
      this.#answer(command, work);
    });
  }

  #answer({ cm, pm }: Command, work: Work): void {
    const result = work.done();
    const { settings } = this.#reader;
    const text =
      typeof result === "string"
        ? [settings.negativeHead, cm, pm, ...Array.from(result, (c) => c.charCodeAt(0))]
        : [0x50, cm, pm, ...this.#reader.status(), ...result];
    this.#lastAnswer = envelope(settings.address, text);
    this.#env.send(this.#lastAnswer);
  }
}

const firstOf = (reader: Reader, command: Command): Work => {
  for (const behaviour of behaviours) {
    const work = behaviour(reader, command);
    if (work) return work;
  }
  return { ms: 0, done: () => "00" };
};

/** A Creator CRT-571/591 card reader with stacker and bin, written from the protocol sheet. */
export default defineSimulator({
  name: "crt571",
  title: "CRT-571 motorised card reader",
  faults: faults.map(({ name, text }) => ({ name, text })),
  actions,
  create: (env) => new Simulation(env),
});
