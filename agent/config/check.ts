import { configIssues } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import type { AgentSettings, DeviceSettings } from "./settings.ts";

type Drivers = ReadonlyMap<string, Driver>;

const repeated = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

/** A shared line is opened by its relay, with the relay's own settings. */
const tapIssues = (device: DeviceSettings, driver: Driver): string[] => [
  ...(driver.shared ? [] : [`ownership: ${driver.name} cannot listen to another program's conversation`]),
  ...(device.port === undefined ? [] : ["port: the relay opens the port; leave it out with ownership: tap"]),
  ...(device.baudRate === undefined ? [] : ["baudRate: the relay sets the speed; leave it out with ownership: tap"]),
];

const portIssues = (device: DeviceSettings, driver: Driver): string[] => {
  if (device.ownership === "tap") return tapIssues(device, driver);
  if (device.tap !== undefined) return ["tap: only with ownership: tap"];
  if (driver.line.kind === "none")
    return [
      ...(device.port === undefined ? [] : [`port: ${driver.name} is on no line, leave it out`]),
      ...(device.baudRate === undefined ? [] : [`baudRate: ${driver.name} is on no line, leave it out`]),
    ];
  if (driver.line.kind !== "serial")
    return device.baudRate === undefined ? [] : [`baudRate: ${driver.name} is on no serial line, leave it out`];
  const rates = driver.line.baudRates;
  return [
    ...(device.port === undefined ? [`port: ${driver.name} needs one, e.g. /dev/serial/by-id/...`] : []),
    ...(device.baudRate === undefined || rates.includes(device.baudRate)
      ? []
      : [`baudRate: ${device.baudRate} is none of ${rates.join(", ")}`]),
  ];
};

const deviceIssues = (device: DeviceSettings, drivers: Drivers, known: readonly string[]): string[] => {
  const driver = drivers.get(device.driver);
  if (!driver) return [`driver: unknown driver ${device.driver}; known: ${known.join(", ") || "none"}`];
  const config = configIssues(driver.config, device.config).map(
    (i) => `config${i.path === "/" ? "" : i.path.replaceAll("/", ".")} ${i.message}`,
  );
  return [...portIssues(device, driver), ...config];
};

const brokerIssues = ({ broker, terminal }: AgentSettings): string[] => [
  ...(broker.password !== undefined && broker.passwordFile !== undefined
    ? ["broker: password and passwordFile exclude each other"]
    : []),
  ...(broker.username !== undefined && broker.username !== terminal
    ? [`broker.username must be the terminal id (${terminal}): the access table is derived from it`]
    : []),
];

const kioskIssues = ({ kiosk }: AgentSettings): string[] =>
  kiosk && (kiosk.socket === undefined) === (kiosk.port === undefined) ? ["kiosk: give either socket or port"] : [];

/** Everything wrong beyond the schema: names, drivers and their own settings, ports used twice. Pure; empty if all is well. */
export const settingsIssues = (settings: AgentSettings, drivers: Drivers, known: readonly string[]): string[] => {
  const ports = settings.devices.flatMap((d) => (d.port === undefined ? [] : [d.port]));
  return [
    ...brokerIssues(settings),
    ...kioskIssues(settings),
    ...repeated(settings.devices.map((d) => d.id)).map((id) => `devices: id ${id} is given twice`),
    ...repeated(ports).map((port) => `devices: port ${port} is given to two devices`),
    ...settings.devices.flatMap((device, i) =>
      deviceIssues(device, drivers, known).map((text) => `devices.${i} (${device.id}) ${text}`),
    ),
  ];
};
