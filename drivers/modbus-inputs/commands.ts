import type { CommandDescriptor } from "../../contract/index.ts";
import { type CommandResult, isDriverError } from "../api.ts";
import { noArgs, runOf } from "../command.ts";
import type { Heard } from "./bus.ts";
import type { Config } from "./config.ts";
import { type Contact, levelsOf, stateOf } from "./contacts.ts";
import { type InputModule, inputsOf, isWired } from "./module.ts";
import type { Sensors } from "./sensors.ts";
import { meaningOfException } from "./status.ts";

const selfTestReads = 5;

const reading = (name: string, title: string, timeoutMs = 5000): CommandDescriptor => ({
  name,
  title,
  disturbs: "nothing",
  automatic: true,
  resets: false,
  timeoutMs,
  args: noArgs,
});
export const descriptors: readonly CommandDescriptor[] = [
  reading("selfTest", "Read the inputs five times and count the good answers"),
  reading("readInputs", "Read the inputs once, undebounced"),
  reading("readSensors", "Read every sensor of the bus once", 20_000),
  {
    ...reading("setLevel", "Take the present position of the cabinet as upright"),
    // What is leaning after a break-in would be upright from then on: a person who has looked decides.
    automatic: false,
  },
];

/** What the commands work with. */
export interface Parts {
  readonly config: Config;
  readonly module: InputModule;
  readonly sensors: Sensors;
  readonly linkMeasures: () => Record<string, number>;
}

type Run = (parts: Parts, signal: AbortSignal) => Promise<CommandResult>;

const failed = (heard: Extract<Heard, { kind: "exception" }>): CommandResult => {
  const { code, text } = meaningOfException(heard.code);
  return { status: "failed", reason: { code, text }, result: { exception: heard.code, frame: heard.frame } };
};
const noModule: CommandResult = {
  status: "failed",
  reason: { code: "notFitted", text: "the settings name no such module on this bus" },
};

const readInputs: Run = async ({ config, module }, signal) => {
  if (!isWired(config)) return noModule;
  const heard = await module.read(signal);
  if (heard.kind === "exception") return failed(heard);
  const bits = inputsOf(heard) ?? [];
  const levels = Object.entries(levelsOf(bits, config)) as [Contact, boolean][];
  const contacts = Object.fromEntries(levels.map(([contact, level]) => [contact, stateOf(contact, level)]));
  return { status: "succeeded", result: { frame: heard.frame, bits: bits.map(Number), contacts } };
};

/** Five reads, none repeated: a line that loses every third answer passes a poll but not this. */
const selfTest: Run = async (parts, signal) => {
  if (!isWired(parts.config)) return readSensors(parts, signal);
  let answered = 0;
  const levels = new Set<string>();
  for (let n = 0; n < selfTestReads; n++) {
    try {
      const heard = await parts.module.askOnce(signal);
      if (heard.kind === "exception") return failed(heard);
      answered += 1;
      levels.add((inputsOf(heard) ?? []).map(Number).join(""));
    } catch (error) {
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
    }
  }
  const result = { asked: selfTestReads, answered, steady: levels.size <= 1, ...parts.linkMeasures() };
  if (answered === selfTestReads) return { status: "succeeded", result };
  const text = `${selfTestReads - answered} of ${selfTestReads} requests got no good answer`;
  return { status: "failed", reason: { code: "unreliableLine", text }, result };
};

const readSensors: Run = async ({ sensors }, signal) => {
  if (!sensors.any) return noModule;
  const groups = await sensors.readAll(signal);
  const bad = groups.filter((g) => g.failed !== undefined || g.trouble !== undefined);
  const result = { groups, ...sensors.measures() };
  if (bad.length === 0) return { status: "succeeded", result };
  const text = `no good value from module ${bad.map((g) => String(g.unit)).join(", ")}`;
  return { status: "failed", reason: { code: "deviceFault", text }, result };
};

const setLevel: Run = async ({ sensors }, signal) => {
  await sensors.readAll(signal);
  const level = sensors.setLevel();
  return level ? { status: "succeeded", result: { ...level } } : noModule;
};

const runs: Readonly<Record<string, Run>> = { selfTest, readInputs, readSensors, setLevel };

/** Runs a command of the driver's table. Throws `DriverError` `badArgs` for one that is not in it, else what the conversation throws. */
export const runCommand = async (command: string, parts: Parts, signal: AbortSignal): Promise<CommandResult> => {
  return runOf(runs, command)(parts, signal);
};
