import type { DriverEvent } from "../api.ts";
import type { Contact } from "./contacts.ts";

const shockWindowMs = 600_000;
const shocksInWindow = 3;
const shockAlarmMs = 2_000;

/** What the alarms need to remember. Times are monotonic ms. */
export interface Watch {
  readonly shocksAt: readonly number[];
  readonly shockSince: number | undefined;
  readonly longShockTold: boolean;
  readonly bypassTold: boolean;
}

export const nothingSeen: Watch = { shocksAt: [], shockSince: undefined, longShockTold: false, bypassTold: false };

export interface Seen {
  readonly now: number;
  /** A shock began just now. */
  readonly shock: boolean;
  /** Raw level of the shock contact: true while it is shaken. */
  readonly shaking: boolean;
  /** Debounced levels; left out = unknown. */
  readonly levels: Partial<Record<Contact, boolean>>;
}

const alarm = (reason: string, text: string): DriverEvent => ({ code: "tamper", text, data: { reason } });

/** Box out behind closed doors (cash-box.md §7.4, §9 row 3: byte 57). */
const bypassed = ({ levels }: Seen): boolean =>
  levels.cashBoxSeat === false && levels.outerDoor === true && levels.cashBoxDoor === true && levels.lock === true;

const shocks = (was: Watch, seen: Seen): { watch: Watch; alarms: DriverEvent[] } => {
  const recent = was.shocksAt.filter((at) => seen.now - at < shockWindowMs);
  const shocksAt = seen.shock ? [...recent, seen.now] : recent;
  const often = seen.shock && shocksAt.length >= shocksInWindow;
  const shockSince = seen.shaking ? (was.shockSince ?? seen.now) : undefined;
  const long = shockSince !== undefined && seen.now - shockSince > shockAlarmMs;
  return {
    // Three shocks make one alarm; the next three make the next.
    watch: { ...was, shocksAt: often ? [] : shocksAt, shockSince, longShockTold: long },
    alarms: [
      ...(often ? [alarm("shocks", `${shocksInWindow} shocks within 10 minutes`)] : []),
      ...(long && !was.longShockTold ? [alarm("longShock", "the shock sensor has been answering for over 2 s")] : []),
    ],
  };
};

/** Alarms one observer can raise alone (cash-box.md §9 rows 3 and 9). Each is told once per occasion. Pure. */
export const watchFor = (was: Watch, seen: Seen): { watch: Watch; alarms: DriverEvent[] } => {
  const shaken = shocks(was, seen);
  const bypass = bypassed(seen);
  const text = "the cash box is out while all doors are closed: a switch is bypassed or broken";
  return {
    watch: { ...shaken.watch, bypassTold: bypass },
    alarms: [...shaken.alarms, ...(bypass && !was.bypassTold ? [alarm("boxOutDoorsClosed", text)] : [])],
  };
};
