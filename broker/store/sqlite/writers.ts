import type { Database, Statement } from "better-sqlite3";
import { blotCardData } from "../../../contract/index.ts";
import { blotCardBytes } from "../card-bytes.ts";
import type { Readers, Tx } from "../store.ts";
import { assetWriters } from "./assets.ts";
import { attachmentWriters } from "./attachments.ts";
import { auditGenesis, auditHash } from "./audit.ts";
import { customerWriters } from "./customers.ts";
import { historyWriters } from "./history.ts";
import { inspectionWriters } from "./inspections.ts";
import { knowledgeWriters } from "./knowledge.ts";
import { notificationWriters } from "./notifications.ts";
import { onCallWriters } from "./on-call.ts";
import { peopleWriters } from "./people.ts";
import type { Projection } from "./projection.ts";
import type { Retention } from "./retention.ts";
import { ruleWriters } from "./rules.ts";
import { settingsWriters } from "./settings.ts";
import { siteWriters } from "./sites.ts";
import { stockWriters } from "./stock.ts";
import { visitWriters } from "./visits.ts";

type Triple = [string, string, string];
/** Of a refused message this much is kept. */
const quarantineBytes = 64 * 1024;

/** What the running unit wants to be called back for. */
export interface Hooks {
  afterCommit: (() => void)[];
  afterRollback: (() => void)[];
}

export interface WriterDeps {
  readonly db: Database;
  readonly read: Readers;
  readonly projection: Projection;
  readonly hooks: Hooks;
  readonly retention: Retention;
}

/** All writes. One object for the life of the store; `hooks` are those of the running unit. */
export const makeWriters = ({ db, read, projection, hooks, retention }: WriterDeps): Tx => {
  const insert = (table: string, columns: string, conflict = ""): Statement<unknown[]> =>
    db.prepare(
      `INSERT INTO ${table} (${columns}) VALUES (${columns
        .split(",")
        .map(() => "?")
        .join(",")})${conflict}`,
    );
  const update = (key: string, ...columns: string[]): string =>
    ` ON CONFLICT (${key}) DO UPDATE SET ${columns.map((c) => `${c}=excluded.${c}`).join(",")}`;

  const terminal = insert("terminals", "id,last_seen_at,body", update("id", "last_seen_at", "body"));
  const credential = insert("credentials", "terminal,hash", update("terminal", "hash"));
  const newStream = insert("streams", "terminal,stream,up_to,also,records,duplicates");
  const chunk = insert("chunks", "stream_id,from_seq,to_seq,received_at,history,body");
  const event = insert("events", "terminal,device,kind,at,received_at,body");
  const fault = insert(
    "faults",
    "id,terminal,device,code,active,opened,body",
    update("id", "active", "opened", "body"),
  );
  const diagnosis = insert("diagnoses", "id,fault,terminal,state,body", update("id", "state", "body"));
  const command = insert("commands", "id,terminal,state,body", update("id", "state", "body"));
  const newTicket = insert("tickets", "terminal,open,body");
  const ticket = db.prepare<unknown[]>("UPDATE tickets SET terminal=?, open=?, body=? WHERE number=?");
  const audit = insert("audit", "n,at,actor,action,target,detail,prev_hash,hash");
  const lastAudit = db.prepare("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1");
  const token = insert("tokens", "id,body", update("id", "body"));
  const quarantine = insert("quarantine", "terminal,topic,received_at,reason,reason_zh,size,payload");
  const trimQuarantine = db.prepare<unknown[]>("DELETE FROM quarantine WHERE id <= ?");
  const usage = insert("usage", "terminal,device,item,body", update("terminal,device,item", "body"));
  const setting = insert("settings", "key,value", update("key", "value"));

  return {
    ...notificationWriters(db),
    ...onCallWriters(db),
    ...inspectionWriters(db),
    ...knowledgeWriters(db),
    ...historyWriters(db),
    ...customerWriters(db),
    ...assetWriters(db),
    ...attachmentWriters(db),
    ...settingsWriters(db),
    ...stockWriters(db),
    ...visitWriters(db),
    ...peopleWriters(db),
    ...ruleWriters(db),
    ...siteWriters(db),
    read,
    saveTerminal: (row) => void terminal.run(row.id, row.lastSeenAt, JSON.stringify(row)),
    saveCredential: (id, hash) => void credential.run(id, hash),
    saveHealth: (row) => projection.saveHealth(row),
    openStream(terminalId, stream) {
      const known = read.stream(terminalId, stream);
      if (known) return known;
      const id = Number(newStream.run(terminalId, stream, 0, "[]", 0, 0).lastInsertRowid);
      return { id, terminal: terminalId, stream, upTo: 0, also: [], records: 0, duplicates: 0 };
    },
    saveStream: (row) => projection.saveStream(row),
    addChunk(row) {
      const { lastInsertRowid } = chunk.run(
        row.streamId,
        row.from,
        row.to,
        row.receivedAt,
        row.history ? 1 : 0,
        row.body,
      );
      projection.addChunk(row.streamId, row.from, Number(lastInsertRowid));
    },
    addEvent: (row) =>
      void event.run(row.terminal, row.device ?? null, row.kind, row.at, row.receivedAt, JSON.stringify(row.body)),
    saveFault: (row) =>
      void fault.run(
        row.id,
        row.terminal,
        row.device,
        row.code,
        row.state === "closed" ? 0 : 1,
        row.openedAt === undefined ? 0 : 1,
        JSON.stringify(row),
      ),
    saveDiagnosis: (row) => void diagnosis.run(row.id, row.fault ?? null, row.terminal, row.state, JSON.stringify(row)),
    saveCommand: (row) => void command.run(row.id, row.terminal, row.state, JSON.stringify(row)),
    saveTicket(row) {
      const open = row.state === "closed" ? 0 : 1;
      const number = row.number > 0 ? row.number : Number(newTicket.run(row.terminal, open, "{}").lastInsertRowid);
      const saved = { ...row, number };
      ticket.run(row.terminal, open, JSON.stringify(saved), number);
      return saved;
    },
    addAudit(entry) {
      const last = lastAudit.get() as { n: number; hash: string } | undefined;
      const prevHash = last?.hash ?? auditGenesis;
      const n = (last?.n ?? 0) + 1;
      const { at, actor, action, target } = entry;
      const detail = JSON.stringify(entry.detail ?? null);
      audit.run(
        n,
        at,
        actor,
        action,
        target,
        detail,
        prevHash,
        auditHash(prevHash, { n, at, actor, action, target }, detail),
      );
    },
    saveToken: (row) => void token.run(row.id, JSON.stringify(row)),
    addQuarantine({ terminal, receivedAt, payload, ...said }) {
      const [topic, reason, zh] = [said.topic, said.text.en, said.text["zh-CN"]].map(blotCardData) as Triple;
      const kept = blotCardBytes(payload.subarray(0, quarantineBytes));
      const { lastInsertRowid } = quarantine.run(terminal, topic, receivedAt, reason, zh, payload.length, kept);
      const id = Number(lastInsertRowid);
      if (id % 100 === 0) trimQuarantine.run(id - retention.quarantineRows);
      return { id, terminal, topic, receivedAt, reason, text: { en: reason, "zh-CN": zh }, size: payload.length };
    },
    saveSetting: (key, value) => void setting.run(key, value),
    saveUsage: (row) => void usage.run(row.terminal, row.device, row.item, JSON.stringify(row)),
    endReplay: () => projection.endReplay(),
    touchTerminal: (id, at) => projection.touch(id, at),
    afterCommit: (fn) => void hooks.afterCommit.push(fn),
    afterRollback: (fn) => void hooks.afterRollback.push(fn),
  };
};
