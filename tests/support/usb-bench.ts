import { withDefaults } from "../../contract/index.ts";
import type { Driver, DriverEvent } from "../../drivers/api.ts";
import { tapUsb } from "../../drivers/port/wiretap.ts";
import { hex } from "../../drivers/wire/fields.ts";
import type { SimulatedDevice } from "../../simulators/api.ts";
import { usbMemoryPort } from "../../simulators/line/usb/memory.ts";
import { usbRig } from "../../simulators/line/usb/rig.ts";
import { finishing, memoryIn, never } from "./driver-bench.ts";
import { FakeClock } from "./fake-clock.ts";

export interface UsbBenchOptions {
  /** Of the simulated device. */
  readonly settings?: Record<string, unknown>;
  /** Of the driver; what is left out has its default. */
  readonly config?: Record<string, unknown>;
}

/** A driver's session on USB in memory to its simulated device, on a clock that moves only here. `said`: every message, `H:` the host's, `D:` the device's. */
export const usbBench = (
  { driver, simulated }: { readonly driver: Driver; readonly simulated: SimulatedDevice },
  { settings = {}, config = {} }: UsbBenchOptions,
) => {
  if (driver.line.kind !== "usb") throw new RangeError(`${driver.name} is not on USB`);
  const clock = new FakeClock();
  const random = () => 0.5;
  const { device, emulation, line } = usbRig(simulated, { clock, random, settings });
  const { port, pull } = usbMemoryPort(emulation, driver.line, clock);
  const said: string[] = [];
  const tapped = tapUsb(port, (way, bytes) => said.push(`${way === "sent" ? "H" : "D"}: ${hex(bytes)}`));
  const memory = memoryIn(new Map());
  const session = driver.open(tapped, withDefaults(driver.config, config) as never, { clock, random, memory });
  const events: DriverEvent[] = [];
  session.onEvent?.((event) => void events.push(event));
  const finish = finishing(clock, 10);
  return {
    clock,
    device,
    line,
    pull,
    said,
    session,
    events,
    identify: () => finish(session.identify(never)),
    poll: () => finish(session.poll(never)),
    run: (command: string, args: Record<string, unknown> = {}) => finish(session.run(command, args, never)),
  };
};
