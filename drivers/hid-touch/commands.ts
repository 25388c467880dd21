import { Type } from "typebox";
import { type CommandDescriptor, checker } from "../../contract/index.ts";
import { DriverError } from "../api.ts";
import { noArgs } from "../command.ts";
import { minTargets, type Sample, type Screen } from "../touch/accuracy.ts";

const Pixel = Type.Number({ minimum: -100_000, maximum: 100_000 });
const Pair = Type.Array(Pixel, { minItems: 2, maxItems: 2 });

const AccuracyArgs = Type.Object(
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
const PaintArgs = Type.Object(
  { seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 120, default: 120 })) },
  { additionalProperties: false },
);
const accuracyArgs = checker(AccuracyArgs);
const paintArgs = checker(PaintArgs);

const reading = { disturbs: "nothing", resets: false } as const;

/** Never among them (hid-touch.md §8): claiming the interface, detaching its driver, grabbing the events, settings of the controller. */
export const descriptors: readonly CommandDescriptor[] = [
  {
    name: "selfTest",
    title: "Read presence, descriptors and what the touches of the last while show",
    ...reading,
    automatic: true,
    timeoutMs: 20_000,
    args: noArgs,
  },
  {
    name: "accuracyTest",
    title: "Compute the positioning accuracy from points that a person touched",
    ...reading,
    automatic: true,
    timeoutMs: 1_000,
    args: AccuracyArgs,
  },
  {
    name: "readCalibration",
    title: "Read the ranges of the axes, as the device and the settings give them",
    ...reading,
    automatic: true,
    timeoutMs: 20_000,
    args: noArgs,
  },
  {
    name: "paintTest",
    title: "Watch while a person wipes every field of the screen, and name those without a mark",
    ...reading,
    automatic: false,
    timeoutMs: 130_000,
    args: PaintArgs,
  },
  {
    name: "acceptDevice",
    title: "Take the touchscreen that is there now for the right one",
    ...reading,
    automatic: false,
    timeoutMs: 10_000,
    args: noArgs,
  },
  {
    name: "reset",
    title: "Take the device off USB and let it come back (no touch for some seconds); only if the settings allow it",
    disturbs: "terminal",
    automatic: true,
    resets: true,
    timeoutMs: 30_000,
    args: noArgs,
  },
];

const issuesText = (name: string, issues: readonly { path: string; message: string }[]): DriverError =>
  new DriverError("badArgs", `${name}: ${issues.map((i) => `${i.path} ${i.message}`).join("; ")}`);

const point = ([x = 0, y = 0]: readonly number[]) => ({ x, y });

/** Throws `DriverError` `badArgs`. */
export const pointsOf = (args: unknown): { screen: Screen; samples: Sample[] } => {
  if (!accuracyArgs.is(args)) throw issuesText("accuracyTest", accuracyArgs.issues(args));
  const { width, height, points } = args;
  const samples = points.map(({ target, measured }) => ({
    target: point(target),
    measured: measured && point(measured),
  }));
  if (new Set(samples.map(({ target }) => `${target.x},${target.y}`)).size < minTargets)
    throw new DriverError("badArgs", `accuracyTest needs ${minTargets} different targets`);
  return { screen: { width, height }, samples };
};

/** How long to watch, ms. Throws `DriverError` `badArgs`. */
export const paintMsOf = (args: unknown): number => {
  if (!paintArgs.is(args)) throw issuesText("paintTest", paintArgs.issues(args));
  return (args.seconds ?? 120) * 1_000;
};
