import { cardDigitRuns, luhn } from "../../contract/card-data.ts";
import type { Driver } from "../api.ts";

const holdsCardNumber = (text: string): boolean =>
  (text.match(cardDigitRuns) ?? []).some((run) => luhn(run.replace(/[ -]/g, "")));

/** Longest run of a card number with blanks between its digits. */
const tailLength = 40;

/** May these bytes be shown and written down? Remembers the end of what came before in the same direction, where a number may have begun. */
export type Gate = (toDevice: boolean, bytes: Uint8Array) => boolean;

/**
 * Card data stays hidden (S7): a driver whose frames can hold any says which may be shown; of all others nothing passes that looks like a card number
 * (a receipt can bear one). Without a driver nobody knows what passes, and nothing is shown unless the engineer answers for it.
 */
export const gateOf = (driver: Driver | undefined, unprotected: boolean): Gate => {
  const tails = { host: "", device: "" };
  return (toDevice, bytes) => {
    const side = toDevice ? "host" : "device";
    const text = tails[side] + Buffer.from(bytes).toString("latin1");
    tails[side] = text.slice(-tailLength);
    if (holdsCardNumber(text)) return false;
    if (!driver) return unprotected;
    return driver.showFrame?.(bytes) ?? true;
  };
};
