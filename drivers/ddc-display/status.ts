import type { DeviceCode } from "../api.ts";
import type { VcpValue } from "./ddcutil-text.ts";

interface Word {
  readonly text: string;
  readonly state: string;
}
type Words<K extends string | number> = Readonly<Partial<Record<K, Word>>>;

/** File `status` of a connector (display-edid-ddc.md §1). VGA may say unknown: then the EDID decides. */
export const cable: Words<string> = {
  connected: { text: "a display is connected", state: "connected" },
  disconnected: { text: "no display is connected", state: "disconnected" },
  unknown: { text: "the connector cannot tell", state: "unknown" },
};

/** File `enabled`. */
export const enabled: Words<string> = {
  enabled: { text: "a picture goes to this connector", state: "on" },
  disabled: { text: "no picture goes to this connector", state: "disabled" },
};

/** File `dpms`: what the computer asked the display to do. */
export const dpms: Words<string> = {
  On: { text: "the computer sends a picture", state: "on" },
  Standby: { text: "the computer let the display sleep (standby)", state: "asleep" },
  Suspend: { text: "the computer let the display sleep (suspend)", state: "asleep" },
  Off: { text: "the computer let the display sleep (off)", state: "asleep" },
};

/** VCP D6, power mode (§3.3). */
export const powerModes: Words<number> = {
  0x01: { text: "on", state: "on" },
  0x02: { text: "standby", state: "off" },
  0x03: { text: "suspend", state: "off" },
  0x04: { text: "off", state: "off" },
  0x05: { text: "off, switched by its button", state: "off" },
};

/** VCP 60, input source (§3.3). */
const inputs: Readonly<Record<number, string>> = {
  0x01: "VGA 1",
  0x02: "VGA 2",
  0x03: "DVI 1",
  0x04: "DVI 2",
  0x0f: "DisplayPort 1",
  0x10: "DisplayPort 2",
  0x11: "HDMI 1",
  0x12: "HDMI 2",
};
export const inputName = (value: number): string => inputs[value] ?? `input ${hex(value)}`;

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");

export const stateIn = <K extends string | number>(words: Words<K>, key: K): string => words[key]?.state ?? "unknown";

/** Percent of a continuous value; a maximum of 0 says nothing. */
export const percentOf = (value: VcpValue | undefined): number | undefined => {
  if (value?.kind !== "continuous" || value.max === 0 || value.current > value.max) return undefined;
  return Math.round((1000 * value.current) / value.max) / 10;
};

/**
 * VCP C0, hours: two bytes; from MCCS 3 on three, the highest of which stands in the low byte of the maximum (ddcutil,
 * vcp_feature_codes.c, format_feature_detail_xc0_display_usage_time).
 */
export const hoursOf = (value: VcpValue | undefined, mccsMajor: number | undefined): number | undefined => {
  if (value?.kind === "bytes") return value.sh * 256 + value.sl;
  if (value?.kind !== "continuous") return undefined;
  const third = (mccsMajor ?? 0) >= 3 && value.max < 0x100 ? value.max : 0;
  return third * 0x10000 + value.current;
};

/** What ddcutil says instead of values, and ends with status 1 (main.c, ddc_display_selection.c). */
export const complaints: readonly (readonly [pattern: RegExp, text: string, state: "lost" | "unknown"])[] = [
  [
    /No \/dev\/i2c devices exist|requires module i2c-dev|does not exist\. Error = ENOENT/,
    "the kernel module i2c-dev is not loaded",
    "unknown",
  ],
  [/is not readable and writable|EACCES/, "no permission for /dev/i2c-*: add the user to the group i2c", "unknown"],
  [/DDC communication failed for monitor/, "DDC communication failed for monitor on bus", "lost"],
  [/No monitor detected on bus/, "No monitor detected on bus", "lost"],
  [/Bus \/dev\/i2c-\d+ not found/, "Bus not found", "lost"],
  [/Display not found/, "Display not found", "lost"],
  [/No displays found/, "No displays found", "lost"],
];

const ofWords = <K extends string | number>(name: string, component: string, words: Words<K>): DeviceCode[] =>
  (Object.entries(words) as [string, Word][]).map(([key, { text, state }]) => ({
    code: `${name}=${/^\d+$/.test(key) ? hex(Number(key)) : key}`,
    text,
    component,
    state,
  }));

const edidChecks: readonly string[] = [
  "length no multiple of 128",
  "wrong header",
  "wrong checksum of a block",
  "other blocks than announced",
  "manufacturer is no letters",
  "no detailed timing",
];

/** Everything that connector, EDID and DDC/CI can say, and what is made of it. */
export const codes: readonly DeviceCode[] = [
  ...ofWords("status", "cable", cable),
  ...ofWords("enabled", "output", enabled),
  ...ofWords("dpms", "output", dpms),
  ...ofWords("VCP D6", "power", powerModes),
  ...edidChecks.map((text): DeviceCode => ({ code: "EDID", text, component: "edid", state: "damaged" })),
  {
    code: "EDID empty",
    text: "there was one before: the cable is half out",
    component: "cable",
    state: "disconnected",
  },
  {
    code: "EDID bytes 8-17",
    text: "another display than the one that was commissioned",
    component: "identity",
    state: "exchanged",
  },
  ...complaints.map(([, text, state]): DeviceCode => ({ code: "ddcutil", text, component: "control", state })),
  { code: "VCP nn ERR", text: "not supported, or not answered", component: "control", state: "lost" },
  { code: "VCP C0", text: "usage time in hours: a measure", component: "control", state: "ok" },
  { code: "status changed", text: "the video cable came out", event: "cableOut" },
  { code: "status changed", text: "the video cable is in again", event: "cableIn" },
  { code: "EDID changed", text: "another display is connected", event: "deviceExchanged" },
  { code: "status=disconnected", text: "no display is connected", refusal: "noDisplay" },
  { code: "ddcutil", text: "the display cannot be controlled", refusal: "noControl" },
  { code: "VCP nn", text: "the value read back is another", refusal: "notTaken" },
];
