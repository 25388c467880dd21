import type { RunningBroker } from "../../../broker/main.ts";
import { contractVersion, systemClock, type UpBatch } from "../../../contract/index.ts";

/** The broken broker of R1 and R24: what comes is acknowledged at once, by PUBACK and `ack`, and handed to ingest `lateMs` later. */
export const acknowledgeFirst = ({ ingest, gateway }: RunningBroker, lateMs: number): void => {
  const accept = ingest.accept.bind(ingest);
  ingest.accept = (arrival) => {
    const batch = JSON.parse(arrival.payload.toString()) as Partial<UpBatch>;
    const last = batch.records?.at(-1)?.seq;
    if (batch.stream && last) {
      const ack = { v: contractVersion, stream: batch.stream, upTo: last, also: [], at: systemClock.now() };
      gateway.send(arrival.terminal, "ack", ack);
    }
    arrival.done();
    systemClock.after(lateMs, () => accept({ ...arrival, done: () => undefined, fail: () => undefined }));
  };
};
