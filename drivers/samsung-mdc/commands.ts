import type { CommandDescriptor } from "../../contract/index.ts";
import { type CommandResult, DriverError } from "../api.ts";
import { noArgs } from "../command.ts";
import { code, percentOf, statusOf } from "./codec.ts";
import type { Said } from "./conversation.ts";
import type { MdcSession } from "./session.ts";
import { sourceName } from "./status.ts";

type Run = (session: MdcSession, args: Record<string, unknown>, signal: AbortSignal) => Promise<CommandResult>;

const percentArgs = {
  type: "object",
  properties: { percent: { type: "integer", minimum: 0, maximum: 100 } },
  required: ["percent"],
  additionalProperties: false,
} as const;

/** Reset, network, ID, MDC connection and safety lock are never offered (sheet 9). */
export const descriptors: readonly CommandDescriptor[] = [
  {
    name: "selfTest",
    title: "Ask every health question",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 25_000,
    args: noArgs,
  },
  {
    name: "setBrightness",
    title: "Set the picture brightness",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 15_000,
    args: percentArgs,
  },
  {
    name: "setBacklight",
    title: "Set the lamp; ends an automatic schedule",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 15_000,
    args: percentArgs,
  },
  {
    name: "panelOn",
    title: "Switch the panel on",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 15_000,
    args: noArgs,
  },
  {
    name: "powerOn",
    title: "Switch the display on",
    disturbs: "device",
    automatic: true,
    resets: false,
    timeoutMs: 25_000,
    args: noArgs,
  },
  {
    name: "restart",
    title: "Restart the display (dark for up to a minute)",
    disturbs: "terminal",
    automatic: true,
    resets: true,
    timeoutMs: 15_000,
    args: noArgs,
  },
];

/** Sheet 6: silent for 15 to 20 s after power on, up to 60 s after a restart. */
const powerOnMs = 25_000;
const restartMs = 60_000;
const powerTimeoutMs = 5_000;

const failed = (code_: string, text: string): CommandResult => ({
  status: "failed",
  reason: { code: code_, text },
});

const nakResult = (said: Said & { kind: "nak" }): CommandResult =>
  failed("refused", `the display refused (NAK ${said.error.toString(16).padStart(2, "0")}): not supported, or not now`);

const noArguments = (args: Record<string, unknown>): void => {
  const extra = Object.keys(args);
  if (extra.length > 0) throw new DriverError("badArgs", `no argument ${extra.join(", ")}`);
};

const percentFrom = (args: Record<string, unknown>): number => {
  const { percent, ...rest } = args;
  noArguments(rest);
  if (typeof percent !== "number" || !Number.isInteger(percent) || percent < 0 || percent > 100)
    throw new DriverError("badArgs", "percent must be a whole number from 0 to 100");
  return percent;
};

/** Sets a level, after noting the old one; the answer repeats the value in force. */
const level =
  (command: number): Run =>
  async ({ talk }, args, signal) => {
    const percent = percentFrom(args);
    const before = await talk.ask(command, { signal });
    if (before.kind === "nak") return nakResult(before);
    const said = await talk.ask(command, { signal, data: [percent] });
    if (said.kind === "nak") return nakResult(said);
    const now = percentOf(said.values);
    if (now !== percent) return failed("notTaken", `the display stays at ${now ?? "an unknown level"}`);
    const was = percentOf(before.values);
    return { status: "succeeded", result: { percent, ...(was === undefined ? {} : { before: was }) } };
  };

const panelOn: Run = async ({ talk }, args, signal) => {
  noArguments(args);
  const said = await talk.ask(code.panel, { signal, data: [0] });
  if (said.kind === "nak") return nakResult(said);
  return said.values[0] === 0 ? { status: "succeeded" } : failed("notTaken", "the panel stays off");
};

/** Idempotent, so it may be repeated; a display that was off then needs its start-up time. */
const powerOn: Run = async (session, args, signal) => {
  noArguments(args);
  const before = await session.talk.ask(code.status, { signal });
  const wasOn = before.kind === "ack" && statusOf(before.values)?.power === 1;
  const said = await session.talk.ask(code.power, { signal, data: [1], timeoutMs: powerTimeoutMs });
  if (said.kind === "nak") return nakResult(said);
  if (said.values[0] !== 1) return failed("notTaken", "the display stays off");
  if (!wasOn) session.expectStart(powerOnMs);
  return { status: "succeeded", result: { changed: !wasOn } };
};

/** Never repeated: a second 11 02 would restart a display that is already starting. */
const restart: Run = async (session, args, signal) => {
  noArguments(args);
  const said = await session.talk.ask(code.power, { signal, data: [2], timeoutMs: powerTimeoutMs, tries: 1 });
  if (said.kind === "nak") return nakResult(said);
  session.expectStart(restartMs);
  return { status: "succeeded" };
};

const selfTest: Run = async (session, args, signal) => {
  noArguments(args);
  const { components, availability, measures } = await session.poll(signal);
  const states = Object.fromEntries(Object.entries(components).map(([name, c]) => [name, c.state]));
  const status = await session.talk.ask(code.status, { signal });
  const source = status.kind === "ack" ? statusOf(status.values)?.source : undefined;
  const on = states["power"] === "on";
  const limit = on ? await session.talk.askOptional(code.temperatureLimit, { signal }) : undefined;
  return {
    status: "succeeded",
    result: {
      availability,
      ...states,
      ...(source === undefined ? {} : { source: sourceName(source) }),
      ...(measures["temperature"] === undefined ? {} : { celsius: measures["temperature"] }),
      ...(limit?.kind === "ack" && limit.values.length > 0 ? { limitCelsius: limit.values[0] } : {}),
    },
  };
};

export const commands: Readonly<Record<string, Run>> = {
  selfTest,
  setBrightness: level(code.brightness),
  setBacklight: level(code.lamp),
  panelOn,
  powerOn,
  restart,
};
