import { createServer } from "node:net";
import { join } from "node:path";
import { Aedes, type PublishPacket } from "aedes";
import Sqlite from "better-sqlite3";

/**
 * What the product is measured against: the least that stores durably. aedes, JSON.parse, one insert and one upsert a report, one transaction an
 * event-loop turn, then PUBACK. Nothing is checked, de-duplicated or judged, and nobody is authenticated.
 */
export const startBareLoop = async (
  folder: string,
  synchronous: "FULL" | "NORMAL" = "FULL",
): Promise<{ port: number; stop(): Promise<void> }> => {
  const db = new Sqlite(join(folder, "bare.db"));
  db.pragma("journal_mode = WAL");
  db.pragma(`synchronous = ${synchronous}`);
  db.exec(`CREATE TABLE report (id INTEGER PRIMARY KEY, terminal TEXT, stream TEXT, seq INTEGER, body TEXT);
    CREATE TABLE newest (terminal TEXT, device TEXT, body TEXT, PRIMARY KEY (terminal, device)) WITHOUT ROWID`);
  const insert = db.prepare<unknown[]>("INSERT INTO report (terminal, stream, seq, body) VALUES (?,?,?,?)");
  const upsert = db.prepare<unknown[]>(
    "INSERT INTO newest VALUES (?,?,?) ON CONFLICT DO UPDATE SET body=excluded.body",
  );
  let waiting: [PublishPacket, (error?: Error | null) => void][] = [];
  const commit = db.transaction((batch: typeof waiting) => {
    for (const [packet] of batch) {
      const terminal = packet.topic.split("/")[2];
      const { stream, records = [] } = JSON.parse(packet.payload.toString()) as {
        stream?: string;
        records?: { seq: number; device: string; body: unknown }[];
      };
      for (const record of records) {
        const body = JSON.stringify(record.body);
        insert.run(terminal, stream, record.seq, body);
        upsert.run(terminal, record.device, body);
      }
    }
  });
  const run = (): void => {
    const batch = waiting;
    waiting = [];
    commit.immediate(batch);
    for (const [, done] of batch) done(null);
  };
  const broker = await Aedes.createBroker({
    authorizePublish: (_client, packet, done) => {
      if (waiting.push([packet, done]) === 1) setImmediate(run);
    },
  });
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    stop: async () => {
      server.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      db.close();
    },
  };
};
