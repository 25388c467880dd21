/** What may happen to a module of a terminal. `identified`: it told more of itself; `changed`: another driver, or another name of the same unit. */
export const assetChanges = ["appeared", "identified", "firmware", "changed", "exchanged", "gone", "returned"] as const;
export type AssetChange = (typeof assetChanges)[number];

/** `repair`: what lies there is not ready for use, and counts for no minimum. */
export const stockPlaceKinds = ["depot", "van", "repair"] as const;
export type StockPlaceKind = (typeof stockPlaceKinds)[number];

/** The ways of a part: in from outside, between places, into a kiosk (by a ticket) and back, out of the books, and lent to a kiosk and back. */
export const stockMoveKinds = ["receive", "move", "use", "return", "writeOff", "loanOut", "loanBack"] as const;
export type StockMoveKind = (typeof stockMoveKinds)[number];

export type StockMoveField = "from" | "to" | "ticket" | "terminal" | "reason" | "dueBack";

/** What each way of a part needs to be told, and what else it takes. A reason is welcome with every one. */
export const stockMoveFields: Readonly<
  Record<StockMoveKind, { readonly needs: readonly StockMoveField[]; readonly takes?: readonly StockMoveField[] }>
> = {
  receive: { needs: ["to"] },
  move: { needs: ["from", "to"] },
  use: { needs: ["from", "ticket"] },
  return: { needs: ["ticket", "to"] },
  writeOff: { needs: ["from", "reason"] },
  loanOut: { needs: ["from", "terminal"], takes: ["dueBack"] },
  loanBack: { needs: ["terminal", "to"] },
};

/** Ways of a part as a Chinese reader knows them; in English they are their own names. */
export const stockMoveWords: Readonly<Record<StockMoveKind, string>> = {
  receive: "入库",
  move: "调拨",
  use: "领用",
  return: "退回",
  writeOff: "报废",
  loanOut: "借出",
  loanBack: "归还",
};
