import { type ConfiguredDevice, means } from "./configured.ts";
import { holdersOf } from "./holders.ts";
import type { FoundPort, SurveyedPort } from "./port.ts";
import { ptys, serialPorts } from "./serial.ts";
import { usbPorts } from "./usb.ts";

export interface SurveyOptions {
  /** The folder that stands for `/`. */
  readonly root: string;
  /** Also names without a chip, hubs and pseudo-terminals. */
  readonly all: boolean;
}

/** A USB device that is a serial adapter is shown once, as its serial port. */
const isAdapter = ({ usb }: FoundPort, serial: readonly FoundPort[]): boolean =>
  serial.some((port) => port.usb !== undefined && port.usb.place === usb?.place);

/** Every port the system lists, without who uses it: cheap enough to be asked every second. */
export const listPorts = async ({ root, all }: SurveyOptions): Promise<FoundPort[]> => {
  const [serial, usb] = [await serialPorts(root), await usbPorts(root, all)];
  const others = all ? [...usb, ...(await ptys(root))] : usb.filter((port) => !isAdapter(port, serial));
  return [...serial.filter(({ real }) => all || real), ...others];
};

export interface Survey {
  readonly ports: readonly SurveyedPort[];
  /** The agent's devices whose port is not there. */
  readonly missing: readonly ConfiguredDevice[];
}

const usersOf = async (root: string, port: FoundPort, devices: readonly ConfiguredDevice[]): Promise<string[]> => {
  const used = await Promise.all(devices.map((device) => means(root, device.port, port)));
  return devices.filter((_, n) => used[n]).map(({ id }) => id);
};

/** A port of another kind: a folder of the system, a USB/IP server. Nothing is said of these. */
const isHere = ({ port }: ConfiguredDevice): boolean => /^(\/|usb:)/.test(port);

/**
 * Every port with who holds it and which of the agent's devices it belongs to. Opens none of them. A pseudo-terminal that a device is set to is
 * listed even if others are not: in a simulated kiosk every port is one.
 */
export const survey = async (options: SurveyOptions, devices: readonly ConfiguredDevice[]): Promise<Survey> => {
  const { root, all } = options;
  const found = [...(await listPorts(options)), ...(all ? [] : await ptys(root))];
  const holders = await holdersOf(root);
  const ports = await Promise.all(
    found.map(async (port) => ({
      ...port,
      holders: holders(port.nodes),
      usedBy: await usersOf(root, port, devices),
    })),
  );
  const placed = new Set(ports.flatMap(({ usedBy }) => usedBy));
  return {
    ports: ports.filter(({ kind, usedBy }) => all || kind !== "pty" || usedBy.length > 0),
    missing: devices.filter((device) => isHere(device) && !placed.has(device.id)),
  };
};
