import type { CommandResult } from "../api.ts";
import { isDriverError } from "../api.ts";
import { failed, runOf, succeeded } from "../command.ts";
import { hex } from "../wire/fields.ts";
import { commands, decodeStatus } from "./codec.ts";
import type { CcnetSession } from "./session.ts";
import { isFailure, mayIdentify, meaningOf, type Polled, resetRefusal, vendorCode } from "./status.ts";

/** Between two polls while a command waits, ms. */
const everyMs = 200;
/** Self-test verdict of ccnet.md §11: 13 within a second, 19 within 40. */
const initialiseMs = 1_000;
const readyMs = 40_000;
/** A mask takes effect at once; a few polls for a unit that is busy. */
const maskMs = 3_000;

const said = (polled: Polled) => ({ state: vendorCode(polled), meaning: meaningOf(polled).text });
const complaint = (polled: Polled): CommandResult =>
  failed("deviceFault", `${meaningOf(polled).text} (${vendorCode(polled)})`, said(polled));

type Run = (session: CcnetSession, signal: AbortSignal) => Promise<CommandResult>;

/** Reads only: state, masks, and the identity where the unit tells it. */
const selfTest: Run = async (session, signal) => {
  const polled = await session.state(signal);
  const masks = await optional(session.data(commands.getStatus, signal));
  if (mayIdentify(polled.code)) await optional(session.data(commands.identify, signal));
  const result = {
    ...said(polled),
    ...(session.unit ? { identity: session.unit.identity } : {}),
    ...(masks ? { masks: decodeStatus(masks) } : {}),
  };
  if (isFailure(polled.code)) return { ...complaint(polled), result };
  const { code } = polled;
  if (code >= 0x10 && code <= 0x13) return failed("starting", `not in service yet: ${result.meaning}`, result);
  return succeeded(result);
};

const optional = async (data: Promise<Uint8Array>): Promise<Uint8Array | undefined> => {
  try {
    return await data;
  } catch (error) {
    if (isDriverError(error, "refused", "noAnswer", "damagedAnswers")) return undefined;
    throw error;
  }
};

/** RESET with its verdict: ACK within 1 s, 13 within 1 s, 19 within 40 s, no 4x on the way; then bills are enabled again if wanted. */
const reset: Run = async (session, signal) => {
  const before = await session.state(signal);
  const refusal = resetRefusal(before);
  if (refusal) return failed(refusal.code, refusal.text, said(before));
  const answer = await session.reset(signal);
  if (answer.kind !== "ack") return failed("illegalCommand", "the validator refused RESET", said(before));
  const began = session.mono();
  for (let initialising = false; ; ) {
    const polled = await session.state(signal);
    const took = session.mono() - began;
    initialising ||= polled.code === 0x13;
    if (!initialising && took > initialiseMs)
      return failed(
        "noInitialise",
        `RESET was confirmed, but the unit did not initialise: ${vendorCode(polled)}`,
        said(polled),
      );
    if (initialising && isFailure(polled.code)) return complaint(polled);
    if (initialising && (polled.code === 0x19 || polled.code === 0x14))
      return enableAgain(session, { before: vendorCode(before), tookMs: Math.round(took) }, signal);
    if (took > readyMs)
      return failed("notReady", `not ready ${readyMs / 1000} s after RESET: ${vendorCode(polled)}`, said(polled));
    await session.talk.pause(everyMs, signal);
  }
};

const enableAgain = async (
  session: CcnetSession,
  result: Record<string, unknown>,
  signal: AbortSignal,
): Promise<CommandResult> => {
  if (!session.wanted) return succeeded({ ...result, accepting: false });
  const mask = await accept(session, session.mask(), signal);
  return mask.status === "succeeded" ? succeeded({ ...result, accepting: true }) : mask;
};

/** Sets the mask and waits for the state that proves it. */
const accept = async (session: CcnetSession, mask: number, signal: AbortSignal): Promise<CommandResult> => {
  const proof = mask === 0 ? 0x19 : 0x14;
  if (!(await session.setMask(mask, signal)))
    return failed("illegalCommand", `the validator refused to ${mask ? "enable" : "disable"} bills`);
  const began = session.mono();
  for (;;) {
    const polled = await session.state(signal);
    if (polled.code === proof || (mask !== 0 && polled.code === 0x15)) return succeeded(said(polled));
    if (isFailure(polled.code)) return complaint(polled);
    if (session.mono() - began > maskMs) return failed("noEffect", `state stays ${vendorCode(polled)}`, said(polled));
    await session.talk.pause(everyMs, signal);
  }
};

/** Enable and disable: only from 14 or 19 (§11). The wish is kept even if the unit cannot follow it now. */
const acceptance =
  (wish: boolean): Run =>
  async (session, signal) => {
    if (!session.settings.acceptance)
      return failed("monitorOnly", "another program runs this validator (acceptance is false in the settings)");
    const polled = await session.state(signal);
    session.wish(wish);
    if (isFailure(polled.code)) return complaint(polled);
    if (polled.code !== 0x14 && polled.code !== 0x19) {
      const text = `not in state ${vendorCode(polled)} (${meaningOf(polled).text}); it follows when the unit is at rest`;
      return failed("notNow", text, said(polled));
    }
    return accept(session, wish ? session.mask() : 0, signal);
  };

/** REQUEST STATISTICS; its layout is unconfirmed, so it stays raw. A unit that only tells when disabled is stopped for a moment. */
const readStatistics: Run = async (session, signal) => {
  const first = await optional(session.data(commands.statistics, signal));
  if (first) return succeeded({ raw: hex(first) });
  const polled = await session.state(signal);
  if (polled.code !== 0x14 || !session.settings.acceptance)
    return failed("illegalCommand", `no statistics in state ${vendorCode(polled)}`, said(polled));
  const stopped = await accept(session, 0, signal);
  if (stopped.status === "failed") return stopped;
  try {
    const second = await optional(session.data(commands.statistics, signal));
    return second ? succeeded({ raw: hex(second) }) : failed("illegalCommand", "this validator has no statistics");
  } finally {
    await accept(session, session.mask(), signal);
  }
};

const runs: Readonly<Record<string, Run>> = {
  selfTest,
  reset,
  enable: acceptance(true),
  disable: acceptance(false),
  readStatistics,
};

/** Runs a command of the driver's table. Throws `DriverError` `badArgs` for one that is not in it, else what the conversation throws. */
export const runCommand = (session: CcnetSession, command: string, signal: AbortSignal): Promise<CommandResult> => {
  return runOf(runs, command)(session, signal);
};
