import { expect, it } from "vitest";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { atMostEvery } from "./at-most.ts";

it("tells a change at once, and many within the time as one", async () => {
  const clock = new FakeClock();
  const told: number[] = [];
  const teller = atMostEvery(clock, 5_000, () => told.push(clock.mono()));
  const began = clock.mono();
  for (let n = 0; n < 100; n++) {
    teller.changed();
    await clock.advance(100);
  }
  expect(told.map((at) => at - began)).toEqual([0, 5_000, 10_000]);
  teller.changed();
  teller.stop();
  await clock.advance(60_000);
  expect(told).toHaveLength(3);
});
