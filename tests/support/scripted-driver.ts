import { Type } from "typebox";
import type { CommandDescriptor, DeviceIdentity } from "../../contract/index.ts";
import {
  type BytePort,
  type CommandResult,
  type Driver,
  DriverError,
  type DriverEvent,
  type Reading,
} from "../../drivers/api.ts";

/** A device in memory that does what a test tells it: a whole implementation of the driver interface, with nothing behind it. */
export interface ScriptedDevice {
  readonly driver: Driver;
  /** What the next polls answer; a thrown error is thrown. */
  poll: () => Reading | Promise<Reading>;
  identify: () => DeviceIdentity | Promise<DeviceIdentity>;
  run: (command: string, args: Record<string, unknown>, signal: AbortSignal) => CommandResult | Promise<CommandResult>;
  /** Counts what was called. */
  readonly calls: { open: number; identify: number; poll: number; run: string[]; close: number; observed: unknown[] };
  /** The device says something changed. */
  change(): void;
  event(event: DriverEvent): void;
}

export const okPrinter: Reading = {
  availability: "online",
  components: { paper: { state: "full", vendorCode: "DLE EOT 4 = 12" }, cover: { state: "closed" } },
  measures: { cuts: 7 },
};

export const command = (name: string, more: Partial<CommandDescriptor> = {}): CommandDescriptor => ({
  name,
  title: name,
  disturbs: "device",
  automatic: true,
  resets: false,
  timeoutMs: 5_000,
  args: Type.Object({}, { additionalProperties: false }),
  ...more,
});

const commands = [
  command("selfTest", { disturbs: "nothing" }),
  command("reset", { resets: true }),
  command("print", {
    args: Type.Object({ lines: Type.Integer({ minimum: 1, maximum: 9, default: 1 }) }, { additionalProperties: false }),
  }),
  command("eject", { disturbs: "money" }),
  command("reboot", { disturbs: "terminal" }),
];

export const scriptedDevice = (more: Partial<Driver> = {}): ScriptedDevice => {
  const changes = new Set<() => void>();
  const events = new Set<(event: DriverEvent) => void>();
  const device: ScriptedDevice = {
    calls: { open: 0, identify: 0, poll: 0, run: [], close: 0, observed: [] },
    poll: () => okPrinter,
    identify: () => ({ model: "Scripted", serial: "1" }),
    run: () => ({ status: "succeeded" }),
    change: () => {
      for (const listener of changes) listener();
    },
    event: (event) => {
      for (const listener of events) listener(event);
    },
    driver: {
      name: "scripted",
      title: "Scripted printer",
      deviceClass: "printer",
      protocol: "none",
      models: ["any"],
      maturity: "experimental",
      line: { kind: "serial", baudRates: [9600, 19200], dataBits: 8, parity: "none", stopBits: 1 },
      codes: [],
      config: Type.Object({ speed: Type.Integer({ default: 1, minimum: 1 }) }, { additionalProperties: false }),
      poll: { everyMs: 1_000, deadlineMs: 500 },
      commands,
      open: (port: BytePort | undefined) => {
        device.calls.open++;
        return {
          async identify() {
            device.calls.identify++;
            return device.identify();
          },
          async poll() {
            device.calls.poll++;
            return device.poll();
          },
          async run(name, args, signal) {
            device.calls.run.push(name);
            await port?.write(Uint8Array.of(0x1b, device.calls.run.length));
            return device.run(name, args, signal);
          },
          onChange: (listener) => {
            changes.add(listener);
            return () => changes.delete(listener);
          },
          onEvent: (listener) => {
            events.add(listener);
            return () => events.delete(listener);
          },
          observe: (observation) => void device.calls.observed.push(observation),
          async close() {
            device.calls.close++;
            changes.clear();
            events.clear();
          },
        };
      },
      ...more,
    },
  };
  return device;
};

export const noAnswer = (): never => {
  throw new DriverError("noAnswer", "silence");
};
