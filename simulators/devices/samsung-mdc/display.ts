/** What the simulated display is: its switches, levels and sensors. */
export type Flag =
  | "lampDead"
  | "overheated"
  | "fanError"
  | "noSignal"
  | "lightSensorError"
  | "nakAll"
  | "standbyMute"
  | "rebooting";

export interface Display {
  readonly id: number;
  readonly model: string;
  readonly serial: string;
  readonly software: string;
  /** Fitted with a fan, with a light sensor. */
  readonly fan: boolean;
  readonly lightSensor: boolean;
  /** Some models refuse, others ignore what they do not do in standby. */
  readonly flags: Set<Flag>;
  power: 0 | 1;
  panel: 0 | 1;
  source: number;
  volume: number;
  mute: 0 | 1;
  /** contrast, brightness, sharpness, colour, tint. */
  readonly picture: [number, number, number, number, number];
  lamp: number;
  /** Backlight schedule of command 57: 8 bytes. */
  autoLamp: readonly number[];
  autoLampOn: boolean;
  celsius: number;
  limitCelsius: number;
  /** Units of 10 minutes of panel-on time. */
  panelUnits(): number;
  /** Starts the silent time after power on or a restart. */
  start(kind: "power" | "restart"): void;
}

export const errorBytes = (d: Display): number[] => [
  d.flags.has("lampDead") ? 1 : 0,
  d.flags.has("overheated") ? 1 : 0,
  d.flags.has("lightSensorError") ? 1 : d.lightSensor ? 2 : 0,
  d.flags.has("noSignal") ? 1 : 0,
  d.flags.has("overheated") ? 0x52 : d.celsius,
  d.flags.has("fanError") ? 1 : d.fan ? 0 : 2,
];
