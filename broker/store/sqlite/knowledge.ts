import type { Database, Statement } from "better-sqlite3";
import type { KnowledgeCase } from "../../../contract/index.ts";
import type { KnowledgeReaders, KnowledgeWriters } from "../knowledge-rows.ts";

const standardLimit = 500;
const parsed = (rows: unknown[]): KnowledgeCase[] =>
  rows.map((row) => JSON.parse((row as { body: string }).body) as KnowledgeCase);

/** Reads of solved cases; statements are prepared once per text. */
export const knowledgeReaders = (sql: (text: string) => Statement<unknown[]>): KnowledgeReaders => ({
  cases: ({ code, limit = standardLimit }) =>
    code === undefined
      ? parsed(sql("SELECT body FROM cases ORDER BY n DESC LIMIT ?").all(limit))
      : parsed(sql("SELECT body FROM cases WHERE code=? ORDER BY n DESC LIMIT ?").all(code, limit)),
  knowledgeCase: (id) => parsed(sql("SELECT body FROM cases WHERE id=?").all(id))[0],
  caseCounts: () => {
    const rows = sql("SELECT code, count(*) AS count FROM cases WHERE cured=1 GROUP BY code").all();
    return new Map((rows as { code: string; count: number }[]).map((row) => [row.code, row.count]));
  },
});

export const knowledgeWriters = (db: Database): KnowledgeWriters => {
  const save = db.prepare<unknown[]>(
    `INSERT INTO cases (id, code, cured, body) VALUES (?,?,?,?)
     ON CONFLICT (id) DO UPDATE SET code=excluded.code, cured=excluded.cured, body=excluded.body`,
  );
  return {
    saveCase: (row) => void save.run(row.id, row.code, row.cameBack ? 0 : 1, JSON.stringify(row)),
  };
};
