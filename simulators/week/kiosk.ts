import { AppError, asRead, type DeviceHealth, type InventoryDevice } from "../../contract/index.ts";
import { type Module, modules, type Trouble, type TroubleName, troubles } from "./modules.ts";

/** Each device is told of this often though nothing changes; a reading is believed a little longer than two of these. */
export const refreshMs = 3_600_000;
const freshForMs = 2 * refreshMs + 600_000;

interface Mounted {
  readonly module: Module;
  serial: string | undefined;
  measures: Record<string, number>;
  readonly since: Map<string, { state: string; at: number }>;
}

interface Attempted {
  readonly result: "success" | "failed" | "cancelled";
  readonly cause?: string;
}

const troubleOf = (name: TroubleName): Trouble => troubles[name];

/** The modules of one kiosk: what is wrong with them, what they measure, and what they make of a sale or a command. `random`: 0..1. */
export class Kiosk {
  readonly #id: string;
  readonly #carrier: string;
  readonly #random: () => number;
  readonly #mounted = new Map<string, Mounted>();
  readonly #troubles = new Set<TroubleName>();

  constructor(id: string, carrier: string, random: () => number) {
    this.#id = id;
    this.#carrier = carrier;
    this.#random = random;
    for (const module of modules)
      this.#mounted.set(module.device, {
        module,
        serial: module.serial === undefined ? undefined : `${module.serial}${this.#digits(7)}`,
        measures: { ...module.measures },
        since: new Map(),
      });
  }

  get devices(): readonly string[] {
    return [...this.#mounted.keys()];
  }

  break(name: TroubleName): void {
    this.#troubles.add(name);
  }

  /** False: it was not there. */
  heal(name: TroubleName): boolean {
    return this.#troubles.delete(name);
  }

  /** Another unit is put into the place of a module: whatever was wrong with the old one is gone with it. */
  swap(device: string, serial: string): void {
    const mounted = this.#module(device);
    for (const name of this.#troubles) if (troubles[name].device === device) this.#troubles.delete(name);
    mounted.serial = serial;
    mounted.measures = { ...mounted.module.measures, notesStacked: 0, notesRejected: 0 };
  }

  /** A customer tries to buy; what is sold wears what it uses. */
  sell(kind: "cash" | "card"): Attempted {
    const trouble = [...this.#troubles].map(troubleOf).find(({ fails }) => fails?.kind === kind);
    const gaveUp = this.#random() < 0.03;
    if (trouble?.fails) return { result: "failed", cause: trouble.fails.cause };
    if (gaveUp) return { result: "cancelled", cause: "customer left" };
    if (kind === "cash") this.#add("cash", "notesStacked", 2);
    else this.#add("reader", "cardInsertions", 1);
    this.#add("printer", "cuts", 1);
    this.#add("printer", "linesFed", 24);
    this.#add("printer", "paperPrinted", 10);
    return { result: "success" };
  }

  /** A command puts right what it can put right; true if something is wrong with the device all the same. */
  run(device: string, command: string): boolean {
    const here = [...this.#troubles].filter((name) => troubles[name].device === device);
    const cured = here.filter((name) => troubleOf(name).curedBy === command);
    for (const name of cured) this.#troubles.delete(name);
    return command !== "readStatus" && here.length > cured.length;
  }

  /** An hour goes by in the computer. */
  wander(): void {
    const { measures } = this.#module("host");
    const step = (measure: string, least: number, most: number, by: number): void => {
      const next = (measures[measure] ?? least) + (this.#random() - 0.5) * by;
      measures[measure] = Math.round(Math.min(most, Math.max(least, next)) * 10) / 10;
    };
    step("processorLoad", 4, 60, 12);
    step("memoryUsed", 35, 70, 4);
    step("storageUsed", 30, 60, 0.4);
    step("temperature", 36, 62, 3);
  }

  health(device: string, now: number): DeviceHealth {
    const mounted = this.#module(device);
    const { deviceClass } = mounted.module;
    const wrong = [...this.#troubles].map(troubleOf).filter((one) => one.device === device);
    const silent = wrong.find(({ availability }) => availability !== undefined);
    const measures: Record<string, number> = Object.assign({}, mounted.measures, ...wrong.map((one) => one.measures));
    return {
      deviceClass,
      availability: silent?.availability ?? "online",
      ...(silent?.because ? { because: silent.because } : {}),
      components: silent ? {} : this.#components(mounted, wrong, now),
      measures: silent ? {} : measures,
      ...(deviceClass === "cashAcceptor" || deviceClass === "cardReader" ? { money: "safe" as const } : {}),
      observedAt: now,
      freshForMs,
    };
  }

  inventory(): InventoryDevice[] {
    return [...this.#mounted.values()].map(({ module, serial }) => {
      const { device, deviceClass, driver, manufacturer, model, firmware, commands } = module;
      return {
        device,
        deviceClass,
        driver,
        identity: {
          ...(manufacturer === undefined ? {} : { manufacturer }),
          ...(model === undefined ? {} : { model }),
          ...(firmware === undefined ? {} : { firmware }),
          ...(serial === undefined ? {} : { serial }),
        },
        commands: [...commands],
      };
    });
  }

  #components({ module, since }: Mounted, wrong: readonly Trouble[], now: number): DeviceHealth["components"] {
    const states: Record<string, string> = Object.assign({}, module.good, ...wrong.map((one) => one.states));
    const components: DeviceHealth["components"] = {};
    for (const [name, state] of Object.entries(states)) {
      if (since.get(name)?.state !== state) since.set(name, { state, at: now });
      const code = module.good[name] === state ? module.vendorCodes?.[name] : undefined;
      const vendorCode = code?.replace("{carrier}", this.#carrier);
      components[name] = {
        state,
        since: since.get(name)?.at ?? now,
        ...(vendorCode === undefined ? {} : { vendorCode }),
      };
    }
    return components;
  }

  #add(device: string, measure: string, by: number): void {
    const { measures } = this.#module(device);
    measures[measure] = (measures[measure] ?? 0) + by;
  }

  #module(device: string): Mounted {
    const mounted = this.#mounted.get(device);
    if (!mounted) throw new AppError("unknownDevice", asRead(`${this.#id} has no ${device}`));
    return mounted;
  }

  #digits(n: number): string {
    return Array.from({ length: n }, () => Math.floor(this.#random() * 10)).join("");
  }
}
