import type { StockMove } from "../../../contract/index.ts";
import { type Account, ways } from "../../stock/ledger.ts";
import type { Stretch } from "../period.ts";

/** What came into and left some accounts (all places together, or one) in a stretch of time: opening + in − out = closing, for every part. */
export interface Flow {
  readonly opening: number;
  readonly received: number;
  readonly returned: number;
  readonly loanBack: number;
  readonly movedIn: number;
  readonly used: number;
  readonly writtenOff: number;
  readonly lent: number;
  readonly movedOut: number;
  readonly closing: number;
}
type Change = Exclude<keyof Flow, "opening" | "closing">;

const noFlow: Flow = {
  opening: 0,
  received: 0,
  returned: 0,
  loanBack: 0,
  movedIn: 0,
  used: 0,
  writtenOff: 0,
  lent: 0,
  movedOut: 0,
  closing: 0,
};

/** Under which name a move enters or leaves. */
const comes: Readonly<Partial<Record<StockMove["kind"], Change>>> = {
  receive: "received",
  return: "returned",
  loanBack: "loanBack",
  move: "movedIn",
};
const goes: Readonly<Partial<Record<StockMove["kind"], Change>>> = {
  use: "used",
  writeOff: "writtenOff",
  loanOut: "lent",
  move: "movedOut",
};

const after = (flow: Flow, move: StockMove, stretch: Stretch, ours: (account: Account) => boolean): Flow => {
  const [from, to] = [ours(ways[move.kind].from(move)), ours(ways[move.kind].to(move))];
  if (from === to || move.at >= stretch.to) return flow;
  const change = to ? move.quantity : -move.quantity;
  const name = (to ? comes : goes)[move.kind];
  const closing = flow.closing + change;
  if (move.at < stretch.from || name === undefined) return { ...flow, opening: flow.opening + change, closing };
  return { ...flow, [name]: flow[name] + move.quantity, closing };
};

/** Flows by part, from the moves alone; parts that were never there are left out. Moves by number. */
export const flowsOf = (
  moves: readonly StockMove[],
  stretch: Stretch,
  ours: (account: Account) => boolean,
): ReadonlyMap<string, Flow> => {
  const flows = new Map<string, Flow>();
  for (const move of moves) {
    const before = flows.get(move.item) ?? noFlow;
    const next = after(before, move, stretch, ours);
    if (next !== before) flows.set(move.item, next);
  }
  return new Map([...flows].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** All depots, vans and repair shops together: what is moved among them neither comes nor goes. */
export const anyPlace = (account: Account): boolean => account.startsWith("place:");
export const place =
  (id: string) =>
  (account: Account): boolean =>
    account === `place:${id}`;

/** Nothing there, and nothing happened. */
export const isStill = (flow: Flow): boolean => Object.values(flow).every((n) => n === 0);
