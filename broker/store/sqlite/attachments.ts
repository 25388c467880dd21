import type { Database, Statement } from "better-sqlite3";
import type { AttachmentView, EvidencePart, EvidenceView } from "../../../contract/index.ts";
import type { AttachmentReaders, AttachmentWriters, EvidenceFilter } from "../attachment-rows.ts";

const standardLimit = 200;
const bodies = <T>(rows: unknown[]): T[] => rows.map((row) => JSON.parse((row as { body: string }).body) as T);

const conditionsOf = ({ ticket, terminal, since, open }: EvidenceFilter): [where: string, values: unknown[]] => {
  const given = [
    ["ticket=?", ticket],
    ["terminal=?", terminal],
    ["asked_at>=?", since],
    [open === undefined || open ? "open=1" : "open=0", open === undefined ? undefined : []],
  ].filter(([, value]) => value !== undefined);
  const where = given.length > 0 ? ` WHERE ${given.map(([text]) => text as string).join(" AND ")}` : "";
  return [where, given.flatMap(([, value]) => value as never)];
};

/** Reads of files kept with tickets and of evidence; statements are prepared once per text. */
export const attachmentReaders = (sql: (text: string) => Statement<unknown[]>): AttachmentReaders => ({
  attachments: ({ kind, number }) =>
    bodies<AttachmentView>(
      sql("SELECT body FROM attachments WHERE kind=? AND number=? ORDER BY at, id").all(kind, number),
    ),
  attachment: (id) => bodies<AttachmentView>(sql("SELECT body FROM attachments WHERE id=?").all(id))[0],
  keptContents: () => {
    const rows = sql("SELECT DISTINCT sha256 FROM attachments WHERE kept=1").all();
    return new Set((rows as { sha256: string }[]).map(({ sha256 }) => sha256));
  },
  isContentKept: (sha256) =>
    sql("SELECT 1 FROM attachments WHERE sha256=? AND kept=1 LIMIT 1").get(sha256) !== undefined,
  attachmentsBefore: (at, limit) =>
    bodies<AttachmentView>(
      sql("SELECT body FROM attachments WHERE kept=1 AND at<? ORDER BY at LIMIT ?").all(at, limit),
    ),
  evidence: (filter) => {
    const [where, values] = conditionsOf(filter);
    const text = `SELECT body FROM evidence${where} ORDER BY asked_at DESC, id DESC LIMIT ?`;
    return bodies<EvidenceView>(sql(text).all(...values, filter.limit ?? standardLimit));
  },
  evidenceNamed: (id) => bodies<EvidenceView>(sql("SELECT body FROM evidence WHERE id=?").all(id))[0],
  evidenceParts: (id) =>
    bodies<EvidencePart>(sql("SELECT body FROM evidence_parts WHERE evidence=? ORDER BY part").all(id)),
});

export const attachmentWriters = (db: Database): AttachmentWriters => {
  const save = db.prepare<unknown[]>(
    `INSERT INTO attachments (id, kind, number, at, sha256, size, kept, body) VALUES (?,?,?,?,?,?,?,?)
     ON CONFLICT (id) DO UPDATE SET kept=excluded.kept, body=excluded.body`,
  );
  const ask = db.prepare<unknown[]>(
    `INSERT INTO evidence (id, ticket, terminal, asked_at, open, body) VALUES (?,?,?,?,?,?)
     ON CONFLICT (id) DO UPDATE SET open=excluded.open, body=excluded.body`,
  );
  const addPart = db.prepare<unknown[]>("INSERT OR IGNORE INTO evidence_parts (evidence, part, body) VALUES (?,?,?)");
  const moveFiles = db.prepare<unknown[]>(
    "UPDATE attachments SET number=?, body=json_set(body, '$.owner.number', ?) WHERE kind='ticket' AND number=?",
  );
  const moveEvidence = db.prepare<unknown[]>(
    "UPDATE evidence SET ticket=?, body=json_set(body, '$.ticket', ?) WHERE ticket=?",
  );
  const dropParts = db.prepare<unknown[]>("DELETE FROM evidence_parts WHERE evidence=?");
  return {
    saveAttachment: (view) => {
      const { id, owner, at, sha256, size, gone } = view;
      save.run(id, owner.kind, owner.number, at, sha256, size, gone ? 0 : 1, JSON.stringify(view));
    },
    saveEvidence: (view) => {
      const open = view.state === "asked" || view.state === "arriving" ? 1 : 0;
      ask.run(view.id, view.ticket, view.terminal, view.askedAt, open, JSON.stringify(view));
    },
    moveAttachments: (from, to) => {
      for (const move of [moveFiles, moveEvidence]) move.run(to, to, from);
    },
    addEvidencePart: (part) => addPart.run(part.bundle, part.part, JSON.stringify(part)).changes > 0,
    dropEvidenceParts: (id) => void dropParts.run(id),
  };
};
