import { afterEach, describe, expect, test } from "vitest";
import { ServiceDesk } from "../../tests/support/service-desk.ts";

let desk: ServiceDesk;
const count = 30;
const ids = Array.from({ length: count }, (_, i) => `k${i}`);

const fleetOf = async (siteOf: (i: number) => string): Promise<void> => {
  desk = await ServiceDesk.open({ fleet: true });
  for (const [i, id] of ids.entries()) {
    await desk.addTerminal(id, {}, siteOf(i));
    await desk.presence(id, "online", 1);
  }
};
afterEach(async () => {
  expect(desk.errors).toEqual([]);
  await desk.close();
});

/** All terminals drop within 30 s, stay away for five minutes, and return. */
const outage = async (): Promise<void> => {
  for (const id of ids) {
    await desk.presence(id, "lost", 1);
    await desk.pass(30_000 / count);
  }
  await desk.pass(300_000, 30_000);
};
const all = () => ids.flatMap((id) => desk.ticketsOf(id));
const open = () => all().filter((t) => t.state !== "closed");

describe("R13: a site outage", () => {
  test("R13: is one ticket, not one per terminal, and closes when the site is back", async () => {
    await fleetOf(() => "station");
    await outage();
    expect(open()).toHaveLength(1);
    expect(open()[0]).toMatchObject({ cause: "site.lost", severity: "critical" });
    expect(all().length).toBeLessThanOrEqual(2);
    for (const id of ids) await desk.presence(id, "online", 2);
    await desk.pass(120_000, 10_000);
    expect(open()).toEqual([]);
  });

  test("R14: a real fault meanwhile has its ticket at the end of its hold", async () => {
    await fleetOf(() => "station");
    await desk.addTerminal("other", { printer: { deviceClass: "printer" } }, "elsewhere");
    await desk.presence("other", "online", 1);
    for (const id of ids.slice(0, count / 2)) await desk.presence(id, "lost", 1);
    await desk.report("other", "printer", "printer", { paper: "out", cover: "closed" });
    for (const id of ids.slice(count / 2)) await desk.presence(id, "lost", 1);
    await desk.pass(2_000, 1_000);
    expect(desk.ticketsOf("other")).toMatchObject([{ cause: "printer.paper.out" }]);
  });

  test("R13, control: the same terminals, each on a site of its own, are one ticket each", async () => {
    await fleetOf((i) => `site ${i}`);
    await outage();
    expect(open()).toHaveLength(count);
  });
});
