import { type CommandResult, isDriverError } from "../api.ts";
import type { Polled } from "../cash-box/answer.ts";
import { everyMs, optional, ordersOf } from "../cash-box/orders.ts";
import { failed, runOf, succeeded } from "../command.ts";
import { hex } from "../wire/fields.ts";
import { commands } from "./codec.ts";
import type { Id003Session } from "./session.ts";
import { isFailure, isPowerUp, meaningOf, resetRefusal, vendorCode } from "./status.ts";

/** After RESET (ours; the manual's own times are not public): 1B within 5 s, 1A or 11 within 40. */
const initialiseMs = 5_000;
const readyMs = 40_000;
/** INHIBIT takes effect at once; a few polls for a unit that is slow. */
const inhibitMs = 3_000;

const orders = ordersOf({ vendorCode, meaningOf, isFailure, enabled: 0x11, disabled: 0x1a, accepting: 0x12 });
const { said, complaint } = orders;

/** Also what a listener says of itself. */
export const { heard } = orders;

type Run = (session: Id003Session, signal: AbortSignal) => Promise<CommandResult>;

/** Settings that may be read back at any time (§11). */
const readBacks = {
  denominations: 0x80,
  security: 0x81,
  mode: 0x82,
  inhibit: commands.inhibitRead,
  direction: 0x84,
  options: 0x85,
  bootVersion: commands.bootVersion,
} as const;

/** Reads only: state, identity, and the settings as they are. Three questions at most without a status between them: a unit that is not polled for 3 s gives back its bill. */
const selfTest: Run = async (session, signal) => {
  const polled = await session.state(signal);
  const settings: Record<string, string> = {};
  for (const [name, command] of Object.entries(readBacks)) {
    const data = await optional(session.data(command, signal));
    if (data) settings[name] = hex(data);
    await session.state(signal);
  }
  const { identity } = session.known.unit;
  const result = { ...said(polled), identity, settings };
  if (isFailure(polled.code)) return { ...complaint(polled), result };
  if (isPowerUp(polled.code) || polled.code === 0x1b)
    return failed("starting", `not in service yet: ${result.meaning}`, result);
  return succeeded(result);
};

/** Why RESET may not be sent now. Asks for the status first; a unit that fell silent over an acknowledged credit is helped by nothing else (§7). */
const refusal = async (session: Id003Session, signal: AbortSignal): Promise<CommandResult | Polled> => {
  try {
    const polled = await session.state(signal);
    const { since, billInPath } = session.known;
    const no = resetRefusal({ code: polled.code, forMs: session.mono() - since, billInPath });
    return no ? failed(no.code, no.text, said(polled)) : polled;
  } catch (error) {
    const { polled, book } = session.known;
    const hungAfterCredit = polled?.code === 0x15 && book.cycle.phase === "credited";
    if (isDriverError(error, "noAnswer") && polled && hungAfterCredit) return polled;
    throw error;
  }
};

/** RESET with its verdict: ACK within 1 s, then 1B, then 1A or 11, no failure on the way; then bills are taken again if wanted. */
const reset: Run = async (session, signal) => {
  const before = await refusal(session, signal);
  if ("status" in before) return before;
  const answer = await session.reset(signal);
  if (answer.kind !== "ack") return failed("illegalCommand", "the validator refused RESET", said(before));
  const began = session.mono();
  for (let initialising = false; ; ) {
    const polled = await session.state(signal);
    const took = session.mono() - began;
    initialising ||= polled.code === 0x1b;
    if (!initialising && took > initialiseMs) return notInitialised(polled);
    if (initialising && isFailure(polled.code)) return complaint(polled);
    if (initialising && (polled.code === 0x1a || polled.code === 0x11))
      return orders.again({ before: vendorCode(before), tookMs: Math.round(took) }, session.wanted, () =>
        accept(session, true, signal),
      );
    if (took > readyMs)
      return failed("notReady", `not ready ${readyMs / 1000} s after RESET: ${vendorCode(polled)}`, said(polled));
    await session.talk.pause(everyMs, signal);
  }
};

const notInitialised = (polled: Polled): CommandResult => {
  const text = `RESET was confirmed, but the unit did not initialise: ${vendorCode(polled)}`;
  return isFailure(polled.code) ? complaint(polled) : failed("noInitialise", text, said(polled));
};

/** Takes bills, or none, and waits for the status that proves it. */
const accept = async (session: Id003Session, wish: boolean, signal: AbortSignal): Promise<CommandResult> => {
  const taken = wish ? await session.settle(signal) : await session.inhibit(true, signal);
  if (!taken) return failed("illegalCommand", `the validator refused to ${wish ? "enable" : "disable"} bills`);
  return orders.follows(session, wish, inhibitMs, signal);
};

/** Only from 11 or 1A (§11). */
const acceptance = (wish: boolean): Run => orders.acceptance(wish, accept);

const runs: Readonly<Record<string, Run>> = {
  selfTest,
  reset,
  enable: acceptance(true),
  disable: acceptance(false),
};

/** Runs a command of the driver's table. Throws `DriverError` `badArgs` for one that is not in it, else what the conversation throws. */
export const runCommand = (session: Id003Session, command: string, signal: AbortSignal): Promise<CommandResult> => {
  return runOf(runs, command)(session, signal);
};
