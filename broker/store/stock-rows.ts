import type { StockItem, StockMove, StockPlace } from "../../contract/index.ts";

export interface StockReaders {
  /** Every move ever booked, the oldest first. */
  allStockMoves(): Iterable<StockMove>;
  /** Newest first; `place` on either side. */
  stockMoves(filter: {
    item?: string;
    place?: string;
    ticket?: number;
    from?: number;
    to?: number;
    limit?: number;
  }): StockMove[];
  stockMoveByKey(key: string): StockMove | undefined;
  stockPlaces(): StockPlace[];
  stockItems(): StockItem[];
}

export interface StockWriters {
  /** Appends; gives the next number. */
  addStockMove(move: Omit<StockMove, "n">): StockMove;
  saveStockPlace(place: StockPlace): void;
  saveStockItem(item: StockItem): void;
}
