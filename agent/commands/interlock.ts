import type { DeviceClass, Disturbance } from "../../contract/index.ts";

/** Why a command was not run. `retryable`: for a passing reason, offer it again later. */
export interface Refusal {
  readonly status: "refused" | "expired";
  readonly code: string;
  readonly text: string;
  readonly retryable: boolean;
}

export type Money = "safe" | "inTransit" | "unknown";

/** What the interlock looks at. */
export interface Situation {
  readonly disturbs: Disturbance;
  readonly customerPresent: boolean;
  readonly deviceClass: DeviceClass;
  /** The device's own word; undefined if it has none or was not heard yet. */
  readonly money: Money | undefined;
  /** Money words of the other devices; counts for what disturbs the whole terminal. */
  readonly others: readonly (Money | undefined)[];
  /** Talks to the port only and moves nothing in the device: the way to get an answer from one whose money is unknown. */
  readonly portOnly: boolean;
}

const passing = (code: string, text: string): Refusal => ({ status: "refused", code, text, retryable: true });

/** A device that handles money and says nothing of it is not known to be safe. */
const moneyOf = ({ money, deviceClass }: Situation): Money =>
  money ?? (deviceClass === "cashAcceptor" ? "unknown" : "safe");

/**
 * May this command run now? Nothing that disturbs runs while a customer is being served or a note or card is on its way; where that is not known,
 * nothing runs that could move money. Pure.
 */
export const interlock = (situation: Situation): Refusal | undefined => {
  const { disturbs, customerPresent, deviceClass, others, portOnly } = situation;
  if (disturbs === "nothing") return undefined;
  if (customerPresent) return passing("customerPresent", "a customer is being served");
  const money = moneyOf(situation);
  if (money === "inTransit") return passing("moneyInTransit", "a note or card is on its way in this device");
  if (disturbs === "terminal" && others.includes("inTransit"))
    return passing("moneyInTransit", "a note or card is on its way in another device");
  const risky = disturbs === "money" || (deviceClass === "cashAcceptor" && !portOnly);
  if (money === "unknown" && risky)
    return passing("moneyInTransit", "it is not known whether a note is on its way in this device");
  return undefined;
};
