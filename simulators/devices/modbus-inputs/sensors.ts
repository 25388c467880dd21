/** What the sensors of the bus feel. */
export interface Surroundings {
  celsius: number;
  percent: number;
  /** Degrees. */
  roll: number;
  pitch: number;
  yaw: number;
  /** g beside gravity, and until when (monotonic ms). */
  shake: { g: number; until: number };
}

/** modbus-io.md §5: 23.3 °C, 45.5 %, roll 0.5, pitch -0.5, yaw 25.6 degrees. */
export const usual = (): Surroundings => ({
  celsius: 23.3,
  percent: 45.5,
  roll: 0.5,
  pitch: -0.5,
  yaw: 25.6,
  shake: { g: 0, until: Number.NEGATIVE_INFINITY },
});

export const sensorFaults = [
  { name: "tooHot", text: "70 °C in the cabinet (setting climate)" },
  { name: "tooCold", text: "-20.5 °C in the cabinet (setting climate)" },
  { name: "tooHumid", text: "92 % humidity (setting climate)" },
  { name: "climateBroken", text: "the sensor in the climate module is broken: 7FFF (setting climate)" },
  { name: "climateJumps", text: "the temperature jumps by 15 °C at every read (setting climate)" },
  { name: "climateSilent", text: "the climate module has no power (setting climate)" },
  { name: "climateRefuses", text: "the climate module has another map: exception 2 (setting climate)" },
  { name: "tilted", text: "the cabinet leans by 20 degrees (setting motion)" },
  { name: "motionBusy", text: "the motion module is busy: exception 6 (setting motion)" },
  { name: "motionSilent", text: "the motion module has no power (setting motion)" },
] as const;

export const sensorActions = [
  { name: "setClimate", text: "the air in the cabinet: {celsius}, {percent}" },
  { name: "lean", text: "the cabinet leans: {degrees}, default 20; 0 puts it upright" },
  { name: "shake", text: "the cabinet is shaken: {g}, default 1, for {ms}, default 1000" },
] as const;

type Has = (fault: string) => boolean;
/** Answer to one function: registers by number, or an exception code. Nothing: silence. */
export type Registers = ReadonlyMap<number, number> | { readonly exception: number } | undefined;

const word = (value: number): number => ((Math.round(value) % 0x10000) + 0x10000) % 0x10000;
const broken = 0x7fff;

/** XY-MD02: temperature and humidity by function 04, address and speed by 03 (modbus-io.md §4 B). */
export const climateRegisters = (fn: number, air: Surroundings, has: Has, reads: number): Registers => {
  if (has("climateSilent")) return undefined;
  if (fn === 0x03) return new Map([0x0001, 9600, 0, 0].map((value, i) => [0x0101 + i, value]));
  if (fn !== 0x04) return { exception: 0x01 };
  if (has("climateRefuses")) return { exception: 0x02 };
  if (has("climateBroken")) return new Map([1, 2].map((register) => [register, broken]));
  const jump = has("climateJumps") && reads % 2 === 0 ? 15 : 0;
  const celsius = has("tooHot") ? 70 : has("tooCold") ? -20.5 : air.celsius + jump;
  const percent = has("tooHumid") ? 92 : air.percent;
  return new Map([
    [1, word(celsius * 10)],
    [2, word(percent * 10)],
  ]);
};

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** WitMotion: accelerations from 34, rates from 37, angles from 3D, all by function 03 (modbus-io.md §4 C). */
export const motionRegisters = (fn: number, air: Surroundings, has: Has, now: number): Registers => {
  if (has("motionSilent")) return undefined;
  if (fn !== 0x03) return { exception: 0x01 };
  if (has("motionBusy")) return { exception: 0x06 };
  const roll = air.roll + (has("tilted") ? 20 : 0);
  const [r, p] = [radians(roll), radians(air.pitch)];
  const shake = now < air.shake.until ? air.shake.g : 0;
  const accelerations = [-Math.sin(p), Math.sin(r) * Math.cos(p), Math.cos(r) * Math.cos(p) + shake];
  const angles = [roll, air.pitch, air.yaw];
  const all = [
    ...accelerations.map((g) => (g / 16) * 32_768),
    0,
    0,
    0,
    0,
    0,
    0,
    ...angles.map((a) => (a / 180) * 32_768),
  ];
  return new Map(all.map((value, i) => [0x34 + i, word(value)]));
};

/** Body of the answer to a read of registers, in Modbus' order of checks; `undefined`: silence. */
export const readRegisters = (fn: number, data: Uint8Array, registers: Registers): number[] | undefined => {
  if (registers === undefined) return undefined;
  if ("exception" in registers) return [fn | 0x80, registers.exception];
  const start = (data[0] ?? 0) * 256 + (data[1] ?? 0);
  const count = (data[2] ?? 0) * 256 + (data[3] ?? 0);
  if (count < 1 || count > 125) return [fn | 0x80, 0x03];
  const values = Array.from({ length: count }, (_, i) => registers.get(start + i));
  if (values.includes(undefined)) return [fn | 0x80, 0x02];
  return [fn, 2 * count, ...values.flatMap((value = 0) => [value >> 8, value & 0xff])];
};
