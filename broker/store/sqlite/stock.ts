import type { Database, Statement } from "better-sqlite3";
import type { StockItem, StockMove, StockPlace } from "../../../contract/index.ts";
import type { StockReaders, StockWriters } from "../stock-rows.ts";

interface RawMove {
  n: number;
  body: string;
}
const standardLimit = 200;
const toMove = (row: unknown): StockMove => {
  const { n, body } = row as RawMove;
  return { n, ...(JSON.parse(body) as Omit<StockMove, "n">) };
};
const bodies = <T>(rows: unknown[]): T[] => rows.map((row) => JSON.parse((row as { body: string }).body) as T);

/** Reads of the stock ledger; statements are prepared once per text. */
export const stockReaders = (sql: (text: string) => Statement<unknown[]>): StockReaders => ({
  *allStockMoves() {
    for (const row of sql("SELECT n, body FROM stock_moves ORDER BY n").all()) yield toMove(row);
  },
  stockMoves: ({ item, place, ticket, from, to, limit = standardLimit }) => {
    const conditions: [text: string, value: unknown][] = [
      ["item=?", item],
      ["? IN (from_place, to_place)", place],
      ["ticket=?", ticket],
      ["at>=?", from],
      ["at<?", to],
    ];
    const used = conditions.filter(([, value]) => value !== undefined);
    const where = used.length > 0 ? ` WHERE ${used.map(([text]) => text).join(" AND ")}` : "";
    const values = used.map(([, value]) => value);
    return sql(`SELECT n, body FROM stock_moves${where} ORDER BY n DESC LIMIT ?`)
      .all(...values, limit)
      .map(toMove);
  },
  stockMoveByKey: (key) => sql("SELECT n, body FROM stock_moves WHERE key=?").all(key).map(toMove)[0],
  stockPlaces: () => bodies<StockPlace>(sql("SELECT body FROM stock_places ORDER BY id").all()),
  stockItems: () => bodies<StockItem>(sql("SELECT body FROM stock_items ORDER BY item").all()),
});

export const stockWriters = (db: Database): StockWriters => {
  const add = db.prepare<unknown[]>(
    "INSERT INTO stock_moves (at, item, from_place, to_place, ticket, key, body) VALUES (?,?,?,?,?,?,?)",
  );
  const place = db.prepare<unknown[]>(
    "INSERT INTO stock_places (id, body) VALUES (?,?) ON CONFLICT DO UPDATE SET body=excluded.body",
  );
  const item = db.prepare<unknown[]>(
    "INSERT INTO stock_items (item, body) VALUES (?,?) ON CONFLICT DO UPDATE SET body=excluded.body",
  );
  return {
    addStockMove(move) {
      const { at, from, to, ticket, key } = move;
      const body = JSON.stringify(move);
      const { lastInsertRowid } = add.run(at, move.item, from ?? null, to ?? null, ticket ?? null, key ?? null, body);
      return { n: Number(lastInsertRowid), ...move };
    },
    saveStockPlace: (row) => void place.run(row.id, JSON.stringify(row)),
    saveStockItem: (row) => void item.run(row.item, JSON.stringify(row)),
  };
};
