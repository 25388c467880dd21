import { afterEach, beforeEach, expect, test } from "vitest";
import type { RehearsalView, RuleList, RuleView } from "../../contract/index.ts";
import { systemClock } from "../../contract/index.ts";
import { storeHotHours } from "../../tests/support/hot-hosts.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";
import { loadRules } from "../faults/load-rules.ts";
import { Settable } from "../faults/settings.ts";
import { Rules } from "../rules/rules.ts";
import { Rehearsals } from "./rehearsals.ts";
import { inThread } from "./worker/run.ts";

const hot = "host.temperature.high";
let served: ServedFleet;
beforeEach(async () => {
  served = await serveFleet({ fill: storeHotHours });
});
afterEach(() => served.close());

const ask = async <T>(
  path: string,
  body?: unknown,
  token = served.tokens.engineer,
): Promise<{ status: number; answer: T & { message: string; issues?: { path: string }[] } }> => {
  const response = await fetch(served.url + path, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json()) as T & { message: string } };
};
const proposal = { rules: [{ rule: hot, settings: { limit: { raise: 95, clear: 85 } } }], days: 1 };
const ended = async (id: string): Promise<RehearsalView> => {
  for (;;) {
    const { answer } = await ask<RehearsalView>(`/api/rehearsals/${id}`);
    if (answer.state !== "running") return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test("rules are listed, one is told in full, and set over HTTP; wrong fields are named", async () => {
  const { answer: list } = await ask<RuleList>("/api/rules", undefined, served.tokens.viewer);
  expect(list.revision).toBe(0);
  expect(list.rules.length).toBeGreaterThan(100);
  const { answer: one } = await ask<RuleView>(`/api/rules/${hot}`, undefined, served.tokens.viewer);
  expect(one).toMatchObject({
    states: [{ component: "temperature", state: "high" }],
    limit: { of: "temperature", unit: "celsius", beyond: "above" },
    delivered: { limit: { raise: 85, clear: 78 }, on: true },
    explainedBy: expect.arrayContaining(["device.silent"]),
  });
  const silent = (await ask<RuleView>("/api/rules/device.silent")).answer;
  expect(silent.availabilities).toEqual(["offline", "absent"]);
  expect((await ask("/api/rules/no.such")).status).toBe(404);

  const change = { rules: [{ rule: hot, settings: { holdMs: 1000 } }], why: "cooler summer", seen: 0 };
  expect((await ask("/api/rules", change, served.tokens.dispatcher)).status).toBe(403);
  expect((await ask("/api/rules", { ...change, why: " " })).status).toBe(400);
  const wrong = { rule: hot, settings: { limit: { raise: 900, clear: 80 } } };
  const refused = await ask("/api/rules", { ...change, rules: [wrong] });
  expect([refused.status, refused.answer.issues?.map(({ path }) => path)]).toEqual([400, [`/${hot}/limit/raise`]]);
  expect((await ask<RuleList>("/api/rules", change)).answer).toMatchObject({
    revision: 1,
    changed: { by: "user:eva", why: "cooler summer" },
  });
  expect((await ask("/api/rules", change)).status).toBe(409); // somebody was quicker: itself
  const again = await ask<RuleList>("/api/rules", undefined, served.tokens.viewer);
  expect(again.answer.rules.find(({ rule }) => rule === hot)).toMatchObject({
    differs: ["holdMs"],
    inForce: { holdMs: 1000 },
  });
});

test("a rehearsal is begun, looked at until it ends, and told; a viewer may not", async () => {
  expect((await ask("/api/rehearsals", proposal, served.tokens.viewer)).status).toBe(403);
  expect((await ask("/api/rehearsals", { ...proposal, days: 91 })).status).toBe(400);
  const { answer: begun } = await ask<RehearsalView>("/api/rehearsals", proposal);
  const { state, result, progress, by } = await ended(begun.id);
  expect([state, by, progress]).toEqual(["done", "user:eva", { terminals: 3, of: 3, readings: 200 }]);
  expect(result).toMatchObject({ counts: { gone: 2, new: 0 }, terminals: 1, readings: 200 });
  expect(result?.notKnown).toContain("dataShort");
  expect((await ask("/api/rehearsals/nothing")).status).toBe(404);
});

test("in a thread of its own: the same result; one at a time; broken off it answers what it saw", async () => {
  const { store, live, file } = served;
  const settable = new Settable(await loadRules());
  const faults = { setRules: () => undefined };
  const rules = new Rules({ store, live, clock: systemClock, faults, settable });
  let n = 0;
  const deps = { store, clock: systemClock, rules, settable, lives: {}, newId: () => String(++n), run: inThread(file) };
  const desk = new Rehearsals(deps);
  const first = desk.begin(proposal, "user:eva");
  expect(() => desk.begin(proposal, "user:li")).toThrow("user:eva");
  const cancelled = await desk.cancel(first.id);
  expect(cancelled).toMatchObject({ state: "cancelled", result: { notKnown: expect.arrayContaining(["stopped"]) } });
  const { id } = desk.begin(proposal, "user:li");
  while (desk.view(id).state === "running") await new Promise((resolve) => setImmediate(resolve));
  expect(desk.view(id)).toMatchObject({ state: "done", result: { counts: { gone: 2 }, readings: 200 } });
  await desk.stop();
  expect(() => desk.begin(proposal, "user:eva")).toThrow("stops");
});
