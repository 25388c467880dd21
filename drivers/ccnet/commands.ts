import type { CommandResult } from "../api.ts";
import { everyMs, optional, ordersOf } from "../cash-box/orders.ts";
import { failed, runOf, succeeded } from "../command.ts";
import { hex } from "../wire/fields.ts";
import { commands, decodeStatus } from "./codec.ts";
import type { CcnetSession } from "./session.ts";
import { isFailure, mayIdentify, meaningOf, resetRefusal, vendorCode } from "./status.ts";

/** Self-test verdict of ccnet.md §11: 13 within a second, 19 within 40. */
const initialiseMs = 1_000;
const readyMs = 40_000;
/** A mask takes effect at once; a few polls for a unit that is busy. */
const maskMs = 3_000;

const orders = ordersOf({ vendorCode, meaningOf, isFailure, enabled: 0x14, disabled: 0x19, accepting: 0x15 });
const { said, complaint } = orders;

/** Also what a listener says of itself. */
export const { heard } = orders;

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
      return orders.again({ before: vendorCode(before), tookMs: Math.round(took) }, session.wanted, () =>
        accept(session, session.mask(), signal),
      );
    if (took > readyMs)
      return failed("notReady", `not ready ${readyMs / 1000} s after RESET: ${vendorCode(polled)}`, said(polled));
    await session.talk.pause(everyMs, signal);
  }
};

/** Sets the mask and waits for the state that proves it. */
const accept = async (session: CcnetSession, mask: number, signal: AbortSignal): Promise<CommandResult> => {
  if (!(await session.setMask(mask, signal)))
    return failed("illegalCommand", `the validator refused to ${mask ? "enable" : "disable"} bills`);
  return orders.follows(session, mask !== 0, maskMs, signal);
};

/** Only from 14 or 19 (§11). */
const acceptance = (wish: boolean): Run =>
  orders.acceptance(wish, (session: CcnetSession, on, signal) => accept(session, on ? session.mask() : 0, signal));

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
