import type { Clock } from "../../../contract/index.ts";
import { edidOf } from "./edid.ts";
import type { Fault } from "./faults.ts";
import { type Panel, type PanelName, panels } from "./panels.ts";

/** Model settings, all optional. */
export interface Settings {
  readonly panel: PanelName;
  readonly card: number;
  readonly connector: string;
  /** Number of the I2C bus behind the connector. */
  readonly bus: number;
  readonly extensions: number;
  /** A panel or a splitter that passes no DDC. */
  readonly ddc: boolean;
  readonly hours: number;
  readonly luminance: number;
  /** MCCS version. */
  readonly mccs: readonly [number, number];
  /** What one value costs on the bus, ms. */
  readonly valueMs: number;
}

export const settingsFrom = (given: Record<string, unknown> = {}): Settings => ({
  panel: "elo",
  card: 0,
  connector: "HDMI-A-1",
  bus: 3,
  extensions: 0,
  ddc: true,
  hours: 7_777,
  luminance: 75,
  mccs: [2, 2],
  valueMs: 0,
  ...(given as Partial<Settings>),
});

/** A value of the display: kind by ddcutil's letters, with the four bytes of §3. */
export type Value =
  | { readonly kind: "C"; readonly max: number; readonly current: number }
  | { readonly kind: "SNC"; readonly sl: number }
  | { readonly kind: "CNC"; readonly bytes: readonly [number, number, number, number] };

const hourMs = 3_600_000;
const worn = 50_000;

/** The display, its cable and the output it hangs at. Knows neither files nor programs. */
export class Display {
  readonly settings: Settings;
  readonly broken = new Set<Fault>();
  panel: PanelName;
  plugged = true;
  powerMode = 0x01;
  luminance: number;
  contrast = 50;
  readonly counts = { unplugged: 0, orders: 0 };
  readonly #clock: Clock;
  readonly #startedAt: number;

  constructor(clock: Clock, settings: Settings) {
    this.#clock = clock;
    this.#startedAt = clock.mono();
    this.settings = settings;
    this.panel = settings.panel;
    this.luminance = settings.luminance;
  }

  isConnected(): boolean {
    return this.plugged && !this.broken.has("cableOut");
  }

  /** What hangs at the cable now. */
  shown(): Panel {
    const other: PanelName = this.panel === "dell" ? "samsung" : "dell";
    return panels[this.broken.has("exchanged") ? other : this.panel];
  }

  edid(): Uint8Array {
    if (!this.isConnected() || this.broken.has("edidGone")) return new Uint8Array(0);
    const whole = edidOf(this.shown(), this.settings.extensions + (this.broken.has("edidTooShort") ? 1 : 0));
    if (this.broken.has("edidTooShort")) return whole.slice(0, -128);
    if (this.broken.has("edidTruncated")) return whole.slice(0, 100);
    if (this.broken.has("edidDamaged")) whole[10] = (whole[10] ?? 0) ^ 0x01;
    return whole;
  }

  files(): Readonly<Record<"status" | "enabled" | "dpms" | "modes", string>> {
    const connected = this.isConnected();
    const [width, height] = [this.shown().timing.h[0], this.shown().timing.v[0]];
    return {
      status: connected ? "connected" : "disconnected",
      enabled: connected && !this.broken.has("outputDisabled") ? "enabled" : "disabled",
      dpms: connected && !this.broken.has("outputAsleep") ? "On" : "Off",
      modes: connected ? `${width}x${height}\n1024x768\n800x600\n640x480` : "",
    };
  }

  /** Answers DDC at all. */
  speaks(): boolean {
    return this.isConnected() && this.settings.ddc && !this.broken.has("ddcDead");
  }

  hours(): number {
    if (this.broken.has("worn")) return worn;
    return this.settings.hours + Math.floor((this.#clock.mono() - this.#startedAt) / hourMs);
  }

  /** Undefined: not supported. */
  value(code: string): Value | undefined {
    if (this.broken.has("ddcRefuses")) return undefined;
    const third = this.settings.mccs[0] >= 3 ? this.hours() >> 16 : 0xffff;
    const values: Readonly<Record<string, Value>> = {
      "02": { kind: "SNC", sl: 0x01 },
      "10": { kind: "C", max: 100, current: this.broken.has("dark") ? 0 : this.luminance },
      "12": { kind: "C", max: 100, current: this.contrast },
      "60": { kind: "SNC", sl: 0x11 },
      B6: { kind: "SNC", sl: 0x03 },
      C0: { kind: "C", max: third, current: this.hours() & 0xffff },
      C8: { kind: "CNC", bytes: [0xff, 0xff, 0x00, 0x09] },
      C9: { kind: "CNC", bytes: [0xff, 0xff, 0x01, 0x02] },
      D6: { kind: "SNC", sl: this.#powerMode() },
      DF: { kind: "CNC", bytes: [0xff, 0xff, ...this.settings.mccs] },
    };
    return code === "C0" && this.broken.has("noHours") ? undefined : values[code];
  }

  #powerMode(): number {
    if (this.broken.has("strangePower")) return 0x77;
    if (this.broken.has("standby")) return 0x02;
    if (this.broken.has("switchedOff") || this.broken.has("doesNotWake")) return 0x04;
    return this.powerMode;
  }

  /** Takes a value over DDC; false: it stays as it was. */
  set(code: string, value: number): boolean {
    this.counts.orders += 1;
    if (code === "10" && !this.broken.has("dark")) this.luminance = Math.min(100, value);
    if (code === "12") this.contrast = Math.min(100, value);
    if (code === "D6") this.#switch(value);
    const now = this.value(code);
    return now !== undefined && (now.kind === "C" ? now.current : now.kind === "SNC" ? now.sl : -1) === value;
  }

  #switch(mode: number): void {
    if (this.broken.has("doesNotWake")) return;
    this.broken.delete("standby");
    this.broken.delete("switchedOff");
    this.powerMode = mode;
  }

  pressPower(): void {
    this.powerMode = this.powerMode === 0x01 ? 0x04 : 0x01;
  }

  describe(): Record<string, unknown> {
    const { panel, luminance, contrast } = this;
    const powerMode = this.#powerMode();
    return {
      panel,
      connected: this.isConnected(),
      powerMode,
      luminance,
      contrast,
      hours: this.hours(),
      ...this.counts,
    };
  }
}
