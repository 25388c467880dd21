import { type Clock, type DeviceIdentity, withDefaults } from "../../contract/index.ts";
import { type Driver, DriverError, isDriverError, type Recognised, type UsbLine } from "../api.ts";
import { functionOf, interfaceFor } from "../port/usb/descriptors.ts";
import { listUsb } from "../port/usb/sysfs.ts";

/** A device that is on no serial line: found by its descriptors, or by being there. */
export interface FoundElsewhere extends Recognised {
  readonly driver: Driver;
  /** Place of a USB device, `1-1.2`. */
  readonly place?: string;
}

const isUsb = (driver: Driver): driver is Driver & { readonly line: UsbLine } => driver.line.kind === "usb";

const identityOf = (texts: { manufacturer?: string; product?: string; serialNumber?: string }): DeviceIdentity => ({
  ...(texts.manufacturer && { manufacturer: texts.manufacturer }),
  ...(texts.product && { model: texts.product }),
  ...(texts.serialNumber && { serial: texts.serialNumber }),
});

/** USB devices that a driver knows by their descriptors. Nothing is opened. */
export const findUsb = async (root: string, drivers: Iterable<Driver>): Promise<FoundElsewhere[]> => {
  const devices = (await listUsb(root)) ?? [];
  return [...drivers].filter(isUsb).flatMap((driver) =>
    devices.flatMap((device): FoundElsewhere[] => {
      const one = interfaceFor(driver.line, device.descriptors);
      if (!one) return [];
      const found: Recognised | undefined = driver.recognise
        ? driver.recognise(functionOf(device.descriptors, one, device.texts))
        : { confidence: "likely" };
      if (!found) return [];
      const identity = { ...identityOf(device.texts), ...found.identity };
      return [{ ...found, identity, driver, place: device.place }];
    }),
  );
};

/** Reading files and asking programs, ms. */
const identifyMs = 6_000;

type Place = Readonly<Record<string, unknown>>;

const portOf = ({ line }: Driver, root: string) => (line.kind === "system" ? { root } : undefined);

/** What the driver says of itself within its time; `undefined` if it is not there. */
const identified = async (
  driver: Driver,
  place: Place,
  { root, clock }: { readonly root: string; readonly clock: Clock },
): Promise<DeviceIdentity | undefined> => {
  const memory = new Map<string, unknown>();
  const session = driver.open(portOf(driver, root), withDefaults(driver.config, place), {
    clock,
    random: () => 0.5, // a look changes nothing: chance has no part in it
    memory: { get: (key) => memory.get(key), set: (key, value) => void memory.set(key, value) },
  });
  const stop = new AbortController();
  const late = new DriverError("noAnswer", `${driver.name}: not identified within ${identifyMs} ms`);
  const tooLate = new Promise<never>((_, reject) => stop.signal.addEventListener("abort", () => reject(late)));
  const timer = clock.after(identifyMs, () => stop.abort(late));
  try {
    return await Promise.race([session.identify(stop.signal), tooLate]);
  } catch (error) {
    if (isDriverError(error)) return undefined; // it is not there, or says so
    throw error;
  } finally {
    timer.cancel();
    await session.close();
  }
};

/** A driver that counts its devices is believed; of another one is there only if it can say something of itself. */
const findOf = async (driver: Driver, where: { root: string; clock: Clock }): Promise<FoundElsewhere[]> => {
  const places = (await driver.installed?.(portOf(driver, where.root), where.clock)) ?? [{}];
  const found: FoundElsewhere[] = [];
  for (const config of places as readonly Place[]) {
    const identity = await identified(driver, config, where);
    const isKnown = identity !== undefined && Object.keys(identity).length > 0;
    if (isKnown) found.push({ driver, confidence: "certain", identity, config });
    else if (identity && driver.installed) found.push({ driver, confidence: "likely", config });
  }
  return found;
};

/** What is reached through parts of the operating system, and the computer itself. */
export const findInSystem = async (
  root: string,
  drivers: Iterable<Driver>,
  clock: Clock,
): Promise<FoundElsewhere[]> => {
  const all = [...drivers].filter(({ line }) => line.kind === "system" || (line.kind === "none" && root === "/"));
  return (await Promise.all(all.map((driver) => findOf(driver, { root, clock })))).flat();
};
