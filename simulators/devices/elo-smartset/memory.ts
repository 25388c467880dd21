/** What the controller keeps, in NVRAM if it was told to save. */
export interface Range {
  low: number;
  high: number;
}
export interface Kept {
  mode1: number;
  mode2: number;
  serial1: number;
  serial2: number;
  swapped: number;
  calibration: Record<string, Range>;
  scaling: Record<string, Range>;
  /** Settings that this simulation only stores and gives back, by command letter. */
  plain: Record<string, number[]>;
}

/** Initial + stream + untouch; calibration and scaling on; 9600 8N1; the example calibration of §6.1. */
export const factory = (): Kept => ({
  mode1: 0x07,
  mode2: 0x0c,
  serial1: 0x05,
  serial2: 0x04,
  swapped: 0,
  calibration: { X: { low: 410, high: 3686 }, Y: { low: 410, high: 3686 }, Z: { low: 0, high: 255 } },
  scaling: { X: { low: 0, high: 4095 }, Y: { low: 0, high: 4095 }, Z: { low: 0, high: 255 } },
  plain: {
    B: [0, 2],
    E: [0x30, 0],
    F: [0x32, 1, 2, 22],
    H: [0],
    K: [0],
    L: [0],
    Q: [0],
  },
});

/** NVRAM not valid: the controller starts with raw ranges, which no screen matches. */
export const blank = (): Kept => {
  const kept = factory();
  for (const axis of ["X", "Y"]) kept.calibration[axis] = { low: 0, high: 4095 };
  return kept;
};

export const copyOf = (kept: Kept): Kept => structuredClone(kept);
