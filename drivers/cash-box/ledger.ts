/** One denomination an acceptor knows, by its own number. */
export interface Bill {
  readonly type: number;
  /** In minor units; left out when it is no whole safe number. */
  readonly value?: number;
  /** Country or currency code: units use either. */
  readonly currency: string;
}

export interface Denomination {
  readonly currency: string;
  /** Minor units. */
  readonly value: number;
  readonly count: number;
}

/** A bill that was on its way and of which the unit never said where it went (cash-box.md §4.2): a person decides. */
export interface Disputed {
  readonly at: number;
  readonly why: string;
  readonly type?: number;
  readonly value?: number;
  readonly currency?: string;
}

/** What was counted into one cash box, from the moment it was put in until it is taken out (cash-box.md §4.1). */
export interface Ledger {
  readonly openedAt: number;
  /** `firstStart`: the box was in before we counted, so this is a lower bound. */
  readonly since: "firstStart" | "removal";
  readonly denominations: readonly Denomination[];
  /** Notes of no known value. */
  readonly unknown: number;
  /** Of all counted notes, those that a power cut left in the stacker. */
  readonly recovered: number;
  /** Of all counted notes, those that the unit stored without saying their value: it is the one they had in escrow. */
  readonly assumed: number;
  readonly disputed: readonly Disputed[];
  /** How often part of the unit's conversation with another host was not heard: then all counts are lower bounds. Absent: never. */
  readonly gaps?: number;
}

export const emptyLedger = (openedAt: number, since: Ledger["since"]): Ledger => ({
  openedAt,
  since,
  denominations: [],
  unknown: 0,
  recovered: 0,
  assumed: 0,
  disputed: [],
});

/** Notes in the box: Σ counts + unknown (cash-box.md §4.5). */
export const notesIn = (ledger: Ledger): number =>
  ledger.unknown + ledger.denominations.reduce((sum, d) => sum + d.count, 0);

/** Value in minor units, if all of it is of one currency. */
export const valueIn = (ledger: Ledger): number | undefined => {
  if (new Set(ledger.denominations.map((d) => d.currency)).size > 1) return undefined;
  return ledger.denominations.reduce((sum, d) => sum + d.value * d.count, 0);
};

/** The ledger with one note more. */
export const counted = (ledger: Ledger, bill: Bill | undefined): Ledger => {
  if (bill?.value === undefined) return { ...ledger, unknown: ledger.unknown + 1 };
  const { currency, value } = bill;
  const same = (d: Denomination) => d.currency === currency && d.value === value;
  const count = (ledger.denominations.find(same)?.count ?? 0) + 1;
  const others = ledger.denominations.filter((d) => !same(d));
  return { ...ledger, denominations: [...others, { currency, value, count }].sort((a, b) => a.value - b.value) };
};

/** What an event says of a note: its number, and its value where the table of the unit has one. */
export const billData = (type: number | undefined, bills: readonly Bill[]) => {
  const bill = bills.find((b) => b.type === type);
  return {
    ...(type === undefined ? {} : { type }),
    ...(bill?.value === undefined ? {} : { value: bill.value, currency: bill.currency }),
  };
};
