import { afterEach, describe, expect, test } from "vitest";
import { sleep } from "../../contract/index.ts";
import { expectToldByAudit } from "../../tests/support/audit-replay.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";

let desk: ServiceDesk;
const count = 30;
/** The hold of `printer.paper.out`, and how long after it its ticket may take (R14), ms. */
const paperHoldMs = 2_000;
const ticketBoundMs = 60_000;
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
  expectToldByAudit(desk);
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

  /** R14: how long after a real fault in the middle of the outage its ticket is there, ms in whole seconds; undefined: not within its bound. */
  const ticketedAfter = async (take: (work: () => Promise<void>) => Promise<void>): Promise<number | undefined> => {
    await fleetOf(() => "station");
    await desk.addTerminal("other", { printer: { deviceClass: "printer" } }, "elsewhere");
    await desk.presence("other", "online", 1);
    const taken = [
      ...ids.map((id) => () => desk.presence(id, "lost", 1)),
      () => desk.report("other", "printer", "printer", { paper: "out", cover: "closed" }),
    ].map(take);
    const end = ticketBoundMs + paperHoldMs;
    let ms = 0;
    for (; ms < end && desk.ticketsOf("other").length === 0; ms += 1000) await desk.pass(1000, 500);
    const ticketed = desk.ticketsOf("other")[0]?.cause === "printer.paper.out";
    // What is still on its way is let through, so that nothing is left behind.
    await desk.pass(ticketed ? 0 : 300_000, 1000);
    await Promise.all(taken);
    return ticketed ? ms : undefined;
  };

  test("R14: a real fault meanwhile has its ticket at the end of its hold", async () => {
    expect(await ticketedAfter((work) => work())).toBe(paperHoldMs);
  });

  test("R14 control: taken one by one, three seconds each, behind the outage, it comes too late", async () => {
    let last = Promise.resolve();
    const slow = (work: () => Promise<void>) => {
      last = last.then(() => sleep(desk.clock, 3000)).then(work);
      return last;
    };
    expect(await ticketedAfter(slow)).toBeUndefined();
  });

  test("R13, control: the same terminals, each on a site of its own, are one ticket each", async () => {
    await fleetOf((i) => `site ${i}`);
    await outage();
    expect(open()).toHaveLength(count);
  });
});
