import type { ChargeStatement } from "../../../contract/index.ts";

/** What all contracts of one currency come to. */
export interface Sum extends Pick<ChargeStatement, "currency" | "digits" | "net" | "tax" | "total" | "open"> {
  readonly contracts: number;
}

/** Money of different currencies is not added up: one sum for each, in the order in which they come. Pure. */
export const sumsOf = (statements: readonly ChargeStatement[]): Sum[] => {
  const sums = new Map<string, Sum>();
  for (const { currency, digits, net, tax, total, open } of statements) {
    const before = sums.get(currency) ?? { currency, digits, net: 0, tax: 0, total: 0, open: 0, contracts: 0 };
    sums.set(currency, {
      ...before,
      net: before.net + net,
      tax: before.tax + tax,
      total: before.total + total,
      open: before.open + open,
      contracts: before.contracts + 1,
    });
  }
  return [...sums.values()];
};
