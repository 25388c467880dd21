import type { Database, Statement } from "better-sqlite3";
import type { SettingsReaders, SettingsWriters, ToldSettingsRow, WantedSettingsRow } from "../settings-rows.ts";

const bodyOf = <T>(row: unknown): T | undefined =>
  row === undefined ? undefined : (JSON.parse((row as { body: string }).body) as T);

/** Reads of the settings of terminals; statements are prepared once per text. */
export const settingsReaders = (sql: (text: string) => Statement<unknown[]>): SettingsReaders => ({
  wantedSettings: (terminal) =>
    bodyOf<WantedSettingsRow>(sql("SELECT body FROM wanted_settings WHERE terminal=?").get(terminal)),
  settingsRev: () =>
    (sql("SELECT coalesce(max(rev), 0) AS rev FROM wanted_settings").get() as { readonly rev: number }).rev,
  toldSettings: (terminal) =>
    bodyOf<ToldSettingsRow>(sql("SELECT body FROM told_settings WHERE terminal=?").get(terminal)),
});

export const settingsWriters = (db: Database): SettingsWriters => {
  const wanted = db.prepare<unknown[]>(
    "INSERT INTO wanted_settings VALUES (?,?,?) ON CONFLICT (terminal) DO UPDATE SET rev=excluded.rev, body=excluded.body",
  );
  const told = db.prepare<unknown[]>(
    "INSERT INTO told_settings VALUES (?,?) ON CONFLICT (terminal) DO UPDATE SET body=excluded.body",
  );
  return {
    saveWantedSettings: (row) => void wanted.run(row.terminal, row.rev, JSON.stringify(row)),
    saveToldSettings: (row) => void told.run(row.terminal, JSON.stringify(row)),
  };
};
