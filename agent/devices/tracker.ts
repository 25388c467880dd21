import {
  type Availability,
  availabilities,
  type ComponentHealth,
  type DeviceClass,
  type DeviceHealth,
  measures as measureNames,
  statesOf,
  components as vocabulary,
} from "../../contract/index.ts";
import type { ComponentReading, Reading } from "../../drivers/api.ts";

/** What a driver said against the vocabulary; logged once each. */
export type Complaint = string;

export interface TrackerOptions {
  readonly deviceClass: DeviceClass;
  /** Frames the driver lets through; others never leave the agent. */
  readonly mayShow: (frame: Uint8Array) => boolean;
  readonly freshForMs: number;
  readonly complain: (complaint: Complaint) => void;
}

type Components = DeviceHealth["components"];

const goodState = (deviceClass: DeviceClass, name: string): string | undefined =>
  (vocabulary[deviceClass] as Record<string, readonly string[]>)[name]?.[0];

const frameOf = (reading: ComponentReading, mayShow: TrackerOptions["mayShow"]): string | undefined => {
  if (reading.frame === undefined) return undefined;
  const bytes = Buffer.from(reading.frame.replace(/[^0-9a-fA-F]/g, ""), "hex");
  return mayShow(bytes) ? reading.frame.slice(0, 256) : undefined;
};

/** One component in the words of the vocabulary. Evidence goes along only for what is not good: a healthy terminal stays under 1 MB a day. */
const componentOf = (
  name: string,
  reading: ComponentReading,
  now: number,
  options: TrackerOptions,
): ComponentHealth => {
  const known = statesOf(options.deviceClass, name).includes(reading.state);
  if (!known) options.complain(`${name} cannot be "${reading.state}": taken as unknown`);
  const state = known ? reading.state : "unknown";
  const frame = state === goodState(options.deviceClass, name) ? undefined : frameOf(reading, options.mayShow);
  const vendorCode = known ? reading.vendorCode : `state ${reading.state}`;
  return {
    state,
    since: now,
    ...(vendorCode !== undefined && { vendorCode: vendorCode.slice(0, 64) }),
    ...(frame !== undefined && { frame }),
  };
};

const componentsOf = (reading: Reading, before: Components, now: number, options: TrackerOptions): Components => {
  const found: Components = {};
  for (const [name, value] of Object.entries(reading.components)) {
    if (statesOf(options.deviceClass, name).length === 0) {
      options.complain(`a ${options.deviceClass} has no component "${name}": left out`);
      continue;
    }
    const component = componentOf(name, value, now, options);
    const old = before[name];
    found[name] = old?.state === component.state ? { ...component, since: old.since } : component;
  }
  return found;
};

const measuresOf = (reading: Reading, options: TrackerOptions): Record<string, number> =>
  Object.fromEntries(
    Object.entries(reading.measures).filter(([name, value]) => {
      if (Object.hasOwn(measureNames, name) && Number.isFinite(value)) return true;
      options.complain(`measure "${name}" is not in the vocabulary or not a number: left out`);
      return false;
    }),
  );

const availabilityOf = (value: string, options: TrackerOptions): Availability => {
  const known = availabilities.find((a) => a === value);
  if (!known) options.complain(`availability cannot be "${value}": taken as unknown`);
  return known ?? "unknown";
};

const becauseOf = (because: { readonly code: string; readonly text: string }) => ({
  code: because.code.slice(0, 64),
  text: because.text.slice(0, 500),
});

/** Turns a reading into health: adds times, keeps `since` of what did not change, and takes what the vocabulary does not know as unknown. Pure but for `complain`. */
export const healthOf = (
  reading: Reading,
  before: DeviceHealth | undefined,
  now: number,
  options: TrackerOptions,
): DeviceHealth => ({
  deviceClass: options.deviceClass,
  availability: availabilityOf(reading.availability, options),
  ...(reading.because && { because: becauseOf(reading.because) }),
  components: componentsOf(reading, before?.components ?? {}, now, options),
  measures: measuresOf(reading, options),
  ...(reading.money && { money: reading.money }),
  observedAt: now,
  freshForMs: options.freshForMs,
});

const handlesMoney: readonly DeviceClass[] = ["cashAcceptor"];

/** Health of a device nobody can talk to: every part of it unknown, and why. */
export const deadHealth = (
  because: { readonly code: string; readonly text: string },
  before: DeviceHealth | undefined,
  now: number,
  options: TrackerOptions,
): DeviceHealth => {
  const names = Object.keys(before?.components ?? {});
  const all = names.length > 0 ? names : Object.keys(vocabulary[options.deviceClass]);
  const components = Object.fromEntries(all.map((name) => [name, { state: "unknown" }]));
  const absent = because.code === "portMissing" || because.code === "portLost";
  const money = before?.money !== undefined || handlesMoney.includes(options.deviceClass);
  const reading: Reading = {
    availability: absent ? "absent" : "offline",
    because,
    components,
    measures: {},
    ...(money && { money: "unknown" as const }),
  };
  return healthOf(reading, before, now, options);
};

const essence = (health: DeviceHealth): string =>
  JSON.stringify([
    health.availability,
    health.because?.code ?? null,
    health.money ?? null,
    Object.entries(health.components)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, c]) => [
        name,
        c.state,
        c.state === goodState(health.deviceClass, name) ? null : (c.vendorCode ?? null),
      ]),
  ]);

/** True if anything but measures, times and frames differs: that is news; all else waits for the slow refresh. */
export const isNews = (before: DeviceHealth | undefined, now: DeviceHealth): boolean =>
  before === undefined || essence(before) !== essence(now);

/**
 * How long a reading stays true without a word from us. An idle healthy device only reports on the slow refresh, so this is longer than two of
 * them: one lost refresh does not make a device look stale.
 */
export const freshForMs = (refreshMs: number): number =>
  Math.min(7 * 86_400_000, Math.max(1_000, Math.round(refreshMs * 2 + 60_000)));
