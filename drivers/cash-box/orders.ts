import type { CommandResult } from "../api.ts";
import { isDriverError } from "../api.ts";
import { failed, succeeded } from "../command.ts";
import type { Meaning, Polled } from "./answer.ts";

/** Between two polls while a command waits, ms. */
export const everyMs = 200;

/** What a protocol with state codes tells of them. */
export interface Words {
  readonly vendorCode: (polled: Polled) => string;
  readonly meaningOf: (polled: Polled) => Meaning;
  readonly isFailure: (code: number) => boolean;
  /** At rest, taking bills or not: the states from which that may be changed. */
  readonly enabled: number;
  readonly disabled: number;
  /** A bill is being drawn in: the unit takes bills, too. */
  readonly accepting: number;
}

/** What the orders need of a session. */
export interface Ordered {
  readonly settings: { readonly acceptance: boolean };
  readonly talk: { pause(ms: number, signal: AbortSignal): Promise<void> };
  state(signal: AbortSignal): Promise<Polled>;
  wish(acceptance: boolean): void;
  mono(): number;
}

/** An answer that a unit may owe us: one that it does not know or does not give is none. */
export const optional = async (data: Promise<Uint8Array>): Promise<Uint8Array | undefined> => {
  try {
    return await data;
  } catch (error) {
    if (isDriverError(error, "refused", "noAnswer", "damagedAnswers")) return undefined;
    throw error;
  }
};

/** The parts of commands that are the same for every unit with state codes. */
export const ordersOf = ({ vendorCode, meaningOf, isFailure, ...words }: Words) => {
  const said = (polled: Polled) => ({ state: vendorCode(polled), meaning: meaningOf(polled).text });
  const complaint = (polled: Polled): CommandResult =>
    failed("deviceFault", `${meaningOf(polled).text} (${vendorCode(polled)})`, said(polled));
  return {
    said,
    complaint,

    /** Polls until the state proves that bills are taken, or that none are; `withinMs` a unit may be busy. */
    async follows(session: Ordered, wish: boolean, withinMs: number, signal: AbortSignal): Promise<CommandResult> {
      const began = session.mono();
      for (;;) {
        const polled = await session.state(signal);
        const proven = polled.code === (wish ? words.enabled : words.disabled);
        if (proven || (wish && polled.code === words.accepting)) return succeeded(said(polled));
        if (isFailure(polled.code)) return complaint(polled);
        if (session.mono() - began > withinMs)
          return failed("noEffect", `state stays ${vendorCode(polled)}`, said(polled));
        await session.talk.pause(everyMs, signal);
      }
    },

    /** Enable and disable: only at rest. The wish is kept even if the unit cannot follow it now. */
    acceptance:
      <S extends Ordered>(
        wish: boolean,
        accept: (session: S, wish: boolean, signal: AbortSignal) => Promise<CommandResult>,
      ) =>
      async (session: S, signal: AbortSignal): Promise<CommandResult> => {
        if (!session.settings.acceptance)
          return failed("monitorOnly", "another program runs this validator (acceptance is false in the settings)");
        const polled = await session.state(signal);
        session.wish(wish);
        if (isFailure(polled.code)) return complaint(polled);
        if (polled.code === words.enabled || polled.code === words.disabled) return accept(session, wish, signal);
        const text = `not in state ${vendorCode(polled)} (${meaningOf(polled).text}); it follows when the unit is at rest`;
        return failed("notNow", text, said(polled));
      },

    /** Taking bills again after a RESET, where somebody wants it; the end of the command. */
    async again(
      result: Record<string, unknown>,
      wanted: boolean,
      accept: () => Promise<CommandResult>,
    ): Promise<CommandResult> {
      if (!wanted) return succeeded({ ...result, accepting: false });
      const accepting = await accept();
      return accepting.status === "succeeded" ? succeeded({ ...result, accepting: true }) : accepting;
    },

    /** The self-test of a listener: what was last heard. */
    heard: (polled: Polled | undefined, about: Record<string, unknown>): CommandResult => {
      if (!polled) return failed("notHeard", "no answer of the unit was heard yet");
      const result = { ...said(polled), ...about, overheard: true };
      return isFailure(polled.code) ? { ...complaint(polled), result } : succeeded(result);
    },
  };
};
