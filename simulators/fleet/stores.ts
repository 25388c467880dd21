import type { MoveStock, StockItem, StockPlace } from "../../contract/index.ts";
import { callBroker } from "./broker-api.ts";

const places: readonly StockPlace[] = [
  { id: "depot", kind: "depot", name: "Depot", keeper: "dana" },
  { id: "van-tom", kind: "van", name: "Van of Tom", keeper: "tom" },
  { id: "workshop", kind: "repair", name: "Workshop" },
];

const wanted: readonly StockItem[] = [
  { item: "receipt paper roll", minimum: 24 },
  { item: "cash acceptor head", minimum: 2 },
  { item: "card reader drive unit", minimum: 1 },
  { item: "UPS battery", minimum: 2 },
];

const receive = (item: string, to: string, quantity: number): MoveStock => ({ kind: "receive", item, to, quantity });
const unit = (item: string, to: string, serial: string): MoveStock => ({ kind: "receive", item, to, serial });

/** What a small service company has: most in the depot, what goes wrong every week in the van, one head in repair and so too few of them. */
const moves = (terminal: string, dueBack: string): readonly MoveStock[] => [
  receive("receipt paper roll", "depot", 40),
  receive("display lamp (backlight unit)", "depot", 2),
  receive("SIM card", "depot", 5),
  receive("UPS battery", "depot", 1),
  receive("cabinet filter", "depot", 6),
  receive("cleaning card for the card reader", "van-tom", 10),
  unit("cash acceptor head", "depot", "CC7700001"),
  unit("cash acceptor head", "workshop", "CC7700002"),
  unit("receipt printer", "depot", "RP5500001"),
  unit("card reader drive unit", "depot", "CR9900001"),
  unit("mobile modem", "depot", "MM3300001"),
  { kind: "move", item: "receipt paper roll", from: "depot", to: "van-tom", quantity: 8, reason: "for the week" },
  { kind: "loanOut", item: "mobile modem", from: "depot", terminal, serial: "MM3300001", dueBack },
];

const loanDays = 5;

/** Fills the stores of a broker, so that there is something to take. Throws `AppError("unavailable")` if it refuses. */
export const fillStores = async (url: string, token: string, terminal: string, now: number): Promise<void> => {
  const dueBack = new Date(now + loanDays * 86_400_000).toISOString().slice(0, 10);
  for (const place of places) await callBroker(url, token, "/api/stock/places", place);
  for (const item of wanted) await callBroker(url, token, "/api/stock/items", item);
  for (const move of moves(terminal, dueBack)) await callBroker(url, token, "/api/stock/moves", move);
};
