import type { CommandDescriptor } from "../../contract/index.ts";
import { type CommandResult, isDriverError } from "../api.ts";
import { failed, noArgs, runOf } from "../command.ts";
import { maskedIccid } from "./answers.ts";
import { asks } from "./asks.ts";
import type { Answer } from "./conversation.ts";
import { cutsOwnLink } from "./cut-off.ts";
import { bandNow, listen } from "./listen.ts";
import { readingOf } from "./reading.ts";
import type { ModemSession } from "./session.ts";
import { meaningOfError, nameOf, technologies } from "./status.ts";

/** A modem takes up to 60 s to come back (modem-at.md §3). */
const backWithinMs = 60_000;
const lookEveryMs = 2_000;
const radioRestMs = 2_000;

const consent = {
  type: "object",
  properties: {
    cutOwnLink: {
      type: "boolean",
      description: "yes, though the terminal is out of reach until the modem is registered again",
    },
  },
  additionalProperties: false,
};

export const descriptors: readonly CommandDescriptor[] = [
  {
    name: "selfTest",
    title: "Read SIM, registration, signal, operator and band",
    disturbs: "nothing",
    automatic: true,
    resets: false,
    timeoutMs: 45_000,
    args: noArgs,
  },
  {
    name: "radioOffOn",
    title: "Radio off and on (CFUN 4, 1): registers anew",
    disturbs: "terminal",
    automatic: true,
    resets: true,
    timeoutMs: 60_000,
    args: consent,
  },
  {
    name: "reset",
    title: "Restart the modem (CFUN 1,1): no network for a minute",
    disturbs: "terminal",
    automatic: true,
    resets: true,
    timeoutMs: 90_000,
    args: consent,
  },
];

const refusedBy = (answer: Extract<Answer, { ok: false }>): CommandResult =>
  failed("refused", `${meaningOfError(answer.error).text} (${nameOf(answer.error)})`, { error: nameOf(answer.error) });

type Run = (session: ModemSession, args: Record<string, unknown>, signal: AbortSignal) => Promise<CommandResult>;

/** Reads only. Fails if a part is not as it should be, and says which. */
const selfTest: Run = async (session, _args, signal) => {
  await session.inStep(signal);
  const ask = (question: Parameters<ModemSession["tryAsk"]>[0]) => session.tryAsk(question, signal);
  const sim = await ask(asks.sim);
  const heard = await listen(ask, session.config, { unlocked: false, ...(sim && { answer: sim }) });
  const { components, measures } = readingOf(heard, {
    config: session.config,
    signalWas: undefined,
    restarted: false,
    restarts: 0,
    link: {},
  });
  const iccid = await ask(asks.iccid);
  const { operator, cell } = heard;
  const result = {
    ...Object.fromEntries(Object.entries(components).map(([name, { state }]) => [name, state])),
    operator: operator?.name,
    technology: technologies[operator?.technology ?? -1] ?? cell?.technology,
    band: await bandNow(ask),
    cell: cell?.cell?.toString(16).toUpperCase(),
    area: cell?.area?.toString(16).toUpperCase(),
    iccid: iccid?.ok ? maskedIccid(iccid.lines) : undefined,
    rssi: measures.rssi,
    rsrp: measures.rsrp,
    rsrq: measures.rsrq,
    sinr: measures.sinr,
  };
  const good = new Set(["ok", "on", "registered", "active", "unknown"]);
  const bad = Object.entries(components).filter(([, { state }]) => !good.has(state));
  if (bad.length === 0) return { status: "succeeded", result: withoutUnknown(result) };
  const text = bad.map(([name, { state, vendorCode }]) => `${name} ${state} (${vendorCode ?? "-"})`).join("; ");
  return failed("deviceFault", text, withoutUnknown(result));
};

const withoutUnknown = (result: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));

/** Both restarts pass the same gate: the modem that carries the agent is not cut by a machine while it works. */
const gated =
  (run: Run): Run =>
  async (session, args, signal) => {
    const refusal = cutsOwnLink(session.config, session.env.facts?.().brokerConnected, args);
    return refusal ? failed(refusal.code, refusal.text) : run(session, args, signal);
  };

/** CFUN 4, then 1. Once the radio is off it must come on again: the second half does not listen to the caller any more, and a poll makes up for it after a crash. */
const radioOffOn: Run = async (session, _args, signal) => {
  await session.inStep(signal);
  session.env.memory.set("radioOff", true);
  const off = await session.talk.ask(asks.radioOff, signal);
  if (!off.ok) {
    session.env.memory.set("radioOff", false);
    return refusedBy(off);
  }
  const regardless = new AbortController().signal;
  await session.talk.pause(radioRestMs, regardless);
  const on = await session.talk.ask(asks.radioOn, regardless);
  if (!on.ok) return refusedBy(on);
  session.env.memory.set("radioOff", false);
  return { status: "succeeded", result: { radio: "on" } };
};

/** CFUN 1,1 and its proof: the modem answers again. On USB the port goes away with it, which ends what can be seen from here. */
const reset: Run = async (session, _args, signal) => {
  await session.inStep(signal);
  const { clock } = session.env;
  session.expectRestart();
  const began = clock.mono();
  const answer = await session.talk.ask(asks.restart, signal).catch((error: unknown) => {
    // Some are gone before their OK is out; that they came back is proof as well.
    if (isDriverError(error, "noAnswer", "damagedAnswers") && session.startedAnewSince(began)) return undefined;
    throw error;
  });
  if (answer && !answer.ok) return refusedBy(answer);
  for (;;) {
    try {
      await session.talk.pause(lookEveryMs, signal);
      await session.inStep(signal);
      return { status: "succeeded", result: { tookMs: Math.round(clock.mono() - began) } };
    } catch (error) {
      if (isDriverError(error, "portLost"))
        return {
          status: "succeeded",
          result: { port: "gone", note: "it took the command, and its port went away as it must" },
        };
      if (!isDriverError(error, "noAnswer", "damagedAnswers")) throw error;
      if (clock.mono() - began > backWithinMs)
        return failed("notReady", `it took the command, but did not answer again within ${backWithinMs / 1000} s`);
    }
  }
};

const runs: Readonly<Record<string, Run>> = { selfTest, radioOffOn: gated(radioOffOn), reset: gated(reset) };

/** Runs a command of the driver's table. Throws `DriverError` `badArgs` for one that is not in it, else what the conversation throws. */
export const runCommand: (
  session: ModemSession,
  command: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
) => Promise<CommandResult> = async (session, command, args, signal) => {
  return runOf(runs, command)(session, args, signal);
};
