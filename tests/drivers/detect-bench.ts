import type { BytePort, SerialLine } from "../../drivers/api.ts";
import { type Findable, isFindable } from "../../drivers/detect/plan.ts";
import { type Outcome, searchSerial } from "../../drivers/detect/serial.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import type { DeviceSimulation, SimulatedDevice } from "../../simulators/api.ts";
import { FakeClock, settle } from "../support/fake-clock.ts";
import { seeded } from "../support/seeded.ts";

/** How a device's line is set. */
export interface LineSetting {
  readonly line: SerialLine;
  readonly baudRate: number;
}

/** What is at the other end of the cable, whatever it is. */
export interface FarEnd {
  receive(bytes: Uint8Array): void;
}

const isSame = (a: LineSetting, line: SerialLine, baudRate: number): boolean =>
  a.baudRate === baudRate &&
  a.line.dataBits === line.dataBits &&
  a.line.parity === line.parity &&
  a.line.stopBits === line.stopBits;

/** A cable: what is sent at another speed or parity than the far end's arrives as other bytes, fewer or more of them. */
export class Cable {
  readonly sent: Uint8Array[] = [];
  readonly #setting: LineSetting | undefined;
  readonly #random: () => number;
  #far: BytePort | undefined;
  #clear = true;
  end: FarEnd = { receive: () => undefined };

  constructor(setting: LineSetting | undefined, seed: number) {
    this.#setting = setting;
    this.#random = seeded(seed);
  }

  readonly open = async (line: SerialLine, baudRate: number): Promise<BytePort> => {
    const [near, far] = memoryPair("cable");
    this.#far = far;
    this.#clear = this.#setting === undefined || isSame(this.#setting, line, baudRate);
    far.onData((bytes) => {
      this.sent.push(bytes);
      this.end.receive(this.#clear ? bytes : this.#garbled(bytes));
    });
    return near;
  };

  /** From the far end to us. */
  readonly toHost = (bytes: Uint8Array): void => {
    const lost = () => undefined; // closed meanwhile: nobody is there to hear it
    void this.#far?.write(this.#clear ? bytes : this.#garbled(bytes)).catch(lost);
  };

  #garbled(bytes: Uint8Array): Uint8Array {
    return Uint8Array.from({ length: Math.max(1, Math.round(bytes.length * (0.5 + this.#random()))) }, () =>
      Math.floor(this.#random() * 256),
    );
  }
}

export interface DetectBench {
  readonly clock: FakeClock;
  readonly cable: Cable;
  readonly device: DeviceSimulation | undefined;
}

/** A simulated device at the far end of a cable, started and at rest. */
export const onCable = async (
  simulated: SimulatedDevice | undefined,
  setting: LineSetting | undefined,
  settings: Record<string, unknown> = {},
): Promise<DetectBench> => {
  const clock = new FakeClock();
  const cable = new Cable(setting, 7);
  const device = simulated?.create({ clock, random: seeded(3), send: cable.toHost, settings });
  if (device) cable.end = device;
  await clock.advance(60_000);
  return { clock, cable, device };
};

export const findable = (drivers: Iterable<Parameters<typeof isFindable>[0]>): Findable[] =>
  [...drivers].filter(isFindable);

/** Runs a whole search, letting time pass in small steps. */
export const search = async (
  { clock, cable }: DetectBench,
  drivers: readonly Findable[],
  signal: AbortSignal = new AbortController().signal,
): Promise<{ readonly outcome: Outcome; readonly tookMs: number }> => {
  const began = clock.mono();
  let outcome: Outcome | undefined;
  let failure: unknown;
  searchSerial({ drivers, open: cable.open, clock, signal }).then(
    (found) => {
      outcome = found;
    },
    (error: unknown) => {
      failure = error;
    },
  );
  await settle();
  while (!outcome && !failure && clock.mono() - began < 180_000) await clock.advance(25);
  if (failure) throw failure;
  if (!outcome) throw new Error("the search hangs");
  return { outcome, tookMs: clock.mono() - began };
};
