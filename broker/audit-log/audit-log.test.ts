import { afterEach, beforeEach, expect, it } from "vitest";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import { AuditLog } from "./audit-log.ts";

let desk: ServiceDesk;
let log: AuditLog;
let turns = 0;
beforeEach(async () => {
  desk = await ServiceDesk.open();
  turns = 0;
  log = new AuditLog({
    read: desk.store.read,
    othersTurn: () => {
      turns += 1;
      return Promise.resolve();
    },
  });
});
afterEach(() => desk.close());

/** Adds so many: every thousandth is Eva's. */
const add = (count: number): Promise<void> =>
  desk.store.write((tx) => {
    for (let n = 1; n <= count; n++)
      tx.addAudit({
        at: n,
        actor: n % 1000 === 0 ? "user:Eva" : "broker",
        action: "ticket.comment",
        target: `kiosk-${n}`,
        detail: {},
      });
  });
const targets = (rows: readonly { target: string }[]): string[] => rows.map(({ target }) => target);

it("finds by words from either end, and goes on where it stopped", async () => {
  await add(6_000);
  const newest = await log.find({ who: "eva", newest: true, limit: 2 });
  expect(targets(newest)).toEqual(["kiosk-6000", "kiosk-5000"]);
  const older = await log.find({ who: "eva", newest: true, limit: 20, before: newest[1]?.n ?? 0 });
  expect(targets(older)).toEqual([4, 3, 2, 1].map((n) => `kiosk-${n}000`));
  expect(targets(await log.find({ who: "eva", limit: 3 }))).toEqual(["kiosk-1000", "kiosk-2000", "kiosk-3000"]);
  expect(await log.find({ who: "eva", what: "nothing of this" })).toEqual([]);
  expect(turns).toBeGreaterThan(3);
});

it("an empty log is whole, and a long one is followed in turns, once for all who ask", async () => {
  const before = await log.check();
  expect(before.brokenAt).toBeUndefined();
  await add(6_000);
  turns = 0;
  const [one, other] = await Promise.all([log.check(), log.check()]);
  expect(one).toBe(other);
  expect(one).toMatchObject({ entries: before.entries + 6_000, head: { n: before.entries + 6_000 } });
  expect(turns).toBe(Math.ceil(one.entries / 5000));
});
