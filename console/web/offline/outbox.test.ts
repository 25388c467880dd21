import { expect, it } from "vitest";
import { AppError } from "../../../contract/plain.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import { type Entry, nextToSend } from "./entry.ts";
import type { Keep } from "./keep.ts";
import { Outbox } from "./outbox.ts";

/** What a phone keeps, for as long as the test runs. */
const memory = (): Keep => {
  const kept = new Map<string, unknown>();
  return {
    get: async <T>(name: string) => kept.get(name) as T | undefined,
    set: async (name, value) => void kept.set(name, value),
    change: async <T>(name: string, how: (before: T | undefined) => T) =>
      void kept.set(name, how(kept.get(name) as T | undefined)),
    remove: async (name) => void kept.delete(name),
  };
};

const place = { number: 7, place: "Hall 1" };
const arrive = { kind: "act", body: { action: "arrive" } } as const;
const depart = { kind: "act", body: { action: "depart", outcome: "resolved" } } as const;

const open = (answer: (entry: Entry) => void, keep = memory()) => {
  let n = 0;
  const sent: string[] = [];
  const outbox = new Outbox({
    keep,
    clock: new FakeClock(),
    newKey: () => `key-${++n}`,
    alone: (work) => work(),
    send: async (entry) => {
      answer(entry);
      sent.push(entry.key);
      return undefined;
    },
  });
  const stop = outbox.start("tom");
  return { outbox, sent, keep, stop };
};

it("keeps what could not be sent, in order, under the same keys, also for the next start of the page", async () => {
  let network = false;
  const answer = (): void => {
    if (!network) throw new AppError("unavailable", "no network");
  };
  const { outbox, keep, stop } = open(answer);
  await outbox.add(place, arrive);
  await outbox.add(place, depart);
  await outbox.flush();
  expect(outbox.entries().map(({ key }) => key)).toEqual(["key-1", "key-2"]);
  stop();
  network = true;
  const again = open(answer, keep);
  await again.outbox.flush();
  expect(again.sent).toEqual(["key-1", "key-2"]);
  expect(again.outbox.entries()).toEqual([]);
  again.stop();
});

it("a refusal is kept with its reason and holds up what follows at the same visit only; mended it goes under a new key", async () => {
  let strict = true;
  const { outbox, sent, stop } = open(({ visit }) => {
    if (strict && visit === 7) throw new AppError("conflict", "visit 7 is cancelled");
  });
  await outbox.add(place, arrive);
  await outbox.add(place, depart);
  await outbox.add({ number: 8, place: "Hall 2" }, arrive);
  await outbox.flush();
  await outbox.flush();
  expect(sent).toEqual(["key-3"]);
  expect(outbox.entries().map(({ refused }) => refused?.message)).toEqual(["visit 7 is cancelled", undefined]);
  expect(nextToSend(outbox.entries())).toBeUndefined();
  strict = false;
  await outbox.again("key-1");
  await outbox.flush();
  await outbox.flush();
  expect(sent).toEqual(["key-3", "key-4", "key-2"]);
  stop();
});

it("somebody else on the same phone neither sees nor sends it; signing out takes it away", async () => {
  const offline = (): void => {
    throw new AppError("unavailable", "no network");
  };
  const { outbox, stop } = open(offline);
  await outbox.add(place, arrive);
  stop();
  const leave = outbox.start("eva");
  await outbox.flush();
  expect(outbox.entries()).toEqual([]);
  leave();
  outbox.start("tom");
  await outbox.flush();
  expect(outbox.entries()).toHaveLength(1);
  await outbox.forget();
  expect(outbox.entries()).toEqual([]);
});
