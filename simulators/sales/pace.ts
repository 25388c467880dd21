/** From and to, ms: each wait is drawn anew between them. */
export type Span = readonly [from: number, to: number];

/** How fast customers come and act, ms. */
export interface Pace {
  readonly betweenCustomers: Span;
  /** Between two things a customer does. */
  readonly step: Span;
  /** How long a device may take until the customer gives up. */
  readonly patience: number;
}

/** A customer about every half minute. */
export const usualPace: Pace = { betweenCustomers: [15_000, 45_000], step: [600, 2_500], patience: 15_000 };

export const drawn = ([from, to]: Span, random: () => number): number => from + (to - from) * random();
