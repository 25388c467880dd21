import type { CommandResult } from "../api.ts";
import { isDriverError } from "../api.ts";
import { both, boxBack, boxRemoved } from "../cash-box/book.ts";
import { failed, runOf, succeeded } from "../command.ts";
import { ascii } from "../wire/fields.ts";
import { commands, ok } from "./codec.ts";
import type { Heard } from "./heard.ts";
import type { SspSession } from "./session.ts";
import { meanings, responseText, vendorCode } from "./status.ts";

/** Between two polls while a command waits, ms. */
const everyMs = 250;
/** After RESET the unit is away for some seconds (ssp.md §7: up to 10 s; the self-test of the mechanics may take longer). */
const firstLookMs = 500;
const backMs = 12_000;
const readyMs = 30_000;
const effectMs = 3_000;
const commandMs = 8_000;

/** Events after which the unit cannot do its work. */
const complaints: readonly number[] = [0xe9, 0xea, 0xe3, 0xe0, 0xd5];

const said = ({ polled, refusal, softwareError }: Heard): Record<string, unknown> => ({
  says: polled ? polled.events.map(vendorCode).join(", ") : (refusal ?? softwareError)?.code,
});

const complaint = (heard: Heard): CommandResult | undefined => {
  if (heard.softwareError) return failed("deviceFault", "software error (SSP F6)", said(heard));
  if (!heard.polled) return failed("refused", "the validator refuses to be polled", said(heard));
  const bad = heard.polled.events.find((e) => complaints.includes(e.code));
  return bad && failed("deviceFault", `${meanings[bad.code]?.text ?? ""} (${vendorCode(bad)})`, said(heard));
};

type Run = (session: SspSession, signal: AbortSignal) => Promise<CommandResult>;

/** Reads only: state, identity, versions. With a note in escrow nothing but the poll is sent, as the driver would. */
const selfTest: Run = async (session, signal) => {
  const limits = session.limits(signal, commandMs);
  const heard = await session.state(limits);
  if (heard.noteInPath) return failed("busy", "a note is on its way", said(heard));
  const text = async (command: number) => {
    const exchange = await session.optional(limits, command);
    return exchange && ascii(exchange.answer.subarray(1, 33));
  };
  const firmware = await text(commands.firmware);
  const dataset = await text(commands.dataset);
  const result = {
    ...said(heard),
    ...(heard.unit ? { identity: heard.unit.identity, channels: heard.unit.bills } : {}),
    ...(heard.version === undefined ? {} : { protocolVersion: heard.version }),
    encrypted: session.talk.sealing,
    ...(firmware ? { firmware } : {}),
    ...(dataset ? { dataset } : {}),
  };
  const bad = complaint(heard);
  return bad ? { ...bad, result } : succeeded(result);
};

/** Never between EF and EB (ssp.md §12); in a jam it is the cure. */
const resetRefusal = (heard: Heard): CommandResult | undefined => {
  if (heard.polled?.unread !== undefined)
    return failed("notNow", "no reset while the unit says what cannot be read", said(heard));
  return heard.noteInPath
    ? failed("billInPath", "a note is in the path: a reset could move it", said(heard))
    : undefined;
};

/** RESET with its verdict: OK, then away for some seconds, then SYNC answered and no jam in the polls that follow. */
const reset: Run = async (session, signal) => {
  const before = await session.state(session.limits(signal));
  const refusal = resetRefusal(before);
  if (refusal) return refusal;
  const answer = await session.say(session.limits(signal), commands.reset);
  if (answer.answer[0] !== ok)
    return failed("illegalCommand", `RESET: ${responseText(answer.answer[0])}`, said(before));
  session.talk.useKey(undefined);
  session.restart();
  const began = session.mono();
  if (!(await isBack(session, signal, began)))
    return failed("noReset", `RESET was confirmed, but no answer came for ${backMs / 1000} s`, said(before));
  const heard = await settled(session, signal, began);
  const bad = complaint(heard);
  if (bad) return bad;
  const tookMs = Math.round(session.mono() - began);
  if (heard.before.has(0xb6))
    return failed("notReady", `still initialising ${readyMs / 1000} s after RESET`, said(heard));
  if (!session.wanted) return succeeded({ tookMs, accepting: false });
  const on = await accept(session, true, signal);
  return on.status === "succeeded" ? succeeded({ tookMs, accepting: true }) : on;
};

/** Asks once a second until the unit has come through its start-up. */
const isBack = async (session: SspSession, signal: AbortSignal, began: number): Promise<boolean> => {
  await session.talk.pause(firstLookMs, signal);
  while (session.mono() - began < backMs) {
    try {
      await session.startUp(session.limits(signal, 1_000));
      return true;
    } catch (error) {
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
    }
  }
  return false;
};

const settled = async (session: SspSession, signal: AbortSignal, began: number): Promise<Heard> => {
  for (;;) {
    const heard = await session.state(session.limits(signal));
    const moving = heard.before.has(0xb6) || heard.before.has(0xf1) || heard.noteInPath;
    if (!moving || session.mono() - began > readyMs) return heard;
    await session.talk.pause(everyMs, signal);
  }
};

/** Enables or disables, and waits for the poll that proves it. */
const accept = async (session: SspSession, on: boolean, signal: AbortSignal): Promise<CommandResult> => {
  const limits = session.limits(signal, commandMs);
  const took = on ? await session.enable(limits) : await session.disable(limits);
  if (!took) return failed("illegalCommand", `the validator refused to ${on ? "enable" : "disable"} notes`);
  const began = session.mono();
  for (;;) {
    const heard = await session.state(session.limits(signal));
    if ((heard.disabled === undefined) === on && heard.polled) return succeeded(said(heard));
    const bad = on ? complaint(heard) : undefined;
    if (bad) return bad;
    if (session.mono() - began > effectMs) return failed("noEffect", "the validator stays as it was", said(heard));
    await session.talk.pause(everyMs, signal);
  }
};

/** The wish is kept even if the unit cannot follow it now. */
const acceptance =
  (wish: boolean): Run =>
  async (session, signal) => {
    if (!session.settings.acceptance)
      return failed("monitorOnly", "another program runs this validator (acceptance is false in the settings)");
    const heard = await session.state(session.limits(signal));
    session.wish(wish);
    const bad = wish ? complaint(heard) : undefined;
    if (bad) return bad;
    if (heard.noteInPath)
      return failed("notNow", "a note is on its way; it follows when the unit is at rest", said(heard));
    return accept(session, wish, signal);
  };

/** GET COUNTERS, and the levels of a unit that pays out. */
const readStatistics: Run = async (session, signal) => {
  const limits = session.limits(signal, commandMs);
  const heard = await session.state(limits);
  if (heard.noteInPath) return failed("busy", "a note is on its way", said(heard));
  const counters = (await session.optional(limits, commands.counters)) && session.heard.counters;
  const levels = (await session.optional(limits, commands.levels)) && session.heard.levels;
  if (!counters && !levels) return failed("illegalCommand", "this validator has no counters");
  return succeeded({ ...(counters ? { counters } : {}), ...(levels ? { levels } : {}) });
};

/** A person says that the box was exchanged: the period ends. Only for units that do not see their box; the others say so themselves. */
const boxExchanged: Run = async (session) => {
  if (session.settings.cashBoxSensor)
    return failed("notOffered", "this validator reports its cash box itself (cashBoxSensor in the settings)");
  const around = { bills: session.heard.unit?.bills ?? [], now: session.now() };
  const { book, events } = both(boxRemoved(session.heard.book, around), boxBack);
  session.keep(book);
  session.emit(events);
  return succeeded({ closed: events.find((e) => e.code === "cashBoxRemoved")?.data ?? {} });
};

const runs: Readonly<Record<string, Run>> = {
  selfTest,
  reset,
  enable: acceptance(true),
  disable: acceptance(false),
  readStatistics,
  boxExchanged,
};

/** Runs a command of the driver's table. Throws `DriverError` `badArgs` for one that is not in it, else what the conversation throws. */
export const runCommand = (session: SspSession, command: string, signal: AbortSignal): Promise<CommandResult> => {
  return runOf(runs, command)(session, signal);
};
