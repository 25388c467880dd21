import type { Database, Statement } from "better-sqlite3";
import type { AssetCount, AssetEvent } from "../../../contract/index.ts";
import type { AssetFilter, AssetReaders, AssetRow, AssetWriters, WarrantyRow } from "../asset-rows.ts";

interface Body {
  body: string;
}
const standardLimit = 200;
const makeNames = ["deviceClass", "manufacturer", "model", "firmware"] as const;
const parsed = <T>(rows: unknown[]): T[] => rows.map((row) => JSON.parse((row as Body).body) as T);

const sharedOnly = `serial IN (SELECT serial FROM assets WHERE serial IS NOT NULL AND present=1 GROUP BY serial, class HAVING count(*) > 1)`;

const wordsIn = (text = ""): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
/** Words as they stand in a row's JSON; `%` and `_` are letters. */
const likeWord = (word: string): string =>
  `%${JSON.stringify(word)
    .slice(1, -1)
    .replaceAll(/[\\%_]/g, "\\$&")}%`;

/** The row's JSON has its own names, too: what it seems to hold is looked at again. */
const holds = (words: readonly string[]): ((row: AssetRow) => boolean) => {
  if (words.length === 0) return () => true;
  return ({ terminal, device, unit: { manufacturer, model, serial, firmware } }) => {
    const text = [terminal, device, manufacturer, model, serial, firmware].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  };
};

/** The first `limit` of the rows that the store finds, and that hold the words. */
const taken = (rows: Iterable<unknown>, words: readonly string[], limit: number): AssetRow[] => {
  const fits = holds(words);
  const found: AssetRow[] = [];
  for (const row of rows) {
    const one = JSON.parse((row as Body).body) as AssetRow;
    if (fits(one) && found.push(one) >= limit) break;
  }
  return found;
};

const conditionsOf = ({ terminal, serial, deviceClass, present }: AssetFilter): [text: string, value: unknown][] => [
  ["terminal=?", terminal],
  ["serial=?", serial],
  ["class=?", deviceClass],
  ["present=?", present === undefined ? undefined : Number(present)],
];

/** Reads of the register; statements are prepared once per text. */
export const assetReaders = (sql: (text: string) => Statement<unknown[]>): AssetReaders => ({
  assets: (filter) => {
    const words = wordsIn(filter.words);
    const used = [
      ...conditionsOf(filter).filter(([, value]) => value !== undefined),
      ...words.map((word): [string, unknown] => ["body LIKE ? ESCAPE '\\'", likeWord(word)]),
    ];
    const texts = [...used.map(([text]) => text), ...(filter.shared ? [sharedOnly] : [])];
    const where = texts.length > 0 ? ` WHERE ${texts.join(" AND ")}` : "";
    const rows = sql(`SELECT body FROM assets${where} ORDER BY terminal, device`).iterate(...used.map(([, v]) => v));
    return taken(rows, words, filter.limit ?? 100_000);
  },
  assetEvents: ({ terminal, serial, limit = standardLimit }) => {
    const used = [["terminal=?", terminal] as const, ["serial=?", serial] as const].filter(([, v]) => v !== undefined);
    const where = used.length > 0 ? ` WHERE ${used.map(([text]) => text).join(" AND ")}` : "";
    const rows = sql(`SELECT n, body FROM asset_events${where} ORDER BY n DESC LIMIT ?`).all(
      ...used.map(([, v]) => v),
      limit,
    ) as (Body & { n: number })[];
    return rows.map(({ n, body }) => ({ n, ...(JSON.parse(body) as Omit<AssetEvent, "n">) }));
  },
  installed: () => {
    const rows = sql("SELECT class, count(*) AS count FROM assets WHERE present=1 GROUP BY class").all() as {
      class: string;
      count: number;
    }[];
    return new Map(rows.map((row) => [row.class, row.count]));
  },
  assetCounts: ({ terminals }) => {
    const within = terminals === undefined ? "" : " AND terminal IN (SELECT value FROM json_each(?))";
    const rows = sql(
      `SELECT json_extract(body, '$.unit.deviceClass', '$.unit.manufacturer', '$.unit.model', '$.unit.firmware') AS make,
        count(*) AS count FROM assets WHERE present=1${within} GROUP BY make ORDER BY make`,
    ).all(...(terminals === undefined ? [] : [JSON.stringify(terminals)])) as { make: string; count: number }[];
    return rows.map(({ make, count }) => {
      const told = (JSON.parse(make) as (string | null)[]).map((value, n) => [makeNames[n], value] as const);
      return { ...Object.fromEntries(told.filter(([, value]) => value !== null)), count } as AssetCount;
    });
  },
  warranty: (key) => parsed<WarrantyRow>(sql("SELECT body FROM warranties WHERE key=?").all(key))[0],
});

export const assetWriters = (db: Database): AssetWriters => {
  const save = db.prepare<unknown[]>(
    `INSERT INTO assets (terminal, device, class, serial, present, body) VALUES (?,?,?,?,?,?)
     ON CONFLICT DO UPDATE SET class=excluded.class, serial=excluded.serial, present=excluded.present, body=excluded.body`,
  );
  const drop = db.prepare<unknown[]>("DELETE FROM assets WHERE terminal=? AND device=?");
  const dropEvents = db.prepare<unknown[]>("DELETE FROM asset_events WHERE terminal=? AND device=?");
  const add = db.prepare<unknown[]>("INSERT INTO asset_events (terminal, device, serial, body) VALUES (?,?,?,?)");
  const trim = db.prepare<unknown[]>(
    `DELETE FROM asset_events WHERE terminal=? AND device=? AND n <=
      (SELECT n FROM asset_events WHERE terminal=? AND device=? ORDER BY n DESC LIMIT 1 OFFSET ?)`,
  );
  const warranty = db.prepare<unknown[]>(
    "INSERT INTO warranties (key, body) VALUES (?,?) ON CONFLICT DO UPDATE SET body=excluded.body",
  );
  const noWarranty = db.prepare<unknown[]>("DELETE FROM warranties WHERE key=?");
  return {
    saveAsset: (row) =>
      void save.run(
        row.terminal,
        row.device,
        row.unit.deviceClass,
        row.unit.serial ?? null,
        Number(row.goneAt === undefined),
        JSON.stringify(row),
      ),
    dropAsset(terminal, device) {
      drop.run(terminal, device);
      dropEvents.run(terminal, device);
    },
    addAssetEvent(event, most) {
      const { terminal, device } = event;
      add.run(terminal, device, event.after?.serial ?? event.before?.serial ?? null, JSON.stringify(event));
      trim.run(terminal, device, terminal, device, most);
    },
    saveWarranty: (key, row) => void (row ? warranty.run(key, JSON.stringify(row)) : noWarranty.run(key)),
  };
};
