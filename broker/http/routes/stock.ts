import { soonMs, wantedUntil, wearParts } from "../../wear/parts.ts";
import { defineRoutes, untilGone } from "../route.ts";

export default defineRoutes({
  stock: ({ query }, { stock }) => stock.view(query),
  stockParts: async (call, { stock, past, wear, faults, clock }) => {
    const now = clock.now();
    const until = now + soonMs;
    const units = await past.tell("assetCounts", {}, untilGone(call));
    const dueSoon = wantedUntil(wear.forecasts(), wearParts(faults.rules), { now, until });
    return stock.catalogue({ units, dueSoon });
  },
  stockMoves: ({ query }, { stock }) => stock.moves(query),
  moveStock: ({ body, by }, { stock, store }) => store.write((tx) => stock.move(tx, body, by)),
  setStockPlace: ({ body, by }, { stock, store }) => store.write((tx) => stock.setPlace(tx, body, by)),
  setStockItem: ({ body, by }, { stock, store }) => store.write((tx) => stock.setItem(tx, body, by)),
});
