import type { Database, Statement } from "better-sqlite3";
import type {
  NotificationCount,
  NotificationReaders,
  NotificationRow,
  NotificationWriters,
} from "../notification-rows.ts";

const standardLimit = 200;
const parse = (row: unknown): NotificationRow | undefined =>
  row ? (JSON.parse((row as { body: string }).body) as NotificationRow) : undefined;

/** Reads of messages; statements are prepared once per text. */
export const notificationReaders = (sql: (text: string) => Statement<unknown[]>): NotificationReaders => ({
  notifications: ({ state, channel, limit = standardLimit }) => {
    const conditions = [...(state ? ["state=?"] : []), ...(channel ? ["channel=?"] : [])];
    const where = conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "";
    const values = [state, channel].filter((value) => value !== undefined);
    return sql(`SELECT body FROM notifications${where} ORDER BY n DESC LIMIT ?`)
      .all(...values, limit)
      .flatMap((row) => parse(row) ?? []);
  },
  notification: (id) => parse(sql("SELECT body FROM notifications WHERE id=?").get(id)),
  nextNotification: (channel, now) =>
    parse(
      sql(
        "SELECT body FROM notifications WHERE state='queued' AND channel=? AND due_at<=? ORDER BY due_at, n LIMIT 1",
      ).get(channel, now),
    ),
  notificationDues: () =>
    sql(
      "SELECT channel, min(due_at) AS dueAt FROM notifications WHERE state='queued' GROUP BY channel",
    ).all() as ReturnType<NotificationReaders["notificationDues"]>,
  waitingNotification: (queue, urgent) =>
    parse(
      sql(
        "SELECT body FROM notifications WHERE queue=? AND state='queued' AND urgent=? AND untried=1 ORDER BY n DESC LIMIT 1",
      ).get(queue, Number(urgent)),
    ),
  waitingNotifications: (queue) =>
    (
      sql("SELECT count(*) AS count FROM notifications WHERE queue=? AND state='queued'").get(queue) as {
        count: number;
      }
    ).count,
  lastNotified: (queue) =>
    (
      sql("SELECT max(started_at) AS at FROM notifications WHERE queue=?").get(queue) as {
        at: number | null;
      }
    ).at ?? undefined,
  notificationCounts: () =>
    sql(
      "SELECT channel, state, count(*) AS count FROM notifications GROUP BY channel, state",
    ).all() as NotificationCount[],
  outsideReference: (channel, ticket) =>
    (
      sql("SELECT reference FROM outside_references WHERE channel=? AND ticket=?").get(channel, ticket) as
        | { reference: string }
        | undefined
    )?.reference,
});

export const notificationWriters = (db: Database): NotificationWriters => {
  const save = db.prepare<unknown[]>(
    `INSERT INTO notifications (id,queue,channel,state,urgent,untried,due_at,started_at,finished_at,body) VALUES (?,?,?,?,?,?,?,?,?,?)
     ON CONFLICT (id) DO UPDATE SET state=excluded.state, untried=excluded.untried, due_at=excluded.due_at, started_at=excluded.started_at,
       finished_at=excluded.finished_at, body=excluded.body`,
  );
  const reference = db.prepare<unknown[]>(
    "INSERT INTO outside_references VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET reference=excluded.reference, at=excluded.at",
  );
  const delivery = db.prepare<unknown[]>("INSERT OR IGNORE INTO hook_deliveries VALUES (?,?,?)");
  const prune = db.prepare<unknown[]>(
    "DELETE FROM notifications WHERE n IN (SELECT n FROM notifications WHERE finished_at < ? LIMIT ?)",
  );
  const pruneDeliveries = db.prepare<unknown[]>(
    "DELETE FROM hook_deliveries WHERE (hook, delivery) IN (SELECT hook, delivery FROM hook_deliveries WHERE at < ? LIMIT ?)",
  );
  return {
    saveNotification: (row) =>
      void save.run(
        row.id,
        row.queue,
        row.channel,
        row.state,
        Number(row.urgent),
        Number(row.tries === 0),
        row.dueAt,
        row.startedAt ?? null,
        row.finishedAt ?? null,
        JSON.stringify(row),
      ),
    saveOutsideReference: (channel, ticket, name, at) => void reference.run(channel, ticket, name, at),
    rememberDelivery: (hook, id, at) => delivery.run(hook, id, at).changes === 1,
    pruneNotifications: (before, most) =>
      prune.run(before, most).changes + pruneDeliveries.run(before, most).changes >= most,
  };
};
