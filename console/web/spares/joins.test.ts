import { describe, expect, it } from "vitest";
import type {
  StockLevel,
  StockLoan,
  StockMove,
  StockPart,
  StockSummary,
  TicketView,
  VisitView,
} from "../../../contract/index.ts";
import { bodyOf, emptyDraft, isWhole, sourceOf } from "./draft.ts";
import { askedBy, fits, lacks, loansInOrder, rowsOf, shortOf, totalsOf, usedOn, vanDays } from "./joins.ts";

const sum = (item: string, have: number, more: Partial<StockSummary> = {}): StockSummary => ({
  item,
  have,
  inRepair: 0,
  onLoan: 0,
  installed: 0,
  poolPercent: 5,
  ...more,
});
const level = (place: string, item: string, quantity: number, ...serials: string[]): StockLevel => ({
  place,
  item,
  quantity,
  serials,
});
const part = (item: string, dueSoon?: number): StockPart => ({
  item,
  faults: [],
  classes: [],
  models: [],
  ...(dueSoon === undefined ? {} : { dueSoon }),
});
const levels = [level("depot", "display", 3, "D1"), level("van", "display", 1), level("depot", "UPS", 2)];
const view = {
  places: [],
  loans: [],
  levels,
  items: [sum("UPS", 2), sum("display", 4), sum("SIM card", 0, { minimum: 3, warning: "belowMinimum" })],
};

describe("what is where", () => {
  it("below its minimum, below the target, soon used up: in this order, the others by name", () => {
    expect(shortOf(sum("a", 2), 3)).toBe("soon");
    expect(shortOf(sum("a", 3), 3)).toBeUndefined();
    expect(shortOf(sum("a", 2, { warning: "belowTarget" }), 9)).toBe("belowTarget");
    const rows = rowsOf(view, [part("display", 6)]);
    expect(rows.map(({ item, short }) => [item, short])).toEqual([
      ["SIM card", "belowMinimum"],
      ["display", "soon"],
      ["UPS", undefined],
    ]);
    expect([...totalsOf(rows)]).toEqual([
      ["depot", 5],
      ["van", 1],
    ]);
  });

  it.each([
    [{ words: "disp" }, ["display"]],
    [{ words: "显示" }, ["display"]],
    [{ words: "d1" }, ["display"]],
    [{ words: "sim card" }, ["SIM card"]],
    [{ place: "depot" }, ["display", "UPS"]],
    [{ short: true }, ["SIM card"]],
    [{ words: "disp", short: true }, []],
    [{}, ["SIM card", "display", "UPS"]],
  ])("%j leaves %j", (filter, items) => {
    const rows = rowsOf(view).filter(fits({ words: "", place: "", short: false, ...filter }));
    expect(rows.map(({ item }) => item)).toEqual(items);
  });

  it("loans: the overdue first, then by their day, without a day last", () => {
    const loan = (move: number, more: Partial<StockLoan>): StockLoan => ({
      terminal: "k1",
      item: "display",
      quantity: 1,
      serials: [],
      move,
      since: move,
      ...more,
    });
    const loans = [
      loan(1, {}),
      loan(2, { dueBack: "2026-12-01" }),
      loan(3, { dueBack: "2026-11-01", overdue: true }),
      loan(4, { dueBack: "2026-11-30" }),
    ];
    expect(loansInOrder(loans).map(({ move }) => move)).toEqual([3, 4, 2, 1]);
  });
});

const visit = (number: number, more: Partial<VisitView>, ...items: string[]): VisitView =>
  ({
    number,
    technician: "li",
    technicianName: "Li Wei",
    state: "planned",
    van: "van",
    order: { parts: items.map((item) => ({ item, quantity: 1, why: "fault" })) },
    ...more,
  }) as VisitView;

describe("vans", () => {
  it("two visits that need the same part want it twice, and the van has one", () => {
    const [day] = vanDays([visit(1, {}, "display"), visit(2, {}, "display", "UPS")], levels);
    expect(day?.needs).toEqual([
      { item: "UPS", wanted: 1, have: 0, elsewhere: [{ place: "depot", quantity: 2 }] },
      { item: "display", wanted: 2, have: 1, elsewhere: [{ place: "depot", quantity: 3 }] },
    ]);
    expect(day?.needs.map(lacks)).toEqual([true, true]);
  });

  it("who keeps no van has nothing; what is over or cancelled needs nothing", () => {
    const { van: _, ...without } = visit(3, { technician: "wang", technicianName: "Wang Tao" }, "UPS");
    const days = vanDays([without, visit(4, { state: "left" }, "display"), visit(5, {})], levels);
    expect(days.map(({ name, van, needs }) => [name, van, needs.length])).toEqual([
      ["Li Wei", "van", 0],
      ["Wang Tao", undefined, 1],
    ]);
  });
});

describe("one part", () => {
  it("is asked for by open tickets and by visits to come", () => {
    const tickets = [
      { number: 1, parts: ["UPS"] },
      { number: 2, parts: [] as string[] },
    ] as unknown as TicketView[];
    const found = askedBy("UPS", tickets, [visit(1, {}, "UPS"), visit(2, { state: "signed" }, "UPS")]);
    expect([found.tickets.map(({ number }) => number), found.visits.map(({ number }) => number)]).toEqual([[1], [1]]);
  });

  it("may be returned from a ticket as often as it was used there", () => {
    const move = (n: number, kind: StockMove["kind"], more: Partial<StockMove> = {}): StockMove => ({
      n,
      at: n,
      by: "user:li",
      kind,
      item: "UPS",
      quantity: 1,
      ...more,
    });
    const moves = [
      move(5, "return", { ticket: 7, serial: "U1" }),
      move(4, "use", { ticket: 9, quantity: 2 }),
      move(3, "use", { ticket: 7, serial: "U2" }),
      move(2, "use", { ticket: 7, serial: "U1" }),
      move(6, "use", { ticket: 3 }),
      move(8, "return", { ticket: 3 }),
      move(1, "receive", { quantity: 9 }),
    ];
    expect(usedOn(moves)).toEqual([
      { ticket: 9, quantity: 2, serials: [] },
      { ticket: 7, quantity: 1, serials: ["U2"] },
    ]);
  });
});

describe("a move in its form", () => {
  const move = { ...emptyDraft, kind: "move", item: "display", from: "depot", to: "van" } as const;

  it("is sent with what its kind takes, and nothing of what was written for another", () => {
    const draft = { ...move, ticket: "7", terminal: "k1", dueBack: "2026-12-01", quantity: "2", reason: " for Li " };
    const shared = { kind: "move", item: "display", from: "depot", to: "van", reason: "for Li", key: "k" };
    expect(bodyOf(draft, "k")).toEqual({ ...shared, quantity: 2 });
    expect(bodyOf({ ...draft, serial: "D1" }, "k")).toEqual({ ...shared, quantity: 1, serial: "D1" });
    expect(bodyOf({ ...draft, kind: "use" }, "k")).toMatchObject({ ticket: 7, from: "depot" });
  });

  it("knows what there is to take, and asks for a serial number only where each unit has one", () => {
    expect(sourceOf(move, view, [])).toMatchObject({ quantity: 3, serials: ["D1"] });
    expect(isWhole(move, sourceOf(move, view, []))).toBe(true);
    expect(isWhole(move, { quantity: 1, serials: ["D1"] })).toBe(false);
    expect(isWhole({ ...move, serial: "D1" }, { quantity: 1, serials: ["D1"] })).toBe(true);
    expect(isWhole({ ...move, to: "" }, undefined)).toBe(false);
    expect(isWhole({ ...move, quantity: "0" }, undefined)).toBe(false);
    const used = [{ ticket: 7, quantity: 1, serials: ["U2"] }];
    expect(sourceOf({ ...move, kind: "return", ticket: "7" }, view, used)).toEqual(used[0]);
    const lent = { terminal: "k1", item: "display", quantity: 2, serials: [], move: 1, since: 0 };
    const back = { ...move, kind: "loanBack", terminal: "k1" } as const;
    expect(sourceOf(back, { levels, loans: [lent] }, [])).toEqual({ quantity: 2, serials: [] });
    expect(sourceOf({ ...move, kind: "receive" }, view, [])).toBeUndefined();
  });
});
