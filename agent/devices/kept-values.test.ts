import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { systemClock } from "../../contract/index.ts";
import { Outbox } from "../outbox/outbox.ts";
import { durableIn } from "./kept-values.ts";

test("a driver's value is on the disk when set returns: the device may forget it right after", () => {
  const folder = mkdtempSync(join(tmpdir(), "kept-"));
  const said: string[] = [];
  const note = (text: string): void => void said.push(text);
  const outbox = new Outbox({
    folder,
    maxRecords: 100,
    maxBytes: 8e6,
    ballastBytes: 64 * 1024,
    clock: systemClock,
    boot: "boot-1",
    log: { info: note, warn: note, error: note },
  });
  const memory = durableIn(outbox, "driver.cash.", note);
  memory.set("book", { stacked: 1 });
  const other = new Database(join(folder, "outbox.db"), { readonly: true });
  expect(other.prepare("SELECT value FROM kv WHERE key='driver.cash.book'").pluck().get()).toBe('{"stacked":1}');
  memory.set("book", "x".repeat(70_000));
  expect(said.at(-1)).toContain("not kept");
  expect(memory.get("book")).toEqual({ stacked: 1 });
  other.close();
  outbox.close();
  rmSync(folder, { recursive: true, force: true });
});
