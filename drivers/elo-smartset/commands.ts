import { Type } from "typebox";
import { type CommandDescriptor, checker } from "../../contract/index.ts";
import { type CommandResult, DriverError, isDriverError } from "../api.ts";
import { noArgs } from "../command.ts";
import { minTargets, type Sample, type Screen } from "../touch/accuracy.ts";
import type { Conversation } from "./conversation.ts";
import { failuresOf } from "./status.ts";

const Pixel = Type.Number({ minimum: -100_000, maximum: 100_000 });
const Pair = Type.Array(Pixel, { minItems: 2, maxItems: 2 });

export const AccuracyArgs = Type.Object(
  {
    width: Type.Integer({ minimum: 100, maximum: 16_384 }),
    height: Type.Integer({ minimum: 100, maximum: 16_384 }),
    points: Type.Array(
      Type.Object(
        { target: Pair, measured: Type.Union([Pair, Type.Null()], { description: "null: no touch came" }) },
        { additionalProperties: false },
      ),
      { minItems: minTargets, maxItems: 25 },
    ),
  },
  { additionalProperties: false },
);
const accuracyArgs = checker(AccuracyArgs);

/** Never among them (§9): parameters P, key K, emulation E, quiet Q, hard reset: they can make the device unreachable. */
export const descriptors: readonly CommandDescriptor[] = [
  {
    name: "selfTest",
    title: "Read the controller's last diagnostics, mode, owner and parameters",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 20_000,
    args: noArgs,
  },
  {
    name: "runDiagnostics",
    title: "Run the short diagnostics (all but RAM and expansion board): no touches meanwhile",
    disturbs: "device",
    automatic: true,
    resets: false,
    timeoutMs: 30_000,
    args: noArgs,
  },
  {
    name: "reset",
    title: "Soft reset of the controller",
    disturbs: "device",
    automatic: true,
    resets: true,
    timeoutMs: 15_000,
    args: noArgs,
  },
  {
    name: "readCalibration",
    title: "Read calibration, scaling and mode",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 30_000,
    args: noArgs,
  },
  {
    name: "accuracyTest",
    title: "Compute the positioning accuracy from points that a person touched",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 1_000,
    args: AccuracyArgs,
  },
];

const point = ([x = 0, y = 0]: readonly number[]) => ({ x, y });

/** Throws `DriverError` `badArgs`. */
export const pointsOf = (args: unknown): { screen: Screen; samples: Sample[] } => {
  if (!accuracyArgs.is(args)) {
    const text = accuracyArgs.issues(args).map((i) => `${i.path} ${i.message}`);
    throw new DriverError("badArgs", `accuracyTest: ${text.join("; ")}`);
  }
  const { width, height, points } = args;
  const samples = points.map(({ target, measured }) => ({
    target: point(target),
    measured: measured && point(measured),
  }));
  if (new Set(samples.map(({ target }) => `${target.x},${target.y}`)).size < minTargets)
    throw new DriverError("badArgs", `accuracyTest needs ${minTargets} different targets`);
  return { screen: { width, height }, samples };
};

/** The answer, or `undefined` if this firmware does not know the question (a 2310 lacks c and s). */
export const ifKnown = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isDriverError(error, "refused")) return undefined;
    throw error;
  }
};

/** Result of a diagnostics mask: the command fails if a test failed. */
export const resultOfMask = (mask: number, more: Record<string, unknown>): CommandResult => {
  const failures = failuresOf(mask);
  const result = { mask, failed: failures.map(({ name }) => name), ...more };
  if (failures.length === 0) return { status: "succeeded", result };
  const text = failures.map((f) => `${f.name}: ${f.text}`).join("; ");
  return { status: "failed", reason: { code: "selfTestFailed", text }, result };
};

const axes = ["x", "y"] as const;
const query = (axis: string) => [axis.charCodeAt(0)];

/** Reads what a technician would note down before a calibration. What the firmware does not tell is left out. */
export const readCalibration = async (talk: Conversation, signal: AbortSignal): Promise<Record<string, unknown>> => {
  const result: Record<string, Record<string, unknown>> = {};
  for (const [kind, command] of [
    ["calibration", "c"],
    ["scaling", "s"],
  ] as const)
    for (const axis of axes) {
      const fits = (packet: { axis: string }) => packet.axis === axis;
      const answer = await ifKnown(talk.ask({ command, data: query(axis), want: kind, fits, signal }));
      if (!answer) continue;
      const { offset, numerator, denominator } = answer.packet;
      // Calibration counts its range in the denominator, scaling in the numerator (§3.5).
      const high = offset + (kind === "calibration" ? denominator : numerator);
      result[kind] = { ...result[kind], [axis]: { low: offset, high, numerator, denominator } };
    }
  const swap = await ifKnown(talk.ask({ command: "c", data: query("S"), want: "swap", signal }));
  const mode = await ifKnown(talk.ask({ command: "m", want: "mode", signal }));
  return {
    ...result,
    ...(swap ? { swapped: swap.packet.swapped } : {}),
    ...(mode ? { mode: [mode.packet.mode1, mode.packet.mode2] } : {}),
  };
};
