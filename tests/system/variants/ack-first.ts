import { readBrokerConfig } from "../../../broker/config.ts";
import { stderrLog } from "../../../broker/log.ts";
import { startBroker } from "../../../broker/main.ts";
import { contractVersion, systemClock, type UpBatch } from "../../../contract/index.ts";

/** How long after the acknowledgement this broken broker commits, ms. */
const lateMs = 250;

/** The negative control of R1: a broker that acknowledges first and commits later. Its losses are what the test must find. */
const broker = await startBroker(readBrokerConfig(process.argv[2] ?? ""), { log: stderrLog("error") });
const ingest = broker.ingest;
const accept = ingest.accept.bind(ingest);
ingest.accept = (arrival) => {
  const batch = JSON.parse(arrival.payload.toString()) as Partial<UpBatch>;
  const last = batch.records?.at(-1)?.seq;
  if (batch.stream && last) {
    const ack = { v: contractVersion, stream: batch.stream, upTo: last, also: [], at: systemClock.now() };
    broker.gateway.send(arrival.terminal, "ack", ack);
  }
  arrival.done();
  systemClock.after(lateMs, () => accept({ ...arrival, done: () => undefined, fail: () => undefined }));
};
process.once("SIGTERM", () => void broker.stop().then(() => process.exit(0)));
