import { AppError } from "../../../contract/index.ts";
import { type DeviceSimulation, defineSimulator, type SimulatedFault, type SimulationEnv } from "../../api.ts";
import { bufferedBehaviours, realTimeBehaviours } from "./behaviours.ts";
import { Parser } from "./parser.ts";
import { cutPaper, type Flag, feedLine, isOffline, type Printer, type Settings } from "./printer.ts";
import { asb, full, isTriggered } from "./status.ts";

const faultTexts: Readonly<Record<Flag, string>> = {
  paperLow: "near-end sensor: the roll is nearly used up",
  paperOut: "no paper",
  coverOpen: "cover open",
  cutterError: "cutter error whose cause is gone: DLE ENQ leaves it",
  cutterErrorHard: "paper still in the blade: DLE ENQ does not help",
  mechanical: "mechanical error whose cause is gone: DLE ENQ leaves it",
  headHot: "print head too hot; comes back by itself when cleared",
  unrecoverable: "voltage, thermistor or memory: unrecoverable error",
  feedButton: "somebody holds the feed button",
  waitingRecovery: "waits to be put online again (feed button or DLE ENQ)",
  jam: "paper jam that must be cleared by hand",
  headLifted: "print head lifted",
  supplyVoltage: "supply voltage out of range",
  ticketNotTaken: "a ticket stands in the output (Custom)",
  memory: "RAM or EEPROM error",
  communication: "the printer saw bad bytes on its line (Custom)",
  blackMark: "black mark search failed",
  presenter: "presenter error (Custom)",
};
const faults: readonly SimulatedFault[] = Object.entries(faultTexts).map(([name, text]) => ({ name, text }));
const isFlag = (name: string): name is Flag => name in faultTexts;

const actions = [
  { name: "print", text: "a receipt is printed: {lines = 20, cut = true}" },
  { name: "replaceRoll", text: "a new roll: {cm = settings.rollCm}" },
  { name: "openCover", text: "somebody opens the cover" },
  { name: "closeCover", text: "somebody closes the cover" },
  { name: "takeTicket", text: "the customer takes the ticket" },
] as const;

const text = (given: unknown, otherwise: string): string => (typeof given === "string" ? given : otherwise);
const count = (given: unknown, otherwise: number): number =>
  typeof given === "number" && Number.isFinite(given) && given >= 0 ? given : otherwise;

const settingsOf = (given: Record<string, unknown>): Settings => {
  const custom = given.profile === "custom";
  const rollCm = count(given.rollCm, 8000);
  return {
    profile: custom ? "custom" : "epson",
    maker: text(given.maker, custom ? "CUSTOM" : "EPSON"),
    model: text(given.model, custom ? "VKP80III" : "TM-T88V"),
    firmware: text(given.firmware, custom ? "1.16" : "1.02 ESC/POS"),
    serial: text(given.serial, "J5TF012345"),
    modelId: [0x02, 0x05],
    rollCm,
    nearEndCm: count(given.nearEndCm, rollCm / 10),
    byte4: count(given.byte4, 0),
    drawerHigh: given.drawerHigh === true,
    xonXoff: given.xonXoff === true,
    startMs: count(given.startMs, 1_000),
  };
};

/** Commands waiting for the printer to come online; a full buffer takes no more, as a real one does. */
const maxQueue = 1_000;

class EscposSimulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #printer: Printer;
  readonly #parser = new Parser();
  #queue: (readonly number[])[] = [];
  #told: { asb: number[]; full: number[]; offline: boolean };
  #start: { cancel(): void } | undefined;

  constructor(env: SimulationEnv) {
    this.#env = env;
    const given = env.settings ?? {};
    const settings = settingsOf(given);
    const bornAt = env.clock.mono();
    const hours = count(given.hours, 9120);
    this.#printer = {
      settings,
      flags: new Set(),
      counters: {
        lines: count(given.lines, 1_204_331),
        energisings: count(given.energisings, 28_903_944),
        cuts: count(given.cuts, 18_342),
        retracted: 512,
        powerUps: 512,
        printedCm: 38_890,
      },
      resetAt: { lines: 0, energisings: 0, cuts: 0, hours: 0 },
      hours: () => hours + (env.clock.mono() - bornAt) / 3_600_000,
      paperCm: count(given.paperCm, settings.rollCm),
      starting: false,
      asbMask: 0,
      autoFullMask: 0,
      column: 0,
    };
    this.#told = this.#now();
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      for (const { kind, bytes: command } of this.#parser.feed(byte)) {
        if (kind === "realTime") this.#realTime(command);
        else if (this.#queue.length < maxQueue) this.#queue.push(command);
        this.#changed();
      }
    }
  }

  inject(fault: string): void {
    if (!isFlag(fault))
      throw new AppError(
        "unknownFault",
        `escpos has no fault ${fault}; there are ${Object.keys(faultTexts).join(", ")}`,
      );
    this.#printer.flags.add(fault);
    this.#changed();
  }

  clear(fault?: string): void {
    if (fault === undefined) {
      this.#printer.flags.clear();
      if (this.#printer.paperCm <= 0) this.#printer.paperCm = this.#printer.settings.rollCm;
    } else if (isFlag(fault)) this.#printer.flags.delete(fault);
    this.#changed();
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const p = this.#printer;
    const acts: Record<(typeof actions)[number]["name"], () => void> = {
      print: () => this.#print(count(args.lines, 20), args.cut !== false),
      replaceRoll: () => {
        p.paperCm = count(args.cm, p.settings.rollCm);
        p.flags.delete("paperLow");
        p.flags.delete("paperOut");
      },
      openCover: () => p.flags.add("coverOpen"),
      closeCover: () => p.flags.delete("coverOpen"),
      takeTicket: () => p.flags.delete("ticketNotTaken"),
    };
    const act = Object.entries(acts).find(([name]) => name === action)?.[1];
    if (!act)
      throw new AppError("unknownAction", `escpos has no action ${action}; there are ${Object.keys(acts).join(", ")}`);
    act();
    this.#changed();
  }

  /** ASB and the buffers are lost; errors whose cause is gone do not come back. */
  powerCycle(): void {
    const p = this.#printer;
    this.#parser.reset();
    this.#queue = [];
    Object.assign(p, { asbMask: 0, autoFullMask: 0, column: 0, starting: true });
    for (const flag of ["cutterError", "mechanical", "waitingRecovery", "communication"] as const) p.flags.delete(flag);
    p.counters.powerUps += 1;
    this.#start?.cancel();
    this.#start = this.#env.clock.after(p.settings.startMs, () => {
      p.starting = false;
      this.#changed();
    });
    this.#changed();
  }

  state(): Record<string, unknown> {
    const { counters, flags, paperCm, asbMask, starting } = this.#printer;
    return {
      ...counters,
      hours: Math.floor(this.#printer.hours()),
      paperCm: Math.round(paperCm * 10) / 10,
      offline: isOffline(this.#printer),
      starting,
      asbMask,
      faults: [...flags],
      queued: this.#queue.length,
    };
  }

  close(): void {
    this.#start?.cancel();
  }

  /** The sales application's receipt; nothing comes out while the printer is offline. */
  #print(lines: number, cut: boolean): void {
    const p = this.#printer;
    for (let i = 0; i < Math.min(lines, 10_000) && !isOffline(p); i++) {
      p.column = 32;
      feedLine(p);
    }
    if (cut && !isOffline(p)) cutPaper(p, 1.5);
  }

  #realTime(command: readonly number[]): void {
    if (command[1] === 0x05 && command[2] === 0x02) this.#queue = [];
    this.#say(first(realTimeBehaviours, this.#printer, command));
  }

  /** Works off the buffer while online, and tells what the host asked to hear of. */
  #changed(): void {
    this.#tell();
    while (this.#queue.length > 0 && !isOffline(this.#printer)) {
      const command = this.#queue.shift() ?? [];
      this.#say(first(bufferedBehaviours, this.#printer, command));
      if (command[0] === 0x1d && command[1] === 0x61) this.#told = this.#now();
      this.#tell();
    }
  }

  #tell(): void {
    const p = this.#printer;
    const before = this.#told;
    const now = this.#now();
    this.#told = now;
    if (p.settings.xonXoff && now.offline !== before.offline) this.#say([now.offline ? 0x13 : 0x11]);
    if (isTriggered(p.asbMask, before.asb, now.asb)) this.#say(now.asb);
    if (now.full.some((v, i) => p.autoFullMask & (1 << i) && v !== before.full[i]))
      this.#say([0x10, p.autoFullMask, ...now.full.filter((_, i) => p.autoFullMask & (1 << i))]);
  }

  #now() {
    return { asb: asb(this.#printer), full: full(this.#printer), offline: isOffline(this.#printer) };
  }

  #say(bytes: readonly number[]): void {
    if (bytes.length > 0) this.#env.send(Uint8Array.from(bytes));
  }
}

const first = (list: typeof realTimeBehaviours, p: Printer, command: readonly number[]): readonly number[] => {
  for (const behaviour of list) {
    const answer = behaviour(p, command);
    if (answer) return answer;
  }
  return [];
};

export default defineSimulator({
  name: "escpos",
  title: "ESC/POS receipt printer (Epson TM or Custom VKP)",
  faults,
  actions,
  create: (env) => new EscposSimulation(env),
});
