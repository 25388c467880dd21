import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { loadMigrations, migrate } from "./migrate.ts";

test("tickets of before the queues are in the queue where their state and skill put them, since they were opened", async () => {
  const all = await loadMigrations();
  const db = new Database(":memory:");
  migrate(db, all.slice(0, 7));
  const old = (state: string, skill: string) =>
    db
      .prepare("INSERT INTO tickets (terminal, open, body) VALUES ('k', 1, ?)")
      .run(JSON.stringify({ state, skill, openedAt: 1_795_000_000_123, timeline: [] }));
  old("new", "site");
  old("accepted", "software");
  old("onSite", "software");
  migrate(db, all);
  const bodies = db.prepare("SELECT body FROM tickets ORDER BY number").all() as { body: string }[];
  expect(bodies.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject(
    ["remote", "software", "field"].map((queue) => ({
      queue,
      queuedSince: 1_795_000_000_123,
      openedAt: 1_795_000_000_123,
    })),
  );
  db.close();
});
