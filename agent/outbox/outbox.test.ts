import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Lane } from "../../contract/index.ts";
import { FakeClock, settle } from "../../tests/support/fake-clock.ts";
import { lockFolder } from "./lock.ts";
import { Outbox, type OutboxOptions } from "./outbox.ts";
import type { StoredRecord } from "./record.ts";

let folder: string;
let clock: FakeClock;
let open: Outbox[];
const said: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "outbox-"));
  clock = new FakeClock();
  open = [];
  said.length = 0;
});
afterEach(() => {
  for (const outbox of open) outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const log = {
  info: (t: string) => void said.push(t),
  warn: (t: string) => void said.push(t),
  error: (t: string) => void said.push(t),
};
const make = (more: Partial<OutboxOptions> = {}): Outbox => {
  const outbox = new Outbox({
    folder,
    maxRecords: 10_000,
    maxBytes: 8e6,
    ballastBytes: 64 * 1024,
    clock,
    boot: "boot-1",
    log,
    ...more,
  });
  open.push(outbox);
  return outbox;
};
const event = (n: number) => ({ kind: "event" as const, body: { code: "e", text: `event ${n}` } });
const refresh = (n: number, pad = 0) => ({
  kind: "health" as const,
  device: "printer",
  body: { n, pad: "x".repeat(pad) },
});
const sale = (n: number) => ({
  kind: "sale" as const,
  body: { transaction: `t${n}`, kind: "cash", result: "success" },
});
const all = (outbox: Outbox, lane: Lane): StoredRecord[] =>
  outbox.page(lane, 1, Number.MAX_SAFE_INTEGER, 100_000, false);
const codes = (outbox: Outbox) => all(outbox, "urgent").map((r) => (JSON.parse(r.body) as { code?: string }).code);

describe("outbox", () => {
  it("numbers each lane without holes and keeps one order over both", () => {
    const outbox = make();
    for (let i = 1; i <= 3; i++) {
      outbox.add(event(i));
      outbox.add(refresh(i));
    }
    expect(outbox.commit()).toBe(true);
    expect(all(outbox, "urgent").map((r) => r.seq)).toEqual([1, 2, 3]);
    expect(all(outbox, "routine").map((r) => r.seq)).toEqual([1, 2, 3]);
    const orders = [...all(outbox, "urgent"), ...all(outbox, "routine")].map((r) => r.ord);
    expect(new Set(orders).size).toBe(6);
  });

  it("writes what was added in one tick as one transaction", async () => {
    const outbox = make();
    let commits = 0;
    outbox.onCommit(() => commits++);
    for (let i = 0; i < 50; i++) outbox.add(event(i));
    expect(outbox.top("urgent")).toBe(0);
    await settle();
    expect(outbox.top("urgent")).toBe(50);
    expect(commits).toBe(1);
  });

  it("R2: keeps FULL synchronisation aloud, in WAL", () => {
    const outbox = make();
    const pragmas = outbox.transact((db) => [
      db.pragma("journal_mode", { simple: true }),
      db.pragma("synchronous", { simple: true }),
    ]);
    expect(pragmas).toEqual(["wal", 2]);
  });

  it("goes on with its numbers, values and epoch after a restart", () => {
    const first = make();
    first.add(event(1));
    first.set("a", { b: 1 });
    first.close();
    const second = make({ boot: "boot-2" });
    second.add(event(2));
    second.commit();
    expect(second.epoch).toBe(first.epoch);
    expect(second.get("a")).toEqual({ b: 1 });
    expect(all(second, "urgent").map((r) => [r.seq, r.boot])).toEqual([
      [1, "boot-1"],
      [2, "boot-2"],
    ]);
  });

  it("never gives a number out twice, though everything was acknowledged before a restart", () => {
    const first = make();
    first.add(event(1));
    first.commit();
    all(first, "urgent");
    expect(first.acknowledge("urgent", 1, [])).toBe(true);
    first.close();
    const second = make();
    second.add(event(2));
    second.commit();
    expect(all(second, "urgent").map((r) => r.seq)).toEqual([2]);
  });

  it("sees that it is an older state of itself though it has added more than was cut off, and though it was killed before it was online", () => {
    const first = make();
    for (let i = 1; i <= 3; i++) first.add(event(i));
    first.commit();
    all(first, "urgent");
    first.acknowledge("urgent", 2, []);
    first.commit();
    const old = mkdtempSync(join(tmpdir(), "outbox-old-"));
    cpSync(folder, old, { recursive: true });
    for (let i = 4; i <= 6; i++) first.add(event(i)); // offered, stored and acknowledged; then the disk forgets them
    first.commit();
    all(first, "urgent");

    const killed = make({ folder: old });
    for (let i = 0; i < 20; i++) killed.add(event(100 + i));
    killed.commit();
    const killedFolder = mkdtempSync(join(tmpdir(), "outbox-killed-"));
    cpSync(old, killedFolder, { recursive: true });

    const next = make({ folder: killedFolder });
    next.add(event(200));
    next.commit();
    const told: string[] = [];
    next.onCommit(() => told.push(next.stream("urgent")));
    expect(next.acknowledge("urgent", 6, [])).toBe(false); // what the broker says at birth
    expect(told.every((stream) => stream !== first.stream("urgent"))).toBe(true);
    next.commit();
    expect(all(next, "urgent").length).toBe(1 + 20 + 1 + 1); // record 3, those of both runs, and the word about it
    expect(all(next, "urgent").map((r) => r.seq)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1));
    for (const outbox of [killed, next]) outbox.close();
    for (const gone of [old, killedFolder]) rmSync(gone, { recursive: true, force: true });
  });

  it("lets a record go on our own ack only: up to a number, and ranges beyond", () => {
    const outbox = make();
    for (let i = 1; i <= 10; i++) outbox.add(event(i));
    outbox.commit();
    all(outbox, "urgent");
    outbox.acknowledge("urgent", 2, [
      [5, 6],
      [9, 9],
    ]);
    outbox.commit();
    expect(all(outbox, "urgent").map((r) => r.seq)).toEqual([3, 4, 7, 8, 10]);
    expect(outbox.records).toBe(5);
  });

  it("begins a new epoch when the broker has numbers that were never given out here", () => {
    const outbox = make();
    for (let i = 1; i <= 4; i++) outbox.add(event(i));
    outbox.commit();
    all(outbox, "urgent");
    outbox.acknowledge("urgent", 1, []);
    outbox.commit();
    const before = outbox.epoch;
    expect(outbox.acknowledge("urgent", 9, [])).toBe(false);
    outbox.commit();
    expect(outbox.epoch).not.toBe(before);
    expect(all(outbox, "urgent").map((r) => r.seq)).toEqual([1, 2, 3, 4]);
    expect(codes(outbox)).toEqual(["e", "e", "e", "outboxReset"]);
    outbox.close();
    expect(make().epoch).toBe(outbox.epoch);
  });

  it("S7: card data never gets into the file, in text nor in hex", () => {
    const outbox = make();
    outbox.add({
      kind: "event",
      body: { code: "e", text: "card 4111 1111 1111 1111", data: { track: ";4111111111111111=25121010000000000?" } },
    });
    const frame = `< ${Buffer.from("4111111111111111")
      .toString("hex")
      .replace(/(..)(?=.)/g, "$1 ")}`;
    outbox.add({
      kind: "outcome",
      body: { id: "12345678", command: "reset", status: "failed", frames: [frame, "< 02 00 03 06 33 DA"] },
    });
    outbox.close();
    const bytes = readFileSync(join(folder, "outbox.db")).toString("latin1");
    expect(bytes).not.toContain("4111");
    expect(bytes).not.toContain("34 31 31 31");
    expect(bytes).toContain("02 00 03 06 33 DA");
  });

  it("the id of a command comes back to the letter, though it looks like a card number", () => {
    const outbox = make();
    const id = "ab4111111111111111cd";
    outbox.add({ kind: "outcome", body: { id, command: "reset", status: "failed", reason: { code: "x", text: id } } });
    outbox.commit();
    const [row] = outbox.page("urgent", 1, 10, 10, false);
    expect(JSON.parse(row?.body ?? "{}")).toMatchObject({ id, reason: { text: "ab[card data removed]cd" } });
  });

  it("property: whatever is added, acknowledged and restarted, numbers are gap-free and nothing unacknowledged is lost", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("add" as const), n: fc.integer({ min: 1, max: 20 }), urgent: fc.boolean() }),
      fc.record({
        do: fc.constant("ack" as const),
        part: fc.double({ min: 0, max: 1, noNaN: true }),
        urgent: fc.boolean(),
      }),
      fc.constant({ do: "restart" as const }),
      fc.constant({ do: "commit" as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const own = mkdtempSync(join(tmpdir(), "outbox-p-"));
        let outbox = make({ folder: own });
        const added = { urgent: 0, routine: 0 };
        const acked = { urgent: 0, routine: 0 };
        for (const s of steps) {
          if (s.do === "add") {
            for (let i = 0; i < s.n; i++) outbox.add(s.urgent ? event(i) : sale(i));
            added[s.urgent ? "urgent" : "routine"] += s.n;
          } else if (s.do === "ack") {
            const lane = s.urgent ? "urgent" : "routine";
            acked[lane] = Math.max(acked[lane], Math.floor(outbox.top(lane) * s.part));
            all(outbox, lane);
            outbox.acknowledge(lane, acked[lane], []);
          } else if (s.do === "commit") outbox.commit();
          else {
            outbox.close();
            outbox = make({ folder: own });
          }
        }
        outbox.commit();
        for (const lane of ["urgent", "routine"] as const) {
          const want = Array.from({ length: added[lane] - acked[lane] }, (_, i) => acked[lane] + i + 1);
          expect(all(outbox, lane).map((r) => r.seq)).toEqual(want);
        }
        outbox.close();
        rmSync(own, { recursive: true });
      }),
      { numRuns: 30 },
    );
  });
});

describe("eviction", () => {
  const gaps = (outbox: Outbox) =>
    all(outbox, "urgent")
      .filter((r) => r.kind === "gap")
      .map((r) => JSON.parse(r.body) as { stream: string; from: number; to: number; count: number });

  it("gives up refreshes first, then sales, then older news, and never an outcome before those", () => {
    const outbox = make({ maxRecords: 100 });
    for (let i = 0; i < 40; i++) outbox.add(refresh(i));
    for (let i = 0; i < 30; i++) outbox.add(sale(i));
    for (let i = 0; i < 10; i++)
      outbox.add({ kind: "outcome", body: { id: `outcome-${i}`, command: "reset", status: "succeeded" } });
    outbox.commit();
    const kinds = () => {
      const count: Record<string, number> = {};
      for (const r of [...all(outbox, "urgent"), ...all(outbox, "routine")]) count[r.kind] = (count[r.kind] ?? 0) + 1;
      return count;
    };
    for (let i = 0; i < 40; i++) outbox.add(event(i));
    outbox.commit();
    expect(kinds()).toEqual({ health: 15, sale: 30, outcome: 10, event: 40 });
    for (let i = 0; i < 40; i++) outbox.add(event(i));
    outbox.commit();
    expect(kinds()).toEqual({ sale: 5, outcome: 10, event: 80 });
    for (let i = 0; i < 40; i++) outbox.add(event(100 + i));
    outbox.commit();
    expect(kinds()).toEqual({ outcome: 10, event: 85 });
    expect(JSON.parse(all(outbox, "urgent").at(-1)?.body ?? "{}")).toMatchObject({ text: "event 139" });
  });

  it("declares exactly what is missing, in few gap records, once there is someone to hear it", () => {
    const outbox = make({ maxRecords: 100 });
    for (let round = 0; round < 30; round++) {
      for (let i = 0; i < 20; i++) outbox.add(refresh(i));
      outbox.add(event(round));
      outbox.commit();
    }
    expect(gaps(outbox)).toEqual([]);
    outbox.tellGaps(true);
    const told = gaps(outbox);
    expect(told.length).toBe(1);
    const here = new Set(all(outbox, "routine").map((r) => r.seq));
    const missing = Array.from({ length: outbox.top("routine") }, (_, i) => i + 1).filter((seq) => !here.has(seq));
    expect(told.flatMap((g) => Array.from({ length: g.count }, (_, i) => g.from + i))).toEqual(missing);
    expect(told[0]?.stream).toBe(outbox.stream("routine"));
    expect(outbox.dropped).toBe(missing.length);
    expect(outbox.state).toBe("degraded");
  });

  it("stays within its bytes", () => {
    const outbox = make({ maxBytes: 512 * 1024, maxRecords: 1_000_000 });
    for (let i = 0; i < 2_000; i++) {
      outbox.add(refresh(i, 1_000));
      if (i % 20 === 0) outbox.commit();
    }
    outbox.add(event(1));
    expect(outbox.commit()).toBe(true);
    expect(statSync(join(folder, "outbox.db")).size).toBeLessThanOrEqual(512 * 1024);
    expect(codes(outbox)).toContain("e");
  });
});

describe("disk full", () => {
  /** Lets the file grow no further: what a full partition does to it, as far as inserts go. */
  const cap = (outbox: Outbox, pages: number) => outbox.transact((db) => db.pragma(`max_page_count = ${pages}`));

  it("R8: at the page cap it gives up telemetry first, keeps the faults and goes on", () => {
    const outbox = make({ maxBytes: 64e6, maxRecords: 100_000 });
    for (let i = 0; i < 300; i++) outbox.add(refresh(i, 500));
    outbox.commit();
    cap(outbox, 1);
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 10; i++) outbox.add(event(round * 10 + i));
      outbox.commit();
    }
    expect(outbox.dropped).toBeGreaterThan(0);
    expect(codes(outbox).filter((c) => c === "e").length).toBe(400);
    expect(outbox.transact((db) => db.pragma("integrity_check", { simple: true }))).toBe("ok");
  });

  it("R8: takes nothing for a while: keeps the newest in memory, bounded, and writes them when there is room again", async () => {
    const outbox = make({ ballastBytes: 0 });
    outbox.add(event(0));
    outbox.commit();
    // Another connection holds the write lock: the same as a disk that takes nothing, and as sure to end.
    const foreign = new Database(join(folder, "outbox.db"), { timeout: 0 });
    foreign.exec("BEGIN IMMEDIATE");
    for (let i = 1; i <= 2_500; i++) outbox.add(i % 2 ? event(i) : refresh(i));
    expect(outbox.commit()).toBe(false);
    expect(outbox.state).toBe("full");
    expect(outbox.records).toBe(2_001);
    expect(() => outbox.transact(() => 1)).toThrow(/no data/);
    foreign.exec("ROLLBACK");
    foreign.close();
    await clock.advance(5_000);
    expect(outbox.state).not.toBe("full");
    const stored = all(outbox, "urgent");
    expect(stored.length).toBe(1_251);
    outbox.tellGaps(true);
    const gap = all(outbox, "urgent").find((r) => r.kind === "gap");
    expect(JSON.parse(gap?.body ?? "{}")).toMatchObject({
      stream: outbox.stream("routine"),
      from: 1,
      to: 500,
      count: 500,
    });
    expect(all(outbox, "routine").length).toBe(750);
    expect(said.filter((t) => t.includes("takes no data")).length).toBe(1);
  });

  it("R8 control: an outbox that would lose its counters while full gives a number out twice", () => {
    const outbox = make();
    outbox.add(event(1));
    outbox.commit();
    all(outbox, "urgent");
    outbox.acknowledge("urgent", 1, []);
    outbox.commit();
    outbox.transact((db) => db.exec("DELETE FROM lanes"));
    outbox.close();
    const broken = make();
    broken.add(event(2));
    broken.commit();
    expect(all(broken, "urgent").map((r) => r.seq)).toEqual([1]);
  });
});

describe("R20: damaged or missing files", () => {
  const filled = () => {
    const outbox = make();
    for (let i = 0; i < 200; i++) outbox.add(event(i));
    outbox.commit();
    outbox.close();
    return outbox.epoch;
  };
  const flip = (file: string, at: number) => {
    const bytes = readFileSync(file);
    for (let i = at; i < Math.min(at + 64, bytes.length); i++) bytes[i] = (bytes[i] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
  };

  it("R20: whichever page is hit, the agent comes up, and either nothing is lost or a new epoch says so", () => {
    const pages = Math.floor((filled(), statSync(join(folder, "outbox.db")).size / 4096));
    const image = readFileSync(join(folder, "outbox.db"));
    let resets = 0;
    for (let page = 0; page < pages; page++) {
      for (const name of readdirSync(folder)) if (name.startsWith("outbox.d")) rmSync(join(folder, name));
      writeFileSync(join(folder, "outbox.db"), image);
      const old = readFileSync(join(folder, "outbox.epoch"), "utf8").trim();
      flip(join(folder, "outbox.db"), page * 4096 + 200);
      flip(join(folder, "outbox.db"), page * 4096);
      const outbox = make();
      outbox.add(event(999));
      expect(outbox.commit()).toBe(true);
      if (outbox.epoch !== old) {
        resets++;
        expect(codes(outbox)).toEqual(["outboxReset", "e"]);
        expect(outbox.state).toBe("reset");
        expect(readdirSync(folder).some((f) => f.startsWith("outbox.damaged-"))).toBe(true);
      }
      outbox.close();
      writeFileSync(join(folder, "outbox.epoch"), `${old}\n`);
    }
    expect(resets).toBeGreaterThan(pages / 2);
  });

  it("R20: a truncated file, an empty file, garbage and a missing file each begin a new epoch and tell of it", () => {
    const before = filled();
    const file = join(folder, "outbox.db");
    const harms: (() => void)[] = [
      () => truncateSync(file, 4096 * 3 + 17),
      () => writeFileSync(file, "not a database at all".repeat(500)),
      () => truncateSync(file, 0),
      () => rmSync(file),
    ];
    const epochs = new Set([before]);
    for (const harm of harms) {
      harm();
      const outbox = make();
      outbox.commit();
      expect(codes(outbox)).toEqual(["outboxReset"]);
      epochs.add(outbox.epoch);
      for (let i = 0; i < 100; i++) outbox.add(event(i));
      outbox.close();
    }
    expect(epochs.size).toBe(5);
    expect(
      readdirSync(folder).filter((f) => f.startsWith("outbox.damaged-") && !/-(wal|shm)$/.test(f)).length,
    ).toBeLessThanOrEqual(2);
  });

  it("R20: a log damaged before its end is not read as if nothing had been lost", () => {
    const outbox = make();
    for (let i = 0; i < 20; i++) {
      outbox.add(event(i));
      outbox.commit();
    }
    const wal = readFileSync(join(folder, "outbox.db-wal"));
    const db = readFileSync(join(folder, "outbox.db"));
    outbox.close();
    writeFileSync(join(folder, "outbox.db"), db);
    writeFileSync(join(folder, "outbox.db-wal"), wal);
    flip(join(folder, "outbox.db-wal"), Math.floor(wal.length / 2));
    const next = make();
    next.commit();
    expect(next.epoch).not.toBe(outbox.epoch);
    expect(codes(next)).toEqual(["outboxReset"]);
  });

  it("R20 control: an undamaged log keeps its epoch and every record, and so does a torn last transaction", () => {
    const outbox = make();
    for (let i = 0; i < 20; i++) {
      outbox.add(event(i));
      outbox.commit();
    }
    const wal = readFileSync(join(folder, "outbox.db-wal"));
    const db = readFileSync(join(folder, "outbox.db"));
    outbox.close();
    for (const tail of [Buffer.alloc(0), Buffer.alloc(700, 7)]) {
      writeFileSync(join(folder, "outbox.db"), db);
      writeFileSync(join(folder, "outbox.db-wal"), Buffer.concat([wal, tail]));
      const next = make();
      expect(next.epoch).toBe(outbox.epoch);
      expect(all(next, "urgent").length).toBe(20);
      next.close();
    }
  });

  it("R20: a record whose text was changed on the disk is given up and declared, not sent", () => {
    const outbox = make();
    for (let i = 0; i < 3; i++) outbox.add(event(i));
    outbox.commit();
    outbox.transact((db) =>
      db.prepare("UPDATE records SET body = replace(body, 'event', 'avant') WHERE seq = 2").run(),
    );
    expect(all(outbox, "urgent").map((r) => r.seq)).toEqual([1, 3]);
    outbox.tellGaps(true);
    const gap = all(outbox, "urgent").at(-1);
    expect(JSON.parse(gap?.body ?? "{}")).toMatchObject({ from: 2, to: 2, count: 1, reason: "damaged" });
  });
});

describe("lock", () => {
  it("refuses a second agent on one data folder clearly, and lets it in afterwards", () => {
    const first = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(/another agent works in this data folder/);
    first.release();
    lockFolder(folder).release();
  });

  it("is not stopped by a garbage lock file", () => {
    writeFileSync(join(folder, "agent.lock"), "garbage ".repeat(200));
    lockFolder(folder).release();
  });
});
