import type { Database, Statement } from "better-sqlite3";
import type { SavedView, Site } from "../../../contract/index.ts";
import type { SavedViewRow, SiteReaders, SiteWriters } from "../site-rows.ts";

interface RawView {
  number: number;
  owner: string;
  body: string;
}
const toView = (row: unknown): SavedViewRow => {
  const { number, owner, body } = row as RawView;
  return { ...(JSON.parse(body) as SavedView), number, owner };
};
const toSite = (row: unknown): Site => JSON.parse((row as { body: string }).body) as Site;

export const siteReaders = (sql: (text: string) => Statement<unknown[]>): SiteReaders => ({
  sites: () => sql("SELECT body FROM sites ORDER BY name").all().map(toSite),
  site: (name) => sql("SELECT body FROM sites WHERE name=?").all(name).map(toSite)[0],
  savedViews: (owner) =>
    sql("SELECT number, owner, body FROM saved_views WHERE owner=? OR shared=1 ORDER BY number").all(owner).map(toView),
  savedView: (number) => sql("SELECT number, owner, body FROM saved_views WHERE number=?").all(number).map(toView)[0],
});

export const siteWriters = (db: Database): SiteWriters => {
  const site = db.prepare<unknown[]>(
    "INSERT INTO sites (name, body) VALUES (?,?) ON CONFLICT DO UPDATE SET body=excluded.body",
  );
  const dropSite = db.prepare<unknown[]>("DELETE FROM sites WHERE name=?");
  const newView = db.prepare<unknown[]>("INSERT INTO saved_views (owner, shared, body) VALUES (?,?,?)");
  const view = db.prepare<unknown[]>("UPDATE saved_views SET shared=?, body=? WHERE number=?");
  const dropView = db.prepare<unknown[]>("DELETE FROM saved_views WHERE number=?");
  return {
    saveSite: (row) => void site.run(row.name, JSON.stringify(row)),
    dropSite: (name) => void dropSite.run(name),
    saveView(row) {
      const { number, owner, ...saved } = row;
      const [shared, body] = [saved.shared ? 1 : 0, JSON.stringify(saved)];
      if (number === 0) return { ...row, number: Number(newView.run(owner, shared, body).lastInsertRowid) };
      view.run(shared, body, number);
      return row;
    },
    dropView: (number) => void dropView.run(number),
  };
};
