import type { Values } from "./registers.ts";

/** Where a cabinet rests: the sensor may be mounted at any angle. Degrees. */
export interface Level {
  readonly roll: number;
  readonly pitch: number;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Direction of the vertical in the sensor's own axes. */
const vertical = ({ roll, pitch }: Level): readonly [number, number, number] => {
  const [r, p] = [radians(roll), radians(pitch)];
  return [-Math.sin(p), Math.sin(r) * Math.cos(p), Math.cos(r) * Math.cos(p)];
};

/** Degrees between the vertical now and at rest, 0..180. The heading does not count: a cabinet that is turned stands as upright as before. */
export const tiltBetween = (rest: Level, now: Level): number => {
  const [a, b] = [vertical(rest), vertical(now)];
  const dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  return Math.round((Math.acos(Math.max(-1, Math.min(1, dot))) * 1800) / Math.PI) / 10;
};

/** Position now, or nothing if an axis is not measured. */
export const levelNow = ({ roll, pitch }: Values): Level | undefined =>
  roll === undefined || pitch === undefined ? undefined : { roll, pitch };

/** How far the acceleration is from that of rest (1 g whatever the position), in g; nothing unless all three axes are measured. */
export const vibrationOf = ({ accelerationX: x, accelerationY: y, accelerationZ: z }: Values): number | undefined =>
  x === undefined || y === undefined || z === undefined
    ? undefined
    : Math.round(Math.abs(Math.hypot(x, y, z) - 1) * 1000) / 1000;

/** A level from the driver's memory, or nothing: what is kept on a disk may be anything. */
export const levelFrom = (kept: unknown): Level | undefined => {
  const { roll, pitch } = (kept ?? {}) as Partial<Record<keyof Level, unknown>>;
  return typeof roll === "number" && typeof pitch === "number" && Number.isFinite(roll + pitch)
    ? { roll, pitch }
    : undefined;
};
