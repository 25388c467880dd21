import type { Timer } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulationEnv } from "../../api.ts";
import { Incoming } from "../../families/incoming.ts";
import { actOn, mustKnow } from "../../named.ts";
import { behaviours, type Command, type Work } from "./behaviours.ts";
import { actions, faults } from "./faults.ts";
import { ack, envelope, eot, type Heard, listen, nak } from "./frames.ts";
import { Reader, settingsFrom } from "./reader.ts";

/** A half command older than this is forgotten (ours). */
const interByteMs = 200;

class Simulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #reader: Reader;
  readonly #incoming: Incoming<Heard>;
  /** Acknowledged, and not yet told to run: it stays silent until ENQ or EOT (§3). */
  #waiting: Command | undefined;
  #running: Timer | undefined;

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#reader = new Reader(env, settingsFrom(env.settings));
    this.#incoming = new Incoming(env.clock, interByteMs, listen);
  }

  receive(bytes: Uint8Array): void {
    const heard = this.#incoming.hear(bytes);
    for (const h of heard) this.#take(h);
  }

  inject(fault: string): void {
    mustKnow("crt310", fault, faults);
    this.#reader.broken.add(fault);
    if (fault === "cardLeftInside" && this.#reader.card === "none") this.#reader.card = "inside";
  }

  clear(fault?: string): void {
    const reader = this.#reader;
    for (const name of fault === undefined ? [...reader.broken] : [fault])
      if (reader.broken.delete(name) && name === "cardLeftInside") reader.card = "none";
  }

  act(action: string, _args: Record<string, unknown> = {}): void {
    const reader = this.#reader;
    const acts: Record<string, () => void> = {
      insertCard: () => reader.insert(),
      takeCard: () => reader.take(),
      pullCard: () => reader.pull(),
      captureCard: () => reader.capture(),
    };
    actOn("crt310", action, acts, actions);
  }

  powerCycle(): void {
    this.#running?.cancel();
    this.#running = undefined;
    this.#waiting = undefined;
    this.#incoming.forget();
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

  #take(heard: Heard): void {
    if (heard.kind === "eot") return this.#cancel();
    if (heard.kind === "enq") return this.#run();
    if (this.#waiting || this.#running) return;
    if (heard.kind === "damaged") this.#env.send(nak);
    if (heard.kind !== "command") return;
    this.#waiting = heard;
    this.#env.send(ack);
  }

  #cancel(): void {
    this.#running?.cancel();
    this.#running = undefined;
    this.#waiting = undefined;
    this.#env.send(eot);
  }

  #run(): void {
    const command = this.#waiting;
    if (!command) return;
    this.#waiting = undefined;
    const work = firstOf(this.#reader, command);
    if (work.ms === 0) return this.#answer(command, work);
    this.#running = this.#env.clock.after(work.ms, () => {
      this.#running = undefined;
      this.#answer(command, work);
    });
  }

  #answer({ cm, pm }: Command, work: Work): void {
    const result = work.done();
    if ("refused" in result) return this.#env.send(envelope([0x4e, cm, result.refused]));
    const parts = [cm, pm, ...result];
    this.#env.send(envelope(parts, parts.length + (work.lengthLie ?? 0)));
  }
}

const firstOf = (reader: Reader, command: Command): Work => {
  for (const behaviour of behaviours) {
    const work = behaviour(reader, command);
    if (work) return work;
  }
  return { ms: 0, done: () => ({ refused: 0x00 }) };
};

/** A Creator CRT-310 card reader, written from the protocol sheet. */
export default defineSimulator({
  name: "crt310",
  title: "CRT-310 motorised card reader",
  faults: faults.map(({ name, text }) => ({ name, text })),
  actions,
  create: (env) => new Simulation(env),
});
