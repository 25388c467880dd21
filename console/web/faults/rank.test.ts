import { describe, expect, it } from "vitest";
import type { FaultView } from "../../../contract/index.ts";
import { byLoss, grouped } from "./rank.ts";

const fault = (id: string, more: Partial<FaultView>): FaultView =>
  ({ id, terminal: "k1", device: "d", severity: "major", impact: [], state: "open", since: 0, ...more }) as FaultView;

const order = (...faults: FaultView[]): string[] =>
  grouped(faults)
    .sort(byLoss)
    .map(({ fault: { id } }) => id);

describe("the fault queue's order", () => {
  it("is that of what is lost, whatever it is called; then of severity, then of age", () => {
    expect(
      order(
        fault("young", { impact: ["receipt"], since: 9 }),
        fault("alarm", { severity: "critical" }),
        fault("paper", { impact: ["receipt"], since: 5 }),
        fault("reader", { impact: ["monitoring", "sellByCard"], severity: "minor" }),
        fault("door", { impact: ["security"], severity: "critical" }),
        fault("touch", { impact: ["allSales"], since: 7 }),
        fault("lamp", { impact: ["receipt", "allSales"], since: 8 }),
        fault("seen", { impact: ["allSales"], state: "pending" }),
      ),
    ).toEqual(["touch", "lamp", "door", "reader", "paper", "young", "alarm", "seen"]);
  });

  it("a cause loses what is lost under it, each service once; one whose cause is not in the list stands by itself", () => {
    const hub = fault("hub", {});
    const [cash, note] = [1, 2].map((n) => fault(`cash-${n}`, { impact: ["sellByCash"], hiddenBy: "hub" }));
    const card = fault("card", { impact: ["sellByCard", "receipt"] });
    expect(order(note as FaultView, card, hub, cash as FaultView)).toEqual(["card", "hub"]);
    expect(order(card, fault("orphan", { impact: ["allSales"], hiddenBy: "gone" }))).toEqual(["orphan", "card"]);
  });
});
