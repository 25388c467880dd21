import type { Database, Statement } from "better-sqlite3";
import type { AssetEvent } from "../../../contract/index.ts";
import type { AssetReaders, AssetRow, AssetWriters, WarrantyRow } from "../asset-rows.ts";

interface Body {
  body: string;
}
const standardLimit = 200;
const parsed = <T>(rows: unknown[]): T[] => rows.map((row) => JSON.parse((row as Body).body) as T);

const sharedOnly = `serial IN (SELECT serial FROM assets WHERE serial IS NOT NULL AND present=1 GROUP BY serial, class HAVING count(*) > 1)`;

/** Reads of the register; statements are prepared once per text. */
export const assetReaders = (sql: (text: string) => Statement<unknown[]>): AssetReaders => ({
  assets: ({ terminal, serial, deviceClass, present, shared, limit = 100_000 }) => {
    const conditions: [string, unknown][] = [
      ["terminal=?", terminal],
      ["serial=?", serial],
      ["class=?", deviceClass],
      ["present=?", present === undefined ? undefined : Number(present)],
    ];
    const used = conditions.filter(([, value]) => value !== undefined);
    const texts = [...used.map(([text]) => text), ...(shared ? [sharedOnly] : [])];
    const where = texts.length > 0 ? ` WHERE ${texts.join(" AND ")}` : "";
    return parsed<AssetRow>(
      sql(`SELECT body FROM assets${where} ORDER BY terminal, device LIMIT ?`).all(...used.map(([, v]) => v), limit),
    );
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
