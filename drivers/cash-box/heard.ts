import type { DriverEvent, DriverMemory } from "../api.ts";
import { noteUpEveryMs, wasUp } from "../unplanned.ts";
import type { Polled } from "./answer.ts";
import type { Book } from "./book.ts";

/** A request and what came back to it: our own, or one that another master and the unit were heard to exchange. */
export interface Exchange {
  readonly sent: Uint8Array;
  /** The frame that answered; left out as long as there is none, and if none came. */
  readonly frame?: Uint8Array;
}

export interface When {
  /** Wall clock and monotonic time, ms. */
  readonly now: number;
  readonly mono: number;
  /** Decimals of the currency. */
  readonly minorUnitDigits: number;
}

/** An event that is over after one poll and stays visible as a state, so that a rule can see it. */
export interface Lingering {
  readonly by: Polled;
  /** Monotonic, ms. */
  readonly until: number;
}

const lingerMs = 10_000;
export const lingering = (by: Polled, mono: number): Lingering => ({ by, until: mono + lingerMs });
export const lasting = (told: Lingering | undefined, mono: number): Polled | undefined =>
  told && told.until > mono ? told.by : undefined;

/** What is known of a unit that answers with state codes, whatever its protocol. `book`, `unit` and `upAt` outlast a restart. */
export interface Heard {
  readonly book: Book;
  readonly unit: unknown;
  /** Wall clock at which it was last noted that the unit works, and the monotonic time of that. */
  readonly upAt: number | undefined;
  readonly notedUp: number | undefined;
  readonly polled: Polled | undefined;
  /** A RESET was sent, by whomever, and the unit is not back at work. */
  readonly resetAsked: boolean;
}

/** Puts on the disk what must outlast a restart; call it before anything that the exchange allows is done (an ACK, a STACK). */
export const keep = (memory: DriverMemory, was: Heard, is: Heard): void => {
  for (const key of ["book", "unit", "upAt"] as const) if (is[key] !== was[key]) memory.set(key, is[key]);
};

/** The state codes of a protocol by which a lost supply is known. */
export interface PowerCodes {
  readonly powerUp: number;
  /** Power-up with a bill at the reader, and what the unit calls that place. */
  readonly inHead: number;
  readonly head: string;
  readonly inStacker: number;
  readonly initialising: number;
  /** States from which a unit does not initialise unless its power was cut. */
  readonly atWork: ReadonlySet<number>;
}

export const powerOf = ({ powerUp, inHead, head, inStacker, initialising, atWork }: PowerCodes) => {
  const isPowerUp = (code: number | undefined): boolean => code === powerUp || code === inHead || code === inStacker;
  return {
    isPowerUp,

    /** A restart that nobody asked for, seen in the middle of work, or one that caught a bill. */
    loss(known: Heard, code: number, now: number): DriverEvent | undefined {
      const last = known.polled?.code;
      const fresh =
        isPowerUp(code) && !isPowerUp(last) && (last !== undefined || code !== powerUp || wasUp(known.upAt, now));
      const initialises = code === initialising && !known.resetAsked && last !== undefined && atWork.has(last);
      if (!fresh && !initialises) return undefined;
      const bill =
        code === inHead ? `with a bill in the ${head}` : code === inStacker ? "with a bill in the stacker" : undefined;
      return {
        code: "powerLoss",
        text: `the validator restarted${bill ? ` ${bill}` : ""}`,
        ...(bill ? { data: { bill: true } } : {}),
      };
    },

    /** The note that it is at work, where one is due. */
    up: (known: Heard, code: number, { now, mono }: When) =>
      atWork.has(code) && (known.notedUp === undefined || mono - known.notedUp >= noteUpEveryMs)
        ? { upAt: now, notedUp: mono }
        : {},
  };
};

/** What was shown last, for a listener that starts anew: the same event shown once more is not a second one. */
export const markOf = ({ polled }: Pick<Heard, "polled">): unknown =>
  polled && { code: polled.code, ...(polled.data === undefined ? {} : { data: polled.data }) };

/** That mark as it was read back; undefined if it is none. It is no reading: that must be heard anew. */
export const markIn = (mark: unknown, frame: Uint8Array): Polled | undefined => {
  if (typeof mark !== "object" || mark === null) return undefined;
  const { code, data } = mark as { code?: unknown; data?: unknown };
  if (typeof code !== "number") return undefined;
  return { code, data: typeof data === "number" ? data : undefined, frame };
};
