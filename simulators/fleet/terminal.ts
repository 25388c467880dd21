import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { AppError, asRead, type Clock } from "../../contract/index.ts";
import type { SimulatedDevice } from "../api.ts";
import { type NetworkLine, openNetworkLine } from "../line/network.ts";
import type { ServedDevice } from "../line/serve.ts";
import { serveDevice } from "../line/serve-device.ts";
import type { Pace } from "../sales/pace.ts";
import { SalesApplication } from "../sales/sales-application.ts";
import type { Step } from "../scenarios/scenario.ts";
import { builtAs, type KioskDevice, type KioskModel, kiosks } from "./kiosks.ts";

export interface TerminalOptions {
  readonly id: string;
  readonly folder: string;
  readonly broker: { readonly host: string; readonly port: number };
  readonly password: string;
  readonly simulators: ReadonlyMap<string, SimulatedDevice>;
  readonly clock: Clock;
  readonly random: () => number;
  /** True for demonstrations: faster polls and refreshes, shorter keep-alives, so that a story fits into minutes. False: each protocol's own pace. */
  readonly hurry: boolean;
  readonly refreshMinutes?: number;
  /** How it is built; left out: `classic`. */
  readonly model?: KioskModel;
  /** Only these of the kiosk's devices; left out: all. */
  readonly devices?: readonly string[];
}

/** Customers come so often that a story of two minutes has enough of them, and leave gaps in which a repair can run. */
const hurriedPace: Pace = { betweenCustomers: [3_000, 7_000], step: [300, 800], patience: 6_000 };

const devicesOf = ({ devices, model = "classic" }: TerminalOptions): readonly KioskDevice[] =>
  kiosks[model].filter(({ id }) => devices?.includes(id) ?? true);

/** A simulated kiosk: its devices on virtual ports, its modem line, its sales application, and the settings file of its agent. */
export interface SimulatedTerminal {
  readonly id: string;
  readonly configFile: string;
  readonly socket: string;
  readonly devices: ReadonlyMap<string, ServedDevice>;
  readonly network: NetworkLine;
  readonly sales: SalesApplication;
  apply(step: Step): Promise<void>;
  close(): Promise<void>;
}

const settings = (
  o: TerminalOptions,
  network: NetworkLine,
  devices: ReadonlyMap<string, ServedDevice>,
  socket: string,
) => ({
  terminal: o.id,
  broker: {
    url: `mqtt://127.0.0.1:${network.port}`,
    password: o.password,
    ...(o.hurry ? { keepaliveSeconds: 5, resendSeconds: 3, backoffMaxSeconds: 3 } : {}),
  },
  dataFolder: join(o.folder, "agent"),
  kiosk: { socket },
  ...(o.refreshMinutes === undefined ? {} : { refreshMinutes: o.refreshMinutes }),
  devices: [
    ...devicesOf(o).map(({ id, driver, everyMs, config }) => ({
      id,
      driver,
      port: devices.get(id)?.path() ?? "",
      ...(config ? { config } : {}),
      ...(o.hurry && everyMs ? { poll: { everyMs } } : {}),
    })),
    ...(o.devices ? [] : [{ id: "host", driver: "host" }]),
  ],
});

/** Opens the ports and writes the agent's settings; the agent itself is started by the caller, as a process. */
export const openTerminal = async (options: TerminalOptions): Promise<SimulatedTerminal> => {
  const ports = join(options.folder, "ports");
  await mkdir(ports, { recursive: true });
  const network = await openNetworkLine(options.broker);
  const devices = new Map<string, ServedDevice>();
  for (const device of devicesOf(options)) {
    const { id, driver } = device;
    const simulated = options.simulators.get(driver);
    if (!simulated) throw new AppError("simulator", `no simulator for ${driver}`);
    devices.set(
      id,
      await serveDevice(simulated, {
        clock: options.clock,
        random: options.random,
        link: join(ports, id),
        settings: builtAs(device, options.id),
      }),
    );
  }
  const socket = join(options.folder, "kiosk.sock");
  const configFile = join(options.folder, "agent.yaml");
  await writeFile(configFile, stringify(settings(options, network, devices, socket)), { mode: 0o600 });
  const sales = new SalesApplication({
    clock: options.clock,
    random: options.random,
    devices: new Map([...devices].map(([id, d]) => [id, d.device])),
    agent: { socketPath: socket },
    ...(options.hurry ? { pace: hurriedPace } : {}),
  });
  const deviceOf = (id: string): ServedDevice => {
    const device = devices.get(id);
    if (!device) throw new AppError("unknownDevice", asRead(`terminal ${options.id} has no device ${id}`));
    return device;
  };
  return {
    id: options.id,
    configFile,
    socket,
    devices,
    network,
    sales,
    async apply(step) {
      if ("network" in step) return network.set(step.network);
      const device = deviceOf(step.device);
      if ("cable" in step) return step.cable === "out" ? device.unplug() : device.replug();
      if ("inject" in step) device.inject(step.inject);
      else if ("clear" in step) device.clear(step.clear);
      else device.device.act(step.act, step.args);
    },
    async close() {
      sales.stop();
      for (const device of devices.values()) await device.close();
      await network.close();
    },
  };
};
