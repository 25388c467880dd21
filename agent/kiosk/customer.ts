import type { Clock, Timer } from "../../contract/index.ts";

/**
 * Is a customer being served? The sales application says so and says so again; without a word for `leaseMs` the customer is taken to have left,
 * so that a crashed application cannot block repairs for ever.
 */
export const customerLease = (clock: Clock, leaseMs: number) => {
  let until = Number.NEGATIVE_INFINITY;
  let end: Timer | undefined;
  const listeners = new Set<(present: boolean) => void>();
  const tell = (present: boolean) => {
    for (const listener of listeners) listener(present);
  };
  return {
    say(present: boolean): void {
      end?.cancel();
      until = present ? clock.mono() + leaseMs : Number.NEGATIVE_INFINITY;
      if (present) end = clock.after(leaseMs, () => tell(false));
      tell(present);
    },
    /** Each word of the sales application, and the end of a lease. */
    onSaid(listener: (present: boolean) => void): void {
      listeners.add(listener);
    },
    close(): void {
      end?.cancel();
    },
    present: (): boolean => clock.mono() < until,
    leftMs: (): number => Math.max(0, Math.round(until - clock.mono())),
  };
};
export type CustomerLease = ReturnType<typeof customerLease>;
