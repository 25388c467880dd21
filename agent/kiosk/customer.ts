import type { Clock } from "../../contract/index.ts";

/**
 * Is a customer being served? The sales application says so and says so again; without a word for `leaseMs` the customer is taken to have left,
 * so that a crashed application cannot block repairs for ever.
 */
export const customerLease = (clock: Clock, leaseMs: number) => {
  let until = Number.NEGATIVE_INFINITY;
  return {
    say(present: boolean): void {
      until = present ? clock.mono() + leaseMs : Number.NEGATIVE_INFINITY;
    },
    present: (): boolean => clock.mono() < until,
    leftMs: (): number => Math.max(0, Math.round(until - clock.mono())),
  };
};
export type CustomerLease = ReturnType<typeof customerLease>;
