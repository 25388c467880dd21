import type { ComponentReading } from "../api.ts";

/** What an acknowledge code does to the health, and how long it is held: each is told only once. */
interface AckMeaning {
  readonly text: string;
  readonly effect?: { readonly component: "controller" | "settings" | "surface"; readonly state: string };
  /** `proof`: until a reset or an accuracy test shows the contrary; otherwise ms. */
  readonly held?: "proof" | number;
  /** Our packet was not understood: send it again once. */
  readonly resend?: true;
  /** The command was refused: its Ack comes without an answer before it. */
  readonly refusal?: true;
}

const surfaceHeldMs = 300_000;
const doubtHeldMs = 60_000;

/** elo-smartset.md §3.1 and §8. */
export const ackCodes: Readonly<Record<string, AckMeaning>> = {
  "1": { text: "division by zero in calibration or scaling" },
  "2": { text: "bad input packet", resend: true, refusal: true },
  "3": { text: "bad checksum", resend: true, refusal: true },
  "4": { text: "input overrun", resend: true, refusal: true },
  "5": { text: "illegal command", refusal: true },
  "6": { text: "calibration cancelled" },
  "8": { text: "invalid serial set-up" },
  "9": { text: "NVRAM not valid, initialising", effect: { component: "settings", state: "lost" }, held: "proof" },
  A: { text: "set not available", refusal: true },
  B: { text: "not supported in this firmware", refusal: true },
  C: { text: "illegal subcommand", refusal: true },
  D: { text: "operand out of range", refusal: true },
  E: { text: "invalid type", refusal: true },
  F: { text: "fatal error condition", effect: { component: "controller", state: "inoperable" }, held: "proof" },
  G: { text: "query not available", refusal: true },
  H: { text: "invalid interrupt number", refusal: true },
  I: { text: "NVRAM failure", effect: { component: "settings", state: "lost" }, held: "proof" },
  J: { text: "invalid address", refusal: true },
  K: { text: "power-on self-test failed", effect: { component: "controller", state: "inoperable" }, held: doubtHeldMs },
  L: { text: "operation failed", refusal: true },
  M: { text: "measurement warning", effect: { component: "surface", state: "noisy" }, held: surfaceHeldMs },
  N: { text: "measurement error", effect: { component: "surface", state: "noisy" }, held: surfaceHeldMs },
};

/** Reserved codes and those of a newer firmware: the controller is not well for sure, nor ill for sure. */
const unknownCode = (code: string): AckMeaning => ({
  text: `unknown code ${code}`,
  effect: { component: "controller", state: "unknown" },
  held: doubtHeldMs,
});

export const meaningOfAck = (code: string): AckMeaning => ackCodes[code] ?? unknownCode(code);

export const isRefusal = (codes: readonly string[]): boolean => codes.some((code) => meaningOfAck(code).refusal);
export const isGarbled = (codes: readonly string[]): boolean => codes.some((code) => meaningOfAck(code).resend);
export const textOfCodes = (codes: readonly string[]): string =>
  codes.map((code) => `${code}: ${meaningOfAck(code).text}`).join("; ");

interface Test {
  readonly name: string;
  readonly component: "controller" | "sensor" | "settings";
  readonly state: string;
  readonly text: string;
}

/** Bits of the diagnostics mask; 1 = failed (§3.2, §8). */
export const tests: readonly Test[] = [
  { name: "id", component: "controller", state: "inoperable", text: "firmware and board do not match" },
  { name: "cpu", component: "controller", state: "inoperable", text: "instruction set" },
  { name: "rom", component: "controller", state: "inoperable", text: "ROM checksum" },
  { name: "ram", component: "controller", state: "inoperable", text: "RAM read and write" },
  { name: "nvram", component: "settings", state: "lost", text: "NVRAM checksum: settings lost" },
  {
    name: "drive",
    component: "sensor",
    state: "inoperable",
    text: "touchscreen not connected, or its drivers defective",
  },
  { name: "chop", component: "controller", state: "inoperable", text: "expansion board" },
  { name: "reserved", component: "controller", state: "unknown", text: "reserved bit 7" },
];

/** Failed tests of a mask, with words. */
export const failuresOf = (mask: number): readonly Test[] => tests.filter((_, bit) => (mask & (1 << bit)) !== 0);

const maskCode = (mask: number): string => `d=${mask.toString(16).toUpperCase().padStart(2, "0")}`;

const worst: Readonly<Record<string, number>> = { ok: 0, unknown: 1, lost: 2, inoperable: 2 };

export interface HeldCode {
  readonly code: string;
  readonly frame: string;
}
export interface Evidence {
  /** Result of the diagnostics query; left out if the firmware has none. */
  readonly diagnostics?: { readonly mask: number; readonly frame: string };
  readonly held: readonly HeldCode[];
  /** The controller does not report touches: Mode1 bit 0 is off. */
  readonly touchesOff?: { readonly mode1: number; readonly frame: string };
}

type Parts = Record<"controller" | "sensor" | "settings", ComponentReading>;

const worsen = (parts: Parts, component: keyof Parts, reading: ComponentReading): void => {
  if ((worst[reading.state] ?? 0) > (worst[parts[component].state] ?? 0)) parts[component] = reading;
};

/** States of controller, sensor and settings. The self-test's own result is believed before the Ack that only says it failed. Pure. */
export const partsOf = ({ diagnostics, held, touchesOff }: Evidence): Parts => {
  const start = (): ComponentReading => (diagnostics ? { state: "ok" } : { state: "unknown" });
  const parts: Parts = { controller: start(), sensor: start(), settings: start() };
  if (diagnostics)
    for (const { component, state } of failuresOf(diagnostics.mask))
      worsen(parts, component, { state, vendorCode: maskCode(diagnostics.mask), frame: diagnostics.frame });
  for (const { code, frame } of held) {
    const effect = meaningOfAck(code).effect;
    const explained = code === "K" && diagnostics !== undefined && diagnostics.mask !== 0;
    if (effect && effect.component !== "surface" && !explained)
      worsen(parts, effect.component, { state: effect.state, vendorCode: `Ack ${code}`, frame });
  }
  if (touchesOff) {
    const mode = touchesOff.mode1.toString(16).toUpperCase().padStart(2, "0");
    worsen(parts, "settings", { state: "lost", vendorCode: `mode ${mode}`, frame: touchesOff.frame });
  }
  return parts;
};

export interface SurfaceEvidence {
  readonly restingMs: number | undefined;
  readonly stuckAfterMs: number;
  readonly ghostsLastHour: number;
  readonly ghostsPerHour: number;
  readonly held: readonly HeldCode[];
}

/** Stuck before noisy before touched. Pure. */
export const surfaceOf = (e: SurfaceEvidence): ComponentReading => {
  if (e.restingMs !== undefined && e.restingMs > e.stuckAfterMs) return { state: "stuck", vendorCode: "T" };
  const warning = e.held.find(({ code }) => meaningOfAck(code).effect?.component === "surface");
  if (warning) return { state: "noisy", vendorCode: `Ack ${warning.code}`, frame: warning.frame };
  if (e.ghostsLastHour > e.ghostsPerHour) return { state: "noisy", vendorCode: "ghost touches" };
  return { state: e.restingMs === undefined ? "released" : "touched" };
};

/** Identity byte 2 and byte 8 (§3.3). */
export const technologies: Readonly<Record<string, string>> = {
  "0": "AccuTouch",
  "1": "DuraTouch",
  "2": "IntelliTouch",
  "3": "CarrollTouch",
};

export const classes: Readonly<Record<number, string>> = {
  0x00: "2200",
  0x01: "2210",
  0x03: "2310",
  0x05: "2310B",
  0x06: "2500S",
  0x07: "2500U",
  0x08: "3000U",
  0x09: "4000U",
  0x0a: "4000S",
  0x0e: "COACh IIs",
};
