import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { DeviceClass, DeviceHealth } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { Live, type LiveEvent } from "../live.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { Sightings } from "./sightings.ts";

let folder: string;
let store: Store;
let live: Live;
let told: LiveEvent[];
let sightings: Sightings;
const clock = new FakeClock(1_000_000);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sightings-"));
  store = await openStore(join(folder, "broker.db"), { clock });
  live = new Live((error) => expect(error).toBeUndefined());
  told = [];
  live.after((event) => void told.push(event));
  sightings = new Sightings(live);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A record: what is in which state since when on the terminal's clock, and how far that clock is behind. */
const heard = (
  states: Readonly<Record<string, readonly [state: string, since: number]>>,
  { at = 1_000_000, behind = 0, current = true, deviceClass = "cabinet" as DeviceClass } = {},
): Promise<void> => {
  const components = Object.fromEntries(
    Object.entries(states).map(([name, [state, since]]) => [name, { state, since }]),
  );
  const base = { deviceClass, availability: "online", components, measures: {} } as const;
  const health: DeviceHealth = { ...base, observedAt: at - behind, freshForMs: 60_000 };
  const place = { terminal: "k1", device: "box", receivedAt: 1_000_000 };
  return store.write((tx) => sightings.reading(tx, { ...place, health, at, current }));
};
const kept = () =>
  store.read
    .sightings({ terminal: "k1", from: 0, to: 2_000_000 })
    .map(({ component, state, at }) => [component, state, at]);

it("keeps each movement once, however often it is reported, also after a restart, at its moment on the broker's clock", async () => {
  await heard({ outerDoor: ["closed", 100_000], tilt: ["ok", 1] }, { behind: 300_000, at: 990_000 });
  await heard({ outerDoor: ["closed", 100_000] }, { behind: 299_000 });
  await heard({ outerDoor: ["open", 690_000] }, { behind: 300_000 });
  sightings = new Sightings(live);
  await heard({ outerDoor: ["open", 690_000] }, { behind: 300_004 });
  expect(kept()).toEqual([
    ["outerDoor", "closed", 400_000],
    ["outerDoor", "open", 990_000],
  ]);
});

it("keeps what was sent late and in another order, and tells nobody that it is so now", async () => {
  await heard({ outerDoor: ["closed", 900_000] });
  await heard({ outerDoor: ["open", 500_000] }, { at: 500_000, current: false });
  await heard({ outerDoor: ["closed", 900_000] });
  expect(kept()).toEqual([
    ["outerDoor", "open", 500_000],
    ["outerDoor", "closed", 900_000],
  ]);
  expect(told.map((event) => event.name === "sighting" && event.state)).toEqual(["closed", "closed"]);
});

it("takes a fuller cash box for the same one, and a missing one for gone", async () => {
  const box = (state: string, since: number) => heard({ cashBox: [state, since] }, { deviceClass: "cashAcceptor" });
  await box("ok", 1000);
  await box("high", 2000);
  await box("missing", 3000);
  await box("ok", 4000);
  expect(kept().map(([, state]) => state)).toEqual(["present", "missing", "present"]);
});

it("forgets what a rolled back unit heard", async () => {
  const failing = store.write((tx) => {
    const health: DeviceHealth = {
      deviceClass: "cabinet",
      availability: "online",
      components: { outerDoor: { state: "open", since: 5 } },
      measures: {},
      observedAt: 5,
      freshForMs: 1000,
    };
    sightings.reading(tx, { terminal: "k1", device: "box", receivedAt: 5, health, at: 5, current: true });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  await heard({ outerDoor: ["open", 5] });
  expect(kept()).toHaveLength(1);
});

it("knows what each part was in at a moment", async () => {
  await heard({ outerDoor: ["closed", 100], lock: ["bolted", 100] });
  await heard({ outerDoor: ["open", 500], lock: ["bolted", 100] });
  const before = (at: number) =>
    store.read.sightedBefore("k1", at).map(({ component, state }) => `${component} ${state}`);
  expect(before(500)).toEqual(["lock bolted", "outerDoor closed"]);
  expect(before(501)).toEqual(["lock bolted", "outerDoor open"]);
});
