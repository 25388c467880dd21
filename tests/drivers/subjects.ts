import { loadDrivers } from "../../drivers/catalog.ts";
import { loadSimulators } from "../../simulators/catalog.ts";

/** Every driver there is, with its simulated device. */
export const drivers = await loadDrivers();
export const simulators = await loadSimulators();

/** Those on a serial line or on USB, whose bytes can be spoilt and whose plug can be pulled. */
export const onLine = [...drivers.values()].flatMap((driver) => {
  const simulated = simulators.get(driver.name);
  return simulated && (driver.line.kind === "serial" || driver.line.kind === "usb")
    ? [[driver.name, { driver, simulated }] as const]
    : [];
});
