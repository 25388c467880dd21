/** What may happen to a module of a terminal. `identified`: it told more of itself; `changed`: another driver, or another name of the same unit. */
export const assetChanges = ["appeared", "identified", "firmware", "changed", "exchanged", "gone", "returned"] as const;
export type AssetChange = (typeof assetChanges)[number];

/** `repair`: what lies there is not ready for use, and counts for no minimum. */
export const stockPlaceKinds = ["depot", "van", "repair"] as const;
export type StockPlaceKind = (typeof stockPlaceKinds)[number];

/** The ways of a part: in from outside, between places, into a kiosk (by a ticket) and back, out of the books, and lent to a kiosk and back. */
export const stockMoveKinds = ["receive", "move", "use", "return", "writeOff", "loanOut", "loanBack"] as const;
export type StockMoveKind = (typeof stockMoveKinds)[number];
