import type { Database, Statement } from "better-sqlite3";
import { AppError } from "../../../contract/index.ts";
import type { InspectionReaders, InspectionWriters, RoundRow } from "../inspection-rows.ts";

const standardLimit = 100;
const parsed = (rows: unknown[]): RoundRow[] =>
  rows.map((row) => JSON.parse((row as { body: string }).body) as RoundRow);

/** Reads of inspection rounds; statements are prepared once per text. */
export const inspectionReaders = (sql: (text: string) => Statement<unknown[]>): InspectionReaders => ({
  rounds: ({ terminal, finished, limit = standardLimit }) => {
    const conditions = [
      ["terminal=?", terminal] as const,
      ["finished=?", finished === undefined ? undefined : Number(finished)] as const,
    ].filter(([, value]) => value !== undefined);
    const where = conditions.length > 0 ? ` WHERE ${conditions.map(([text]) => text).join(" AND ")}` : "";
    const values = conditions.map(([, value]) => value);
    return parsed(sql(`SELECT body FROM rounds${where} ORDER BY number DESC LIMIT ?`).all(...values, limit));
  },
  roundsBetween: ({ from, to }) =>
    parsed(
      sql(
        `SELECT body FROM rounds WHERE finished=1 AND body ->> '$.finished.finishedAt' >= ? AND body ->> '$.finished.finishedAt' < ? ORDER BY number`,
      ).all(from, to),
    ),
  lastRoundsBefore: (at) =>
    parsed(
      sql(
        "SELECT body FROM rounds WHERE number IN (SELECT max(number) FROM rounds WHERE finished=1 AND body ->> '$.finished.finishedAt' < ? GROUP BY terminal)",
      ).all(at),
    ),
  round: (number) => parsed(sql("SELECT body FROM rounds WHERE number=?").all(number))[0],
  lastRounds: () =>
    parsed(
      sql(
        "SELECT body FROM rounds WHERE number IN (SELECT max(number) FROM rounds WHERE finished=1 GROUP BY terminal)",
      ).all(),
    ),
});

export const inspectionWriters = (db: Database): InspectionWriters => {
  const add = db.prepare<unknown[]>("INSERT INTO rounds (terminal, finished, body) VALUES (?, 0, '{}')");
  const save = db.prepare<unknown[]>("UPDATE rounds SET finished=?, body=? WHERE number=? AND finished=0");
  return {
    saveRound(row) {
      const number = row.number > 0 ? row.number : Number(add.run(row.terminal).lastInsertRowid);
      const { finished } = row;
      const saved: RoundRow = { ...row, number, ...(finished ? { finished: { ...finished, number } } : {}) };
      if (save.run(finished ? 1 : 0, JSON.stringify(saved), number).changes !== 1)
        throw new AppError("conflict", {
          en: `round ${number} is finished: it is never changed`,
          "zh-CN": `巡检 ${number} 已完成，不再更改`,
        });
      return saved;
    },
  };
};
