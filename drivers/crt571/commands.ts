import { type CommandResult, DriverError } from "../api.ts";
import { failed, runOf, succeeded } from "../command.ts";
import { type Answer, decodeCounter, decodeSensors, decodeSerial, decodeText } from "./codec.ts";
import { timing } from "./conversation.ts";
import type { Crt571Session } from "./session.ts";
import { featureAbsent, troubleOf, vendorCode } from "./status.ts";

/** The device's own refusal in words. */
const complaint = (answer: Extract<Answer, { kind: "negative" }>): CommandResult => {
  const code = answer.code === "B0" ? "notInitialised" : "deviceFault";
  return failed(code, `${troubleOf(answer.code).text} (${vendorCode(answer.frame, answer.code)})`, {
    error: answer.code,
  });
};

const places: Readonly<Record<number, string>> = { 0x30: "none", 0x31: "gate", 0x32: "inside" };

type Run = (session: Crt571Session, args: Record<string, unknown>, signal: AbortSignal) => Promise<CommandResult>;

/** One read-only question: its value, the refusal, or that this unit has no such thing. */
const asked = <T>(answer: Answer, value: (data: Uint8Array) => T): T | string | undefined =>
  answer.kind === "positive" ? value(answer.data) : featureAbsent.has(answer.code) ? undefined : `error ${answer.code}`;

/** The read-only set for a remote technician (§6): moves and changes nothing. */
const selfTest: Run = async (session, _args, signal) => {
  const status = await session.talk.command("status", signal);
  const result: Record<string, unknown> = {
    sensors: asked(await session.talk.command("sensors", signal), decodeSensors),
    firmware: asked(await session.talk.command("version", signal), decodeText),
    serial: asked(await session.talk.command("serial", signal), decodeSerial),
    retained: asked(await session.talk.command("counter", signal), decodeCounter),
  };
  for (const key of Object.keys(result)) if (result[key] === undefined) delete result[key];
  if (status.kind === "negative") return { ...complaint(status), result: { ...result, error: status.code } };
  return succeeded({ ...result, card: places[status.status[0]] ?? "unknown" });
};

/** INITIALISE 33, then a status: cured only if that is free of errors. */
const initialize: Run = async (session, _args, signal) => {
  const done = await session.initialise(signal);
  if (done.kind === "negative") return complaint(done);
  const status = await session.status(signal);
  if (status.kind === "negative") return complaint(status);
  return succeeded({ firmware: decodeText(done.data), card: places[status.status[0]] ?? "unknown" });
};

const eject: Run = async (session, _args, signal) => {
  const before = await session.status(signal);
  if (before.kind === "negative") return complaint(before);
  if (before.status[0] === 0x30) return failed("noCard", "there is no card in the reader");
  const answer = await session.talk.command("release", signal, timing.moveMs);
  session.tell(answer);
  if (answer.kind === "negative") return complaint(answer);
  return succeeded({ card: places[answer.status[0]] ?? "unknown" });
};

const readSensors: Run = async (session, _args, signal) => {
  const answer = await session.talk.command("sensors", signal);
  if (answer.kind === "negative") return complaint(answer);
  return succeeded({ sensors: decodeSensors(answer.data), card: places[answer.status[0]] ?? "unknown" });
};

const setEntry: Run = async (session, { open }, signal) => {
  if (typeof open !== "boolean") throw new DriverError("badArgs", "open is true or false");
  const answer = await session.setEntry(open, signal);
  if (answer.kind === "negative") return complaint(answer);
  session.wish(open);
  return succeeded({ open });
};

const runs: Readonly<Record<string, Run>> = { selfTest, initialize, eject, readSensors, setEntry };

/** Runs a command of the driver's table. Throws `DriverError` `badArgs`, else what the conversation throws. */
export const runCommand: (
  session: Crt571Session,
  command: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<CommandResult> = async (session, command, args, signal) => {
  return runOf(runs, command)(session, args, signal);
};
