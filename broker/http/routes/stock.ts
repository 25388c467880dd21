import { defineRoutes } from "../route.ts";

export default defineRoutes({
  stock: ({ query }, { stock }) => stock.view(query),
  stockMoves: ({ query }, { stock }) => stock.moves(query),
  moveStock: ({ body, by }, { stock, store }) => store.write((tx) => stock.move(tx, body, by)),
  setStockPlace: ({ body, by }, { stock, store }) => store.write((tx) => stock.setPlace(tx, body, by)),
  setStockItem: ({ body, by }, { stock, store }) => store.write((tx) => stock.setItem(tx, body, by)),
});
