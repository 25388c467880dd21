import type { CommandDescriptor } from "../../contract/index.ts";
import { type CommandResult, DriverError } from "../api.ts";
import { failed, noArgs } from "../command.ts";
import { shutdownCommand } from "./codec.ts";
import type { Looking, MegatecSession } from "./session.ts";
import { measuresOf } from "./status.ts";

type Run = (session: MegatecSession, args: Record<string, unknown>, signal: AbortSignal) => Promise<CommandResult>;

const whole = (minimum: number, maximum: number, description: string) =>
  ({ type: "integer", minimum, maximum, description }) as const;

const harmless = { disturbs: "nothing", resets: false, timeoutMs: 15_000, args: noArgs } as const;
/**
 * With a person's word only. What cuts the output for good (`S<n>`, `S<n>R0000`, `S00R0000`) is not offered at all, nor a time off under three minutes,
 * which some units take for ever (sheet section 2).
 */
export const descriptors: readonly CommandDescriptor[] = [
  { ...harmless, name: "readStatus", title: "Read state and ratings anew", automatic: true },
  {
    name: "selfTest",
    title: "Test the battery for 10 s under the kiosk's load",
    disturbs: "terminal",
    automatic: true,
    resets: false,
    timeoutMs: 60_000,
    args: noArgs,
  },
  {
    name: "longTest",
    title: "Test the battery for minutes (drains it; somebody must be on site)",
    disturbs: "terminal",
    automatic: false,
    resets: false,
    timeoutMs: 15_000,
    args: {
      type: "object",
      properties: { minutes: whole(1, 99, "minutes on battery") },
      required: ["minutes"],
      additionalProperties: false,
    },
  },
  {
    name: "testUntilLow",
    title: "Test the battery until it is low (drains it; somebody must be on site)",
    disturbs: "terminal",
    automatic: false,
    resets: false,
    timeoutMs: 15_000,
    args: noArgs,
  },
  { ...harmless, name: "cancelTest", title: "Stop a running test", automatic: true },
  { ...harmless, name: "cancelShutdown", title: "Cancel a shutdown that is running", automatic: true },
  { ...harmless, name: "toggleBeeper", title: "Beeper on or off", automatic: false },
  {
    name: "powerCycle",
    title: "Cut the kiosk's power and switch it on again (restarts the kiosk)",
    disturbs: "terminal",
    automatic: false,
    resets: true,
    timeoutMs: 15_000,
    args: {
      type: "object",
      properties: {
        delaySeconds: whole(12, 600, "seconds until the power goes, for an orderly stop; rounded up as the unit can"),
        offMinutes: whole(3, 9_999, "minutes without power"),
      },
      required: ["delaySeconds", "offMinutes"],
      additionalProperties: false,
    },
  },
];

const refusedByUnit = failed("refused", "the unit does not know this command, or does not take it now");

const wholeFrom = (
  args: Record<string, unknown>,
  limits: Readonly<Record<string, readonly [number, number]>>,
): number[] => {
  const extra = Object.keys(args).filter((name) => !(name in limits));
  if (extra.length > 0) throw new DriverError("badArgs", `no argument ${extra.join(", ")}`);
  return Object.entries(limits).map(([name, [least, most]]) => {
    const value = args[name];
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
      throw new DriverError("badArgs", `${name} must be a whole number from ${least} to ${most}`);
    return value;
  });
};
const noArguments = (args: Record<string, unknown>): void => void wholeFrom(args, {});

const stateOf = ({ components }: Looking, name: string): string | undefined => components[name]?.state;

/** Why the load must not be put on the battery or off the mains now; nothing if it may. */
export const hindrances: readonly (readonly [when: (now: Looking) => boolean, code: string, text: string])[] = [
  [(n) => stateOf(n, "utility") === "failed", "onBattery", "the mains has failed"],
  [(n) => n.status.bits.batteryLow, "batteryLow", "the battery is low"],
  [(n) => n.status.bits.upsFailed, "upsFault", "the UPS reports a failure of its own"],
  [(n) => n.status.bits.shuttingDown, "shutdownPending", "a shutdown is running"],
  [(n) => n.status.bits.testing, "testRunning", "a test is running already"],
  [(n) => stateOf(n, "output") === "bypass", "onBypass", "the UPS is on bypass"],
  [(n) => stateOf(n, "load") === "overload", "overload", "the UPS is overloaded"],
  [(n) => stateOf(n, "battery") === "charging", "notCharged", "the battery is not charged yet"],
];
const hindered = (now: Looking): CommandResult | undefined => {
  const found = hindrances.find(([when]) => when(now));
  return found && failed(found[1], found[2]);
};

/**
 * Sends an order and reads from the status whether it was taken: silence is this protocol's yes, but a dead line is silent, too. An echo is no only if
 * the status says no as well: some lines echo everything.
 */
const order = async (
  session: MegatecSession,
  command: string,
  isTaken: (now: Looking) => boolean,
  signal: AbortSignal,
): Promise<CommandResult> => {
  const taken = await session.talk.order(command, signal);
  const now = await session.look(signal);
  if (isTaken(now)) return { status: "succeeded" };
  return taken === "refused" ? refusedByUnit : failed("notSeen", "sent, but the unit's status shows nothing of it");
};

const testStepMs = 2_000;
/** 10 s by the protocol; some units take longer to come back. */
const testEndsWithinMs = 40_000;

/** Starts the test of 10 s and waits for its result. A failed battery is a failed command, with the volts. */
const selfTest: Run = async (session, args, signal) => {
  noArguments(args);
  const before = await session.look(signal);
  const started = hindered(before) ?? (await startOrder(session, "T", signal));
  if (started.status === "failed") return started;
  for (let ms = 0; ms < testEndsWithinMs; ms += testStepMs) {
    await session.talk.pause(testStepMs, signal);
    const now = await session.look(signal);
    if (!now.status.bits.testing) return tested(session, before, now);
  }
  return failed("testEndless", `the test still runs after ${testEndsWithinMs / 1000} s`);
};

/** Taken if the unit tests now, or if the battery failed so soon that the test is over. */
const startOrder = (session: MegatecSession, command: string, signal: AbortSignal): Promise<CommandResult> => {
  session.expectTest();
  return order(session, command, (now) => now.status.bits.testing || now.ended !== undefined, signal);
};

const tested = ({ lastTest }: MegatecSession, before: Looking, now: Looking): CommandResult => {
  // A test that ended in the first look is on record; one that said nothing of the battery is not.
  const end = now.ended ?? lastTest;
  const result = {
    ...(before.battery === undefined ? {} : { voltsBefore: before.battery }),
    ...(end?.lowest === undefined ? {} : { lowestVolts: end.lowest }),
    ...(before.status.load === undefined ? {} : { load: before.status.load }),
  };
  if (end?.result === "passed") return { status: "succeeded", result };
  if (end?.result === "failed") return failed("testFailed", end.text, result);
  return failed("testInconclusive", end?.text ?? "the unit did not show the test", result);
};

/** Starts a test and leaves it running: the polls see how it ends. */
const startTest = async (session: MegatecSession, command: string, signal: AbortSignal): Promise<CommandResult> =>
  hindered(await session.look(signal)) ?? startOrder(session, command, signal);

const toggleBeeper: Run = async (session, args, signal) => {
  noArguments(args);
  const { beeping } = (await session.look(signal)).status.bits;
  const done = await order(session, "Q", (now) => now.status.bits.beeping !== beeping, signal);
  return done.status === "failed" ? done : { ...done, result: { beeper: !beeping } };
};

const powerCycle: Run = async (session, args, signal) => {
  const [delaySeconds = 0, offMinutes = 0] = wholeFrom(args, { delaySeconds: [12, 600], offMinutes: [3, 9_999] });
  const no = hindered(await session.look(signal));
  if (no && no.reason?.code !== "notCharged") return no;
  const command = shutdownCommand(delaySeconds, offMinutes);
  const done = await order(session, command, (now) => now.status.bits.shuttingDown, signal);
  return done.status === "failed" ? done : { ...done, result: { sent: command } };
};

const readStatus: Run = async (session, args, signal) => {
  noArguments(args);
  const now = await session.look(signal);
  const { lastTest, rating } = session;
  return {
    status: "succeeded",
    result: {
      ...Object.fromEntries(Object.entries(now.components).map(([name, c]) => [name, c.state])),
      ...measuresOf(now),
      type: now.status.bits.standbyType ? "standby" : "on-line",
      ...(rating ? { rating } : {}),
      ...(lastTest ? { lastTest: `${lastTest.result}: ${lastTest.text}` } : {}),
    },
  };
};

export const commands: Readonly<Record<string, Run>> = {
  readStatus,
  selfTest,
  longTest: async (session, args, signal) => {
    const [minutes = 1] = wholeFrom(args, { minutes: [1, 99] });
    return startTest(session, `T${String(minutes).padStart(2, "0")}`, signal);
  },
  testUntilLow: async (session, args, signal) => {
    noArguments(args);
    return startTest(session, "TL", signal);
  },
  cancelTest: async (session, args, signal) => {
    noArguments(args);
    return order(session, "CT", (now) => !now.status.bits.testing, signal);
  },
  cancelShutdown: async (session, args, signal) => {
    noArguments(args);
    return order(session, "C", (now) => !now.status.bits.shuttingDown, signal);
  },
  toggleBeeper,
  powerCycle,
};
