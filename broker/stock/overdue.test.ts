import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StockLoan } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { Live } from "../live.ts";
import { openStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { LoanWatch } from "./overdue.ts";
import { Stock } from "./stock.ts";

const zone = "Asia/Shanghai";
const begin = Date.parse("2026-11-10T09:00:00+08:00");
const register = { installedAt: () => [], installed: () => new Map<string, number>() };
let clock: FakeClock;
let folder: string;
let store: Store;
let stock: Stock;
let watch: LoanWatch;
let told: StockLoan[];

const open = async (): Promise<void> => {
  store = await openStore(join(folder, "broker.db"), { clock });
  const onError = (error: unknown): void => expect(error).toBeUndefined();
  const live = new Live(onError);
  stock = new Stock({ store, live, clock, register, rules: new Map(), poolPercent: 5, zone });
  stock.load(store.read);
  live.within("loanOverdue", ({ loan }) => void told.push(loan));
  watch = new LoanWatch({ store, live, clock, stock, onError });
};
const move = (request: Parameters<Stock["move"]>[1]) => store.write((tx) => stock.move(tx, request, "user:li"));

beforeEach(async () => {
  clock = new FakeClock(begin);
  told = [];
  folder = await mkdtemp(join(tmpdir(), "loans-"));
  await open();
  await store.write((tx) => {
    stock.setPlace(tx, { id: "depot-1", kind: "depot" }, "user:li");
    stock.setItem(tx, { item: "display" }, "user:li");
    const terminal = { id: "k1", name: "K1", site: "", createdAt: 0, status: "online", statusAt: 0, lastSeenAt: 0 };
    tx.saveTerminal({ ...terminal, status: "online" });
  });
  await move({ kind: "receive", item: "display", quantity: 3, to: "depot-1" });
  await move({ kind: "receive", item: "display", to: "depot-1", serial: "D1" });
});
afterEach(async () => {
  watch.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const lend = { kind: "loanOut", item: "display", from: "depot-1", terminal: "k1" } as const;

test("a loan is overdue once its last day is over in the zone, is told once, and not again after a restart", async () => {
  await move({ ...lend, serial: "D1", dueBack: "2026-11-12" });
  await move({ ...lend, quantity: 2 });
  expect(stock.loans().map(({ serials, dueBack }) => [serials, dueBack])).toEqual([
    [["D1"], "2026-11-12"],
    [[], undefined],
  ]);
  clock.jump(Date.parse("2026-11-12T23:59:00+08:00") - begin);
  await watch.look();
  expect([stock.view({ warnings: true }).loans, told]).toEqual([[], []]);
  clock.jump(2 * 60_000);
  await watch.look();
  await watch.look();
  expect(told).toMatchObject([{ terminal: "k1", serials: ["D1"], dueBack: "2026-11-12", overdue: true }]);
  expect(stock.view({ warnings: true }).loans).toHaveLength(1);
  watch.stop();
  await store.close();
  await open();
  await watch.look();
  expect(told).toHaveLength(1);
  expect(store.read.audit({}).filter(({ action }) => action === "stock.loanOverdue")).toHaveLength(1);
  await move({ kind: "loanBack", item: "display", terminal: "k1", to: "depot-1", serial: "D1" });
  expect(stock.loans()).toMatchObject([{ quantity: 2 }]);
});

test("units without a serial number end the oldest loan first; a move that rolls back is as if it never was", async () => {
  await move({ ...lend, quantity: 2, dueBack: "2026-11-20" });
  await move({ ...lend, dueBack: "2026-12-01" });
  const back = { kind: "loanBack", item: "display", terminal: "k1", to: "depot-1" } as const;
  const rolledBack = store.write((tx) => {
    stock.move(tx, { ...back, quantity: 3 }, "user:li");
    throw new Error("stop");
  });
  await expect(rolledBack).rejects.toThrow("stop");
  expect(stock.loans().map(({ quantity }) => quantity)).toEqual([2, 1]);
  await move(back);
  await move(back);
  expect(stock.loans()).toMatchObject([{ quantity: 1, dueBack: "2026-12-01" }]);
});

test.each([
  [{ ...lend, dueBack: "2026-02-30" }, /dueBack no calendar has a day 2026-02-30/],
  [{ ...lend, dueBack: "2026-11-09" }, /dueBack 2026-11-09 is over already/],
  [
    { kind: "use", item: "display", from: "depot-1", ticket: 1, dueBack: "2026-12-01" } as const,
    /dueBack is not taken/,
  ],
])("%o is refused by the name of the field", async (request, why) => {
  await expect(move(request)).rejects.toThrow(why);
});
