import type { ComponentReading, DeviceCode, DriverErrorCode } from "../api.ts";
import type { Accuracy, Limits, Point, Verdict } from "../touch/accuracy.ts";
import type { Config } from "./config.ts";
import { fieldsText, linesOf } from "./grid.ts";
import type { SurfaceFacts } from "./surface.ts";

/** More impossible contacts than this in an hour are no chance. */
const impossiblePerHour = 2;

const at = (spot: Point | undefined): string => (spot ? ` at (${Math.round(spot.x)}, ${Math.round(spot.y)})` : "");

type Judge = (facts: SurfaceFacts, config: Config) => string | undefined;

interface SurfaceRow {
  readonly code: string;
  readonly text: string;
  readonly state: "stuck" | "flooded" | "noisy" | "unsteady";
  /** What is said of it, if it is so. */
  readonly judge: Judge;
}

/** hid-touch.md §5, the worst first. */
export const surfaceRows: readonly SurfaceRow[] = [
  {
    code: "stuck touch",
    text: "a contact rests in one place and does not lift",
    state: "stuck",
    judge: ({ resting }, c) => (resting && resting.ms > c.stuckAfterMs ? `stuck touch${at(resting.spot)}` : undefined),
  },
  {
    code: "ghosts",
    text: "very many touches with nobody at the terminal",
    state: "flooded",
    judge: (f, c) => (f.ghosts > c.floodPerHour ? `${f.ghosts} ghosts/h${at(f.cluster)}` : undefined),
  },
  {
    code: "ghosts",
    text: "touches with nobody at the terminal",
    state: "noisy",
    judge: (f, c) => (f.ghosts > c.ghostsPerHour ? `${f.ghosts} ghosts/h${at(f.cluster)}` : undefined),
  },
  {
    code: "drifting stuck",
    text: "a contact never lifts, though it moves",
    state: "noisy",
    judge: ({ downMs }, c) => (downMs > c.driftingAfterMs ? `drifting ${Math.round(downMs / 1000)} s` : undefined),
  },
  {
    code: "impossible contacts",
    text: "more contacts than the device can tell, or one that jumps across the screen",
    state: "noisy",
    judge: ({ impossible }) => (impossible > impossiblePerHour ? `${impossible} impossible contacts` : undefined),
  },
  {
    code: "blips",
    text: "many touches too short for a finger, or strokes that break",
    state: "unsteady",
    judge: ({ blips = 0 }, c) => (blips > c.unsteadyPercent ? `blips ${Math.round(blips)} %` : undefined),
  },
  {
    code: "jitter",
    text: "a contact held still trembles",
    state: "unsteady",
    judge: ({ jitter = 0 }, c) => (jitter > c.jitterPercent ? `jitter ${jitter.toFixed(2)} % of width` : undefined),
  },
];

/** Left out while nothing was heard: then neither well nor ill. */
export const surfaceOf = (facts: SurfaceFacts, config: Config): ComponentReading | undefined => {
  for (const { judge, state } of surfaceRows) {
    const vendorCode = judge(facts, config);
    if (vendorCode !== undefined) return { state, vendorCode: vendorCode.slice(0, 64) };
  }
  if (facts.isTouched === undefined) return undefined;
  return { state: facts.isTouched ? "touched" : "released" };
};

/** A dead field is one thing, several or a whole line another: a trace of the sensor or its cable. */
export const sensorOf = (dead: readonly number[], knowsAll: boolean): ComponentReading | undefined => {
  if (dead.length === 0) return knowsAll ? { state: "ok" } : undefined;
  const name = linesOf(dead).length > 0 ? "dead line" : "dead zone";
  const vendorCode = `${name} ${fieldsText(dead)}`.slice(0, 64);
  return { state: dead.length === 1 ? "deadSpot" : "inoperable", vendorCode };
};

export const limitsOf = ({ driftedPercent, inaccuratePercent, residualPercent }: Config): Limits => ({
  drifted: driftedPercent,
  inaccurate: inaccuratePercent,
  residual: residualPercent,
});

export const calibrationOf = (accuracy: Accuracy | undefined, verdict: Verdict | undefined): ComponentReading => {
  if (!accuracy || !verdict) return { state: "unknown" };
  if (verdict === "ok") return { state: verdict };
  return { state: verdict, vendorCode: `max ${accuracy.maxPercent.toFixed(2)} % of diagonal` };
};

export interface Activity {
  /** Since the last touch, or since we listen. */
  readonly quietMs: number;
  readonly touched: boolean;
  /** Who came since then. */
  readonly customers: number;
  /** Whether the sales application tells who is there at all. */
  readonly toldPresence: boolean;
}

/** No touch for long is no fault at night; customers who come and do not touch are one. */
export const activityOf = (a: Activity, config: Config): ComponentReading | undefined => {
  if (a.customers >= config.silentCustomers)
    return { state: "silent", vendorCode: `${a.customers} customers, no touch` };
  const hours = a.quietMs / 3_600_000;
  if (hours > config.silentAfterHours && (!a.toldPresence || a.customers > 0))
    return { state: "silent", vendorCode: `no touch for ${Math.floor(hours)} h` };
  return a.touched && a.customers === 0 ? { state: "ok" } : undefined;
};

/** That we cannot read it says nothing of the touchscreen. */
export const inputOf = (lost: DriverErrorCode | undefined): ComponentReading => {
  if (!lost) return { state: "ok" };
  return { state: "unknown", vendorCode: lost === "portDenied" ? "EACCES" : lost };
};

/** `power/runtime_status` (Documentation/ABI/testing/sysfs-devices-power). */
export const powerStates: Readonly<Record<string, "on" | "suspended">> = {
  active: "on",
  unsupported: "on",
  suspending: "on",
  resuming: "on",
  suspended: "suspended",
};

export const powerOf = (status: string | undefined, mayAutosuspend: boolean): ComponentReading | undefined => {
  if (status === undefined) return undefined;
  const vendorCode = `runtime_status=${status}`.slice(0, 64);
  const state = powerStates[status] ?? "unknown";
  if (state === "suspended" && mayAutosuspend) return { state: "on" };
  return state === "on" ? { state } : { state, vendorCode };
};

/** What presence shows, and what is told of touches. */
export const codes: readonly DeviceCode[] = [
  { code: "no USB device", text: "the device is not on USB", availability: "absent" },
  { code: "no driver", text: "no kernel driver holds its HID interface", component: "input", state: "mute" },
  {
    code: "no event node",
    text: "on USB, but the kernel made no touch input of it",
    component: "input",
    state: "mute",
  },
  { code: "EACCES", text: "the event node may not be read", component: "input", state: "unknown" },
  {
    code: "VID:PID",
    text: "another device than the one that was commissioned",
    component: "identity",
    state: "exchanged",
  },
  { code: "VID:PID", text: "another device than before", event: "deviceExchanged" },
  { code: "devnum", text: "the device came back on USB", event: "deviceReturned" },
  { code: "reset loop", text: "it left USB and came back again and again", component: "connection", state: "unstable" },
  ...Object.entries(powerStates).map(
    ([status, state]): DeviceCode => ({
      code: `runtime_status=${status}`,
      text: state === "on" ? "powered" : "put to sleep to save power",
      component: "power",
      state,
    }),
  ),
  ...surfaceRows.map(({ code, text, state }): DeviceCode => ({ code, text, component: "surface", state })),
  { code: "tip", text: "a finger is on the glass", component: "surface", state: "touched" },
  { code: "dead zone", text: "one field of the screen feels nothing", component: "sensor", state: "deadSpot" },
  { code: "dead zone", text: "several fields of the screen feel nothing", component: "sensor", state: "inoperable" },
  { code: "dead line", text: "a whole strip of the screen feels nothing", component: "sensor", state: "inoperable" },
  { code: "silent", text: "customers come, and nobody touches", component: "activity", state: "silent" },
  { code: "silent", text: "no touch for a day of opening", component: "activity", state: "silent" },
  { code: "accuracy", text: "touches land beside their targets", component: "calibration", state: "drifted" },
  { code: "accuracy", text: "touches land far from their targets", component: "calibration", state: "inaccurate" },
  { code: "accuracy", text: "no target was touched", refusal: "noTouches" },
  { code: "paint test", text: "fields were left without a mark", refusal: "fieldsMissing" },
  { code: "authorized", text: "taking it off USB is not allowed by the settings", refusal: "notConfigured" },
  { code: "authorized", text: "the file may not be written", refusal: "denied" },
  { code: "authorized", text: "it did not come back", refusal: "deviceFault" },
];
