import type { CommandDescriptor } from "../../contract/index.ts";
import type { CommandResult } from "../api.ts";
import { failed, noArgs } from "../command.ts";
import { concat } from "../wire/fields.ts";
import { request } from "./codec.ts";
import type { EscposSession } from "./session.ts";
import { type Conditions, componentsOfFull, fromRealTime, isRecoverable, whyNotRecoverable } from "./status.ts";

type Run = (session: EscposSession, signal: AbortSignal) => Promise<CommandResult>;

/** What the printer offers. Power-off, drawer pulse and set-up writes are never offered (sheet 12). */
export const descriptors: readonly CommandDescriptor[] = [
  {
    name: "selfTest",
    title: "Read every status group",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 15_000,
    args: noArgs,
  },
  {
    name: "recover",
    title: "Leave a recoverable error (DLE ENQ 2, ESC @)",
    disturbs: "device",
    automatic: true,
    resets: true,
    timeoutMs: 20_000,
    args: noArgs,
  },
  {
    name: "testPrint",
    title: "Print a short receipt and cut it",
    disturbs: "device",
    automatic: true,
    resets: false,
    timeoutMs: 30_000,
    args: noArgs,
  },
  {
    name: "cut",
    title: "Cycle the cutter once",
    disturbs: "device",
    automatic: false,
    resets: false,
    timeoutMs: 20_000,
    args: noArgs,
  },
  {
    name: "retract",
    title: "Pull an untaken ticket back (Custom presenter)",
    disturbs: "device",
    automatic: true,
    resets: false,
    timeoutMs: 20_000,
    args: noArgs,
  },
  {
    name: "readCounters",
    title: "Read the maintenance counters now",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 15_000,
    args: noArgs,
  },
];

/** All four real-time bytes, also those a poll of a healthy printer skips. */
const conditions = async ({ talk }: EscposSession, signal: AbortSignal): Promise<Conditions & { bytes: number[] }> => {
  const bytes: number[] = [];
  for (const n of [1, 2, 3, 4]) bytes.push(await talk.status(n, signal));
  const [printer = 0, cause = 0, error = 0, paper = 0] = bytes;
  return { ...fromRealTime({ printer, cause, error, paper }).conditions, bytes };
};

const selfTest: Run = async (session, signal) => {
  const { components, availability } = await session.poll(signal);
  const states = Object.fromEntries(Object.entries(components).map(([name, c]) => [name, c.state]));
  const { bytes } = await conditions(session, signal);
  const status = Object.fromEntries(bytes.map((v, i) => [`DLE EOT ${i + 1}`, v.toString(16).toUpperCase()]));
  return { status: "succeeded", result: { availability, ...states, status } };
};

/** Only after its cause is gone does a printer leave an error; asking it otherwise does no harm, and says so. */
const recover: Run = async (session, signal) => {
  const { talk } = session;
  const before = await conditions(session, signal);
  const blocked = whyNotRecoverable(before);
  if (blocked) return failed(blocked.code, blocked.text);
  if (!isRecoverable(before) && !(await customError(session, signal)))
    return { status: "succeeded", result: { changed: false } };
  await talk.send(request.recover(2));
  await talk.pause(500, signal);
  await talk.send(request.initialise());
  session.forget();
  for (let wait = 0; wait < 6; wait++) {
    const now = await conditions(session, signal);
    if (!isRecoverable(now) && !now.offline && !(await customError(session, signal)))
      return { status: "succeeded", result: { changed: true } };
    await talk.pause(500, signal);
  }
  return failed("errorStays", "the printer stays in its error: clear the paper path and the cutter by hand");
};

/** Custom printers name jams and cutter errors in the full status only. */
const customError = async ({ talk, settings }: EscposSession, signal: AbortSignal): Promise<boolean> => {
  if (settings.profile !== "custom") return false;
  const components = componentsOfFull(await talk.fullStatus(signal), settings.fatalBit02);
  return ["mechanism", "cutter", "blackMark"].some((name) => components[name]?.state !== "ok");
};

const whyNotPrinting = (c: Conditions): CommandResult | undefined => {
  if (!c.offline) return undefined;
  const why = whyNotRecoverable(c);
  return failed(why?.code ?? "offline", why?.text ?? "the printer is offline");
};

/** Sends a job, waits until it is processed (its own marker, GS r 1), and looks for new errors. */
const job = async (session: EscposSession, bytes: Uint8Array, signal: AbortSignal): Promise<CommandResult> => {
  const refused = whyNotPrinting(await conditions(session, signal));
  if (refused) return refused;
  const cutsBefore = (await session.readCounters(signal)).cuts;
  await session.talk.send(bytes);
  const done = await session.talk.processed(signal, 8_000);
  session.forget();
  const after = await conditions(session, signal);
  const trouble = whyNotPrinting(after) ?? (await troubleOf(session, after, signal));
  if (trouble) return trouble;
  if (!done) return failed("notProcessed", "the printer took the job and did not finish it within 8 s");
  const cutsAfter = (await session.readCounters(signal)).cuts;
  return {
    status: "succeeded",
    result: cutsBefore === undefined || cutsAfter === undefined ? {} : { cutsBefore, cutsAfter },
  };
};

const troubleOf = async (session: EscposSession, c: Conditions, signal: AbortSignal) =>
  c.cutter || c.recoverable || (await customError(session, signal))
    ? failed("printerError", "the printer reported an error during the job")
    : undefined;

const cutBytes = ({ settings }: EscposSession, feed: boolean): Uint8Array => {
  if (settings.profile === "custom") return settings.presenter ? request.cutAndPresent() : request.totalCut();
  return feed ? request.feedAndCut() : request.cut();
};

const receipt = ["ROUNDSMAN TEST PRINT", "--------------------------------", "0123456789 ABCDEFGHIJKLMNOPQRST", ""];

const testPrint: Run = (session, signal) =>
  job(session, concat(request.initialise(), request.lines(receipt), cutBytes(session, true)), signal);

const cut: Run = (session, signal) => job(session, cutBytes(session, false), signal);

const retract: Run = async (session, signal) => {
  const { talk, settings } = session;
  if (settings.profile !== "custom") return failed("notSupported", "only Custom printers with a presenter retract");
  const before = await talk.fullStatus(signal);
  if ((before[0] & 0x20) === 0) return { status: "succeeded", result: { changed: false } };
  await talk.send(request.retract());
  for (let wait = 0; wait < 6; wait++) {
    await talk.pause(500, signal);
    if (((await talk.fullStatus(signal))[0] & 0x20) === 0) return { status: "succeeded", result: { changed: true } };
  }
  return failed("ticketStays", "the ticket is still in the output: clean its sensor");
};

const readCounters: Run = async (session, signal) => {
  const { offline } = await conditions(session, signal);
  if (offline) return failed("offline", "an offline printer does not execute counter queries");
  return { status: "succeeded", result: await session.readCounters(signal) };
};

export const commands: Readonly<Record<string, Run>> = { selfTest, recover, testPrint, cut, retract, readCounters };
