import type { Clock, CustomerSaid, Timer } from "../../contract/index.ts";

/**
 * Is a customer being served? The sales application says so and says so again; without a word for `leaseMs` the customer is taken to have left,
 * so that a crashed application cannot block repairs for ever.
 */
export const customerLease = (clock: Clock, leaseMs: () => number) => {
  let until = Number.NEGATIVE_INFINITY;
  let end: Timer | undefined;
  let said: { readonly present: boolean; readonly sinceMono: number } | undefined;
  const listeners = new Set<(present: boolean) => void>();
  const tell = (present: boolean) => {
    for (const listener of listeners) listener(present);
  };
  return {
    say(present: boolean): void {
      end?.cancel();
      const lease = leaseMs();
      until = present ? clock.mono() + lease : Number.NEGATIVE_INFINITY;
      if (said?.present !== present) said = { present, sinceMono: clock.mono() };
      if (present)
        end = clock.after(lease, () => {
          said = undefined;
          tell(false);
        });
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
    /**
     * What the sales application said last, and how long ago it became so. Undefined before its first word, and once it has gone silent on a customer:
     * that lets repairs go on, but nobody knows.
     */
    said: (): CustomerSaid | undefined =>
      said && { present: said.present, forMs: Math.max(0, Math.round(clock.mono() - said.sinceMono)) },
  };
};
export type CustomerLease = ReturnType<typeof customerLease>;
