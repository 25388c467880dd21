import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AssetPlace, type MoveStock, type StockMove, stockMoveKinds } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import type { FaultRule } from "../faults/rule.ts";
import { Live } from "../live.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store, Tx } from "../store/store.ts";
import { type Booking, balance, book, type Ledger, ledgerOf, levelsOf, loansOf, refusal, serialsAt } from "./ledger.ts";
import { Stock } from "./stock.ts";
import { missingFor, partClasses, summaries, targetOf } from "./wanted.ts";

const booking = (kind: Booking["kind"], more: Partial<Booking> = {}): Booking => ({
  n: 1,
  at: 1000,
  kind,
  item: "display",
  quantity: 1,
  ...more,
});
const receive = (quantity: number, to = "depot"): Booking => booking("receive", { quantity, to });

describe("the ledger", () => {
  test("every way leads where it says", () => {
    const ledger = ledgerOf([
      receive(10),
      booking("move", { quantity: 4, from: "depot", to: "van" }),
      booking("use", { quantity: 2, from: "van", ticket: 7 }),
      booking("return", { ticket: 7, to: "depot" }),
      booking("loanOut", { from: "van", terminal: "k1" }),
      booking("writeOff", { quantity: 3, from: "depot" }),
    ]);
    expect(levelsOf(ledger)).toEqual([
      { place: "depot", item: "display", quantity: 4, serials: [] },
      { place: "van", item: "display", quantity: 1, serials: [] },
    ]);
    expect(loansOf(ledger)).toEqual([
      { terminal: "k1", item: "display", quantity: 1, serials: [], move: 1, since: 1000 },
    ]);
    expect(balance(ledger, "used:7", "display")).toBe(1);
    book(ledger, booking("loanBack", { terminal: "k1", to: "van" }));
    expect(loansOf(ledger)).toEqual([]);
  });

  test.each<[string, Booking[], Booking, RegExp]>([
    ["nothing there", [], booking("use", { from: "van", ticket: 1 }), /no display in van/],
    [
      "too few",
      [receive(2)],
      booking("use", { quantity: 3, from: "depot", ticket: 1 }),
      /only 2 of display are in depot, not 3/,
    ],
    [
      "never used on that ticket",
      [receive(2)],
      booking("return", { ticket: 4, to: "depot" }),
      /no display used on ticket 4/,
    ],
    ["never lent", [receive(2)], booking("loanBack", { terminal: "k1", to: "depot" }), /no display on loan to k1/],
    ["the same place", [receive(2)], booking("move", { from: "depot", to: "depot" }), /same place/],
    ["two of one serial", [], { ...receive(2), serial: "S1" }, /names one unit/],
    [
      "came in before",
      [{ ...receive(1), serial: "S1" }],
      { ...receive(1, "van"), serial: "S1" },
      /S1 is already in depot/,
    ],
    [
      "was used before",
      [{ ...receive(1), serial: "S1" }, booking("use", { from: "depot", ticket: 3, serial: "S1" })],
      { ...receive(1), serial: "S1" },
      /already used on ticket 3; take it back/,
    ],
    [
      "elsewhere",
      [{ ...receive(1), serial: "S1" }, receive(1, "van")],
      booking("use", { from: "van", ticket: 1, serial: "S1" }),
      /S1 is in depot/,
    ],
    ["unknown", [receive(1)], booking("use", { from: "depot", ticket: 1, serial: "S9" }), /no display S9/],
    [
      "which of them",
      [{ ...receive(1), serial: "S1" }],
      booking("use", { from: "depot", ticket: 1 }),
      /say which \(S1\)/,
    ],
  ])("refuses: %s", (_, before, move, why) => {
    expect(refusal(ledgerOf(before), move)?.text.en).toMatch(why);
  });

  test("a unit that was written off may come in again, repaired", () => {
    const unit = { ...receive(1), serial: "S1" };
    const ledger = ledgerOf([unit, booking("writeOff", { from: "depot", serial: "S1" })]);
    expect(refusal(ledger, unit)).toBeUndefined();
  });

  const anyMove: fc.Arbitrary<Booking> = fc
    .record({
      n: fc.integer({ min: 1, max: 1000 }),
      at: fc.integer({ min: 0, max: 10_000 }),
      kind: fc.constantFrom(...stockMoveKinds),
      item: fc.constantFrom("display", "UPS"),
      quantity: fc.integer({ min: 1, max: 4 }),
      serial: fc.option(fc.constantFrom("S1", "S2", "S3"), { nil: undefined }),
      from: fc.constantFrom("depot", "van", "shop"),
      to: fc.constantFrom("depot", "van", "shop"),
      ticket: fc.integer({ min: 1, max: 2 }),
      terminal: fc.constantFrom("k1", "k2"),
    })
    .map(({ serial, ...rest }) => (serial === undefined ? rest : { ...rest, serial }));
  const accounts = (ledger: Ledger): [string, string, number][] =>
    [...ledger]
      .flatMap(([item, { balances }]) => [...balances].map(([at, n]): [string, string, number] => [item, at, n]))
      .sort((a, b) => (a.join() < b.join() ? -1 : 1));
  /** Moves that pass, one after the other, and what they come to; `undo` takes the newest back first. */
  const booked = (moves: readonly Booking[]): { ledger: Ledger; passed: Booking[]; undo: (() => void)[] } => {
    const ledger: Ledger = new Map();
    const undo: (() => void)[] = [];
    const passed = moves.filter((move) => refusal(ledger, move) === undefined && undo.push(book(ledger, move)) > 0);
    return { ledger, passed, undo };
  };

  test("property: no level is ever negative, nothing comes from nowhere, every serial number is in one place that has it", () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 60 }), (moves) => {
        const { ledger, passed } = booked(moves);
        for (const [, account, n] of accounts(ledger)) if (account !== "outside") expect(n).toBeGreaterThan(0);
        for (const [item, { balances }] of ledger) {
          expect([...balances.values()].reduce((a, b) => a + b, 0)).toBe(0);
          for (const account of balances.keys())
            if (account !== "outside" && account !== "scrap")
              expect(serialsAt(ledger, account, item).length).toBeLessThanOrEqual(balance(ledger, account, item));
        }
        expect(accounts(ledgerOf(passed))).toEqual(accounts(ledger));
      }),
    );
  });

  test("property: the sum of all moves in and out of places is what is in them", () => {
    const change: Record<Booking["kind"], number> = {
      receive: 1,
      move: 0,
      use: -1,
      return: 1,
      writeOff: -1,
      loanOut: -1,
      loanBack: 1,
    };
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 60 }), (moves) => {
        const { ledger, passed } = booked(moves);
        const sum = passed.reduce((n, move) => n + change[move.kind] * move.quantity, 0);
        expect(levelsOf(ledger).reduce((n, level) => n + level.quantity, 0)).toBe(sum);
      }),
    );
  });

  test("property: taken back, newest first, nothing is left of any move", () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), fc.nat(40), (moves, keep) => {
        const { ledger, passed, undo } = booked(moves);
        const stay = Math.min(keep, passed.length);
        while (undo.length > stay) undo.pop()?.();
        expect(accounts(ledger)).toEqual(accounts(ledgerOf(passed.slice(0, stay))));
        expect(levelsOf(ledger)).toEqual(levelsOf(ledgerOf(passed.slice(0, stay))));
      }),
    );
  });
});

describe("what is wanted", () => {
  const classes = partClasses([
    { deviceClass: "printer", parts: ["receipt printer", "serial cable"] },
    { deviceClass: "cashAcceptor", parts: ["serial cable"] },
    { deviceClass: "terminal", parts: ["USB hub"] },
  ]);
  const all = {
    places: [
      { id: "depot", kind: "depot" as const },
      { id: "shop", kind: "repair" as const },
    ],
    items: [{ item: "USB hub", minimum: 2 }],
    levels: [
      { place: "depot", item: "receipt printer", quantity: 4, serials: [] },
      { place: "shop", item: "receipt printer", quantity: 9, serials: [] },
      { place: "depot", item: "USB hub", quantity: 1, serials: [] },
      { place: "depot", item: "serial cable", quantity: 15, serials: [] },
    ],
    loans: [{ terminal: "k1", item: "receipt printer", quantity: 1, serials: [] }],
    classes,
    installed: new Map([
      ["printer", 100],
      ["cashAcceptor", 200],
    ]),
    poolPercent: 5,
  };

  test("minimum and pool are told from what is ready for use; those that lack come first", () => {
    expect(summaries(["serial cable", "receipt printer", "USB hub"], all)).toEqual([
      {
        item: "USB hub",
        have: 1,
        inRepair: 0,
        onLoan: 0,
        installed: 0,
        minimum: 2,
        poolPercent: 5,
        warning: "belowMinimum",
      },
      {
        item: "receipt printer",
        have: 4,
        inRepair: 9,
        onLoan: 1,
        installed: 100,
        poolPercent: 5,
        target: 5,
        warning: "belowTarget",
      },
      { item: "serial cable", have: 15, inRepair: 0, onLoan: 0, installed: 300, poolPercent: 5, target: 15 },
    ]);
  });

  test("a part's own words win: its class, its pool", () => {
    const items = [{ item: "serial cable", deviceClass: "printer" as const, poolPercent: 0 }];
    expect(summaries(["serial cable"], { ...all, items })).toMatchObject([{ installed: 100, poolPercent: 0 }]);
    expect(summaries(["serial cable"], { ...all, items })[0]).not.toHaveProperty("target");
  });

  test("a target is a whole number of units, at least the share it is to be", () => {
    expect([targetOf(0, 5), targetOf(1, 5), targetOf(100, 5), targetOf(100, 7), targetOf(101, 5)]).toEqual([
      undefined,
      1,
      5,
      7,
      6,
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1000 }), (installed, percent) => {
        expect(targetOf(installed, percent)).toBe(Math.floor((installed * percent + 99) / 100));
      }),
    );
  });

  test("missing for a visit: what the van has not, and who has it", () => {
    const levels = [
      { place: "van", item: "display", quantity: 1 },
      { place: "depot", item: "display", quantity: 3 },
      { place: "depot-2", item: "display", quantity: 5 },
    ];
    expect(missingFor(["display"], "van", levels)).toEqual([]);
    expect(missingFor(["display", "UPS", "display"], "van", levels)).toEqual([
      {
        item: "display",
        wanted: 2,
        have: 1,
        elsewhere: [
          { place: "depot-2", quantity: 5 },
          { place: "depot", quantity: 3 },
        ],
      },
      { item: "UPS", wanted: 1, have: 0, elsewhere: [] },
    ]);
  });
});

describe("kept in the store", () => {
  const clock = new FakeClock();
  const rules = new Map([["x", { deviceClass: "display", parts: ["display", "video cable"] } as unknown as FaultRule]]);
  let folder: string;
  let store: Store;
  let stock: Stock;
  let installed: (AssetPlace & { serial: string })[];

  const start = async (): Promise<void> => {
    store = await openStore(join(folder, "broker.db"), { clock });
    const register = {
      installedAt: (serial: string) => installed.filter((one) => one.serial === serial),
      installed: () => new Map([["display", 60]]),
    };
    const live = new Live((error) => {
      throw error;
    });
    stock = new Stock({ store, live, clock, register, rules, poolPercent: 5 });
    stock.load(store.read);
  };
  const terminal = (id: string) => ({
    id,
    name: id,
    site: "",
    createdAt: 0,
    status: "online" as const,
    statusAt: 0,
    lastSeenAt: 0,
  });
  const move = (request: MoveStock): Promise<StockMove> => store.write((tx) => stock.move(tx, request, "user:li"));
  const into = (to: string, quantity = 1, serial?: string): Promise<StockMove> =>
    move({ kind: "receive", item: "display", quantity, to, ...(serial === undefined ? {} : { serial }) });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "roundsman-stock-"));
    installed = [];
    await start();
    await store.write((tx: Tx) => {
      for (const id of ["k1", "k2"]) tx.saveTerminal(terminal(id));
      tx.saveTicket({ number: 0, terminal: "k1", state: "new" } as Parameters<Tx["saveTicket"]>[0]);
      for (const [id, kind] of [
        ["depot", "depot"],
        ["van", "van"],
      ] as const)
        stock.setPlace(tx, { id, kind }, "user:boss");
    });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("two who take the last unit at once: one has it, the other is told that there is none", async () => {
    await into("van");
    const both = await Promise.allSettled([
      move({ kind: "use", item: "display", from: "van", ticket: 1 }),
      move({ kind: "loanOut", item: "display", from: "van", terminal: "k2" }),
    ]);
    expect(both.map((one) => one.status)).toEqual(["fulfilled", "rejected"]);
    expect(both[1]).toMatchObject({ reason: { code: "conflict", message: "there is no display in van" } });
    expect(stock.levels()).toEqual([]);
  });

  test("what is rolled back is not moved; a restart adds up the same", async () => {
    await into("depot", 5, undefined);
    await into("depot", 1, "S1");
    const before = stock.levels();
    const failing = store.write((tx) => {
      stock.move(tx, { kind: "use", item: "display", from: "depot", ticket: 1, serial: "S1" }, "user:li");
      stock.setPlace(tx, { id: "van", kind: "repair" }, "user:li");
      throw new Error("disk");
    });
    await expect(failing).rejects.toThrow("disk");
    expect(stock.levels()).toEqual(before);
    expect(stock.view().places).toContainEqual({ id: "van", kind: "van" });
    await store.close();
    await start();
    expect(stock.levels()).toEqual(before);
    expect(before).toEqual([{ place: "depot", item: "display", quantity: 6, serials: ["S1"] }]);
  });

  test("a move says who, when and why, is in the audit log, and is never changed", async () => {
    await into("depot");
    const said = await move({ kind: "writeOff", item: "display", from: "depot", reason: "cracked" });
    expect(said).toMatchObject({ n: 2, by: "user:li", at: clock.now(), reason: "cracked", quantity: 1 });
    expect(stock.moves({ place: "depot" }).map((one) => one.kind)).toEqual(["writeOff", "receive"]);
    expect(stock.moves({ ticket: 1 })).toEqual([]);
    expect(store.read.audit({}).map((entry) => entry.action)).toEqual([
      "stock.place",
      "stock.place",
      "stock.receive",
      "stock.writeOff",
    ]);
  });

  test.each<[string, MoveStock, string, RegExp]>([
    [
      "a write-off without a reason",
      { kind: "writeOff", item: "display", from: "depot" },
      "invalid",
      /reason is needed/,
    ],
    ["a use without a ticket", { kind: "use", item: "display", from: "van" }, "invalid", /ticket is needed/],
    [
      "a receipt from a place",
      { kind: "receive", item: "display", from: "van", to: "depot" },
      "invalid",
      /from is not taken/,
    ],
    [
      "a part nobody knows",
      { kind: "receive", item: "displays cable", to: "depot" },
      "notFound",
      /no part displays cable; there are video cable/,
    ],
    [
      "a place nobody named",
      { kind: "receive", item: "display", to: "moon" },
      "notFound",
      /no place moon; there are depot, van/,
    ],
    ["a ticket nobody has", { kind: "use", item: "display", from: "van", ticket: 99 }, "notFound", /no ticket 99/],
    [
      "a terminal nobody has",
      { kind: "loanOut", item: "display", from: "van", terminal: "k9" },
      "notFound",
      /no terminal k9/,
    ],
  ])("refuses %s", async (_, request, code, message) => {
    await expect(move(request)).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(stock.moves({})).toEqual([]);
  });

  test("a unit that answers from a terminal is refused everywhere but there", async () => {
    installed = [{ serial: "S7", terminal: "k2", device: "screen" }];
    await expect(into("depot", 1, "S7")).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("k2 (screen)") as string,
    });
    installed = [];
    await into("van", 1, "S8");
    // The engineer has put it in already: the terminal of the ticket is where it is to be.
    installed = [{ serial: "S8", terminal: "k1", device: "screen" }];
    await expect(move({ kind: "use", item: "display", from: "van", ticket: 1, serial: "S8" })).resolves.toMatchObject({
      n: 2,
    });
  });

  test("asked twice with one key it is booked once; the key of another move is refused", async () => {
    const request: MoveStock = { kind: "receive", item: "display", to: "depot", quantity: 2, key: "delivery-1" };
    const first = await move(request);
    expect(await move(request)).toEqual(first);
    expect(stock.levels()).toMatchObject([{ quantity: 2 }]);
    await expect(move({ ...request, quantity: 3 })).rejects.toMatchObject({ code: "conflict" });
  });

  test("a place with something in it is not closed; into a closed one nothing goes", async () => {
    await into("van");
    const close = () => store.write((tx) => stock.setPlace(tx, { id: "van", kind: "van", closed: true }, "user:boss"));
    await expect(close()).rejects.toMatchObject({ code: "conflict" });
    await move({ kind: "move", item: "display", from: "van", to: "depot" });
    await close();
    await expect(into("van")).rejects.toMatchObject({ code: "conflict", message: "van is closed" });
  });

  test("the list of warnings, and what a van lacks", async () => {
    await into("depot", 2);
    await store.write((tx) => stock.setItem(tx, { item: "bolt cutter", minimum: 1 }, "user:boss"));
    expect(stock.warnings()).toMatchObject([
      { item: "bolt cutter", have: 0, minimum: 1, warning: "belowMinimum" },
      { item: "display", have: 2, installed: 60, target: 3, warning: "belowTarget" },
    ]);
    expect(stock.missing(["display"], "van")).toMatchObject([
      { item: "display", have: 0, elsewhere: [{ place: "depot", quantity: 2 }] },
    ]);
    expect(stock.view({ place: "van" })).toMatchObject({ items: [], levels: [] });
    await into("depot", 1);
    expect(stock.view({ warnings: true }).items.map((one) => one.item)).toEqual(["bolt cutter"]);
  });
});
