import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { Outbox } from "./outbox.ts";

/** A small disk of its own, where the user may mount one (root); elsewhere this file is skipped and the page-cap tests stand for it. */
const folder = mkdtempSync(join(tmpdir(), "small-disk-"));
const mounted = (() => {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false; // not allowed here
  }
})();

describe.skipIf(!mounted)("on a disk of 32 MB", () => {
  afterAll(() => {
    if (mounted) execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  it("R8: a foreign file fills the disk: news are still written, nothing of them is lost, and all is well once it is gone", async () => {
    const clock = new FakeClock();
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const options = {
      folder,
      maxRecords: 100_000,
      maxBytes: 8e6,
      ballastBytes: 8 * 1024 * 1024,
      clock,
      boot: "boot-1",
      log,
    };
    const outbox = new Outbox(options);
    for (let i = 0; i < 3_000; i++) outbox.add({ kind: "health", device: "p", body: { i, pad: "x".repeat(600) } });
    expect(outbox.commit()).toBe(true);
    const foreign = join(folder, "foreign");
    const grow = (n: number) => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(`${foreign}${n}`, Buffer.alloc(Math.max(0, bavail * bsize)));
    };
    // Without a log to write into, not even a delete is possible: only the ballast helps.
    const other = new Database(join(folder, "outbox.db"));
    other.pragma("wal_checkpoint(TRUNCATE)");
    other.close();
    grow(1);
    const add = (from: number, count: number) => {
      for (let i = from; i < from + count; i++) {
        outbox.add({ kind: "event", body: { code: "fault", text: `event ${i}`, data: { pad: "y".repeat(900) } } });
        if (i % 10 === 9) outbox.commit();
      }
    };
    add(0, 300);
    expect(outbox.dropped).toBeGreaterThan(0);
    expect(existsSync(join(folder, "ballast"))).toBe(false);
    expect(["degraded", "full"]).toContain(outbox.state);
    grow(2); // what the ballast gave is taken by others, too
    add(300, 300);
    for (const n of [1, 2]) rmSync(`${foreign}${n}`, { force: true });
    await clock.advance(120_000);
    outbox.add({ kind: "event", body: { code: "last", text: "last" } });
    expect(outbox.commit()).toBe(true);
    expect(existsSync(join(folder, "ballast"))).toBe(true);
    const news = outbox.page("urgent", 1, 1e9, 1e6, false).filter((r) => r.body.includes('"fault"'));
    expect(news.length).toBe(600);
    expect(outbox.transact((db) => db.pragma("integrity_check", { simple: true }))).toBe("ok");
    const rows = outbox.page("urgent", 1, 1e9, 1e6, false).length + outbox.page("routine", 1, 1e9, 1e6, false).length;
    expect(outbox.records).toBe(rows);
    outbox.close();
  });
});
