import type { Conductor } from "./conductor.ts";
import type { WireTerminal } from "./wire-terminal.ts";

const minuteMs = 60_000;
/** Customers come from six to ten, by the clocks of the place. */
const opens = 6;
const closes = 22;
const fares = [300, 400, 500, 600, 900, 2000, 5000];

/** Lets customers come to a terminal as long as the week lasts. `random`: 0..1, the same numbers every time. */
export const openShop = (
  { clock }: Pick<Conductor, "clock">,
  terminal: WireTerminal,
  { random, offsetHours }: { readonly random: () => number; readonly offsetHours: number },
): void => {
  const next = (): void => {
    clock.after(Math.round((6 + random() * 36) * minuteMs), () => {
      const hour = new Date(clock.now() + offsetHours * 60 * minuteMs).getUTCHours();
      const kind = random() < 0.6 ? "cash" : "card";
      const fare = fares[Math.floor(random() * fares.length)] ?? 300;
      if (hour >= opens && hour < closes) terminal.sell(kind, fare);
      next();
    });
  };
  next();
};
