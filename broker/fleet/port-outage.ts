import type { DeviceHealth, Inventory } from "../../contract/index.ts";
import { clear, type Look } from "../faults/rule.ts";

/** What is looked at of one device. */
export interface PortView {
  readonly device: string;
  readonly port: string | undefined;
  /** Offline or absent, and because of its port rather than of itself. */
  readonly lost: boolean;
}
export interface PortOutage {
  /** Where the fault is kept: the first device of the group, or `ports` for all of them. */
  readonly device: string;
  readonly members: readonly string[];
  readonly text: string;
}

/** Causes that are the port's and not the device's. A device that is merely mute keeps its own fault. */
const portCauses = ["portMissing", "portLost"];
const isPortCause = (code: string | undefined): boolean => code !== undefined && portCauses.includes(code);

/** The hub of a USB port named by its path (`/dev/serial/by-path/pci-…-usb-0:2.1:1.0-port0` hangs on hub `usb-0:2`), else the port itself. */
export const hubOf = (port: string): string => /^(.*usb-\d+:[\d.]*\d)\.\d+:/.exec(port)?.[1] ?? port;

const groupsBy = (devices: readonly PortView[], keyOf: (port: string) => string): [string, PortView[]][] => {
  const groups = new Map<string, PortView[]>();
  for (const device of devices) {
    if (!device.port) continue;
    const key = keyOf(device.port);
    groups.set(key, [...(groups.get(key) ?? []), device]);
  }
  return [...groups];
};

const outage = (what: string, members: readonly PortView[]): PortOutage => {
  const names = members.map((m) => m.device).sort();
  return { device: names[0] as string, members: names, text: `${what}: ${names.join(", ")} lost together` };
};

/** Groups of devices that went together. All ports of a terminal (three or more) are one group, else all of one hub or port (two or more). */
export const portOutages = (devices: readonly PortView[]): PortOutage[] => {
  const onPorts = devices.filter((d) => d.port);
  if (onPorts.length >= 3 && onPorts.every((d) => d.lost))
    return [{ ...outage("every port", onPorts), device: "ports" }];
  return groupsBy(devices, hubOf)
    .filter(([, members]) => members.length >= 2 && members.every((m) => m.lost))
    .map(([hub, members]) => outage(hub, members));
};

export interface PortSaying {
  readonly device: string;
  readonly look: Look;
}

/** What is to be said of `port.lost` when a terminal's outages were `before` and are `now`. */
export const portSayings = (before: readonly PortOutage[], now: readonly PortOutage[]): PortSaying[] => [
  ...now.map(
    ({ device, members, text }): PortSaying => ({
      device,
      look: { verdict: "fault", evidence: () => ({ text, data: { devices: [...members] } }) },
    }),
  ),
  ...before
    .filter(({ device }) => !now.some((outage) => outage.device === device))
    .map(({ device }): PortSaying => ({ device, look: clear })),
];

/** The devices of a terminal as its ports are judged by. */
export const portViews = (
  inventory: Inventory | undefined,
  healthOf: (device: string) => DeviceHealth | undefined,
): PortView[] =>
  (inventory?.devices ?? []).map(({ device, port }) => {
    const health = healthOf(device);
    const down = health?.availability === "offline" || health?.availability === "absent";
    return { device, port, lost: down && isPortCause(health?.because?.code) };
  });
