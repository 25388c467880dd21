import { checklist } from "../../broker/inspections/checklist.ts";
import type { Tx } from "../../broker/store/store.ts";
import type { InspectionRound, StockMove } from "../../contract/index.ts";

const dayMs = 86_400_000;

/** Moves of a store with a made quarter in it: a depot and a van, parts used on its tickets, one back unused, one lent and overdue. */
export const makeStock = (tx: Tx, { from, to }: { readonly from: number; readonly to: number }): void => {
  tx.saveStockPlace({ id: "depot-1", kind: "depot", name: "中心仓库" });
  tx.saveStockPlace({ id: "van-1", kind: "van", keeper: "li" });
  tx.saveStockItem({ item: "receipt printer", minimum: 8 });
  const move = (day: number, kind: StockMove["kind"], more: Partial<StockMove>): void =>
    void tx.addStockMove({
      at: from + day * dayMs,
      by: "user:li",
      kind,
      item: "receipt printer",
      quantity: 1,
      ...more,
    });
  const paper = "receipt paper roll";
  move(-20, "receive", { quantity: 10, to: "depot-1" });
  move(-20, "receive", { item: paper, quantity: 200, to: "depot-1" });
  move(1, "move", { quantity: 3, from: "depot-1", to: "van-1" });
  move(1, "move", { item: paper, quantity: 40, from: "depot-1", to: "van-1" });
  const tickets = tx.read.ticketsBetween({ from, to }).slice(0, 6);
  for (const [n, { number }] of tickets.entries()) {
    move(2 + n, "use", { item: paper, quantity: 2, from: "van-1", ticket: number });
    if (n === 1) move(3 + n, "use", { from: "van-1", ticket: number });
    if (n === 2) move(3 + n, "return", { item: paper, ticket: number, to: "van-1" });
  }
  move(9, "writeOff", { from: "depot-1", reason: "dropped" });
  move(10, "receive", { item: "display", to: "depot-1", serial: "D-77" });
  const dueBack = new Date(from + 15 * dayMs).toISOString().slice(0, 10);
  move(11, "loanOut", { item: "display", from: "depot-1", terminal: "kiosk-001", serial: "D-77", dueBack });
};

/** A finished round of a terminal: all in order but what is named. */
export const madeRound = (terminal: string, finishedAt: number, notOk: readonly string[] = []): InspectionRound => ({
  number: 0,
  version: 1,
  terminal,
  state: "finished",
  result: notOk.length > 0 ? "notOk" : "ok",
  due: new Date(finishedAt).toISOString().slice(0, 10),
  startedAt: finishedAt - 3_600_000,
  startedBy: "user:li",
  finishedAt,
  finishedBy: "user:li",
  items: checklist.map(({ id, title, always }) => ({
    item: id,
    title,
    result: notOk.includes(id) ? "notOk" : "ok",
    findings:
      id === "printer"
        ? [
            {
              device: "printer",
              deviceClass: "printer",
              identity: { model: "TM-T88V", serial: "X4F1" },
              result: "ok",
              states: { paper: "full" },
              evidence: [],
              readAt: finishedAt,
            },
          ]
        : [],
    open: false,
    ...(always
      ? {
          answer: {
            item: id,
            result: notOk.includes(id) ? "notOk" : "ok",
            note: "cleaned",
            by: "user:li",
            at: finishedAt,
          },
        }
      : {}),
  })),
});

export const saveMadeRound = (tx: Tx, finished: InspectionRound): void => {
  const { terminal, startedAt = 0, startedBy = "" } = finished;
  const row = { number: 0, version: 1, terminal, startedAt, startedBy, answers: [] };
  const { number } = tx.saveRound(row);
  tx.saveRound({ ...row, number, finished });
};
