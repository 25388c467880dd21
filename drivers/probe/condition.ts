import { components, type DeviceClass } from "../../contract/index.ts";
import type { Reading } from "../api.ts";

/**
 * States that are not the resting one and yet no fault: somebody uses the device, or a part is not fitted.
 * Everything else that is not the first state of its list counts against the device.
 */
const harmless: { readonly [C in DeviceClass]?: Readonly<Record<string, readonly string[]>> } = {
  cashAcceptor: { escrow: ["notEmpty", "held"], acceptor: ["disabled", "starting", "paused"] },
  cardReader: { media: ["present", "entering", "latched"], entry: ["closed"] },
  printer: { media: ["present"], feedButton: ["pressed"] },
  display: { fan: ["notFitted"], lightSensor: ["notFitted"], signal: ["notApplicable"] },
  // accuracy is known only after people have touched known targets: a fresh screen has none, and is not ill
  touchscreen: { surface: ["touched"], calibration: ["unknown"] },
  // only the agent knows the broker's clock and its own outbox
  host: { clock: ["unknown"], outbox: ["unknown"] },
  cabinet: { operatorSwitch: ["maintenance"] },
  // a battery is charging after every outage, and correcting the voltage is what a UPS is for
  powerSupply: { battery: ["charging"], output: ["regulated"], selfTest: ["running"] },
};

export type Verdict = "healthy" | "faulty" | "unknown";

/** What a reading says of one component: `unknown` is never good. */
export const stateVerdict = (deviceClass: DeviceClass, component: string, state: string): Verdict => {
  const [good] = (components[deviceClass] as Readonly<Record<string, readonly string[]>>)[component] ?? [];
  if (state === good || harmless[deviceClass]?.[component]?.includes(state)) return "healthy";
  return state === "unknown" ? "unknown" : "faulty";
};

/** What a whole reading says: faulty before unknown before healthy; a device that is not online or busy is faulty or unknown itself. */
export const verdictOf = (deviceClass: DeviceClass, reading: Reading): Verdict => {
  const parts = Object.entries(reading.components).map(([name, { state }]) => stateVerdict(deviceClass, name, state));
  const reachable = { online: "healthy", busy: "healthy", starting: "unknown", unknown: "unknown" } as const;
  const all: Verdict[] = [
    ...parts,
    reading.availability in reachable ? reachable[reading.availability as keyof typeof reachable] : "faulty",
  ];
  return all.includes("faulty") ? "faulty" : all.includes("unknown") ? "unknown" : "healthy";
};
