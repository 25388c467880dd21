import type { Tx } from "../../broker/store/store.ts";
import type { DeviceHealth, UpBatch } from "../../contract/index.ts";

const epoch = "9f1c2ab47de05836";

/** One reading as it is stored: a batch of its own, sent when it was read. */
export const storeReading = (tx: Tx, terminal: string, device: string, at: number, health: DeviceHealth): void => {
  const stream = tx.openStream(terminal, `${epoch}.urgent`);
  const seq = stream.upTo + 1;
  const batch: UpBatch = {
    v: 1,
    stream: stream.stream,
    boot: "boot-1",
    sentAt: at,
    sentMono: at,
    records: [{ seq, order: seq, kind: "health", device, at, mono: at, body: health }],
  };
  tx.addChunk({ streamId: stream.id, from: seq, to: seq, receivedAt: at, history: false, body: JSON.stringify(batch) });
  tx.saveStream({ ...stream, upTo: seq, records: stream.records + 1 });
};

/** A note that went into a cash box. */
export const storeNote = (tx: Tx, terminal: string, device: string, at: number, value: number | undefined): void =>
  tx.addEvent({
    terminal,
    device,
    kind: "event",
    at,
    receivedAt: at,
    body: {
      code: "noteStacked",
      text: "a note was stacked",
      data: value === undefined ? {} : { type: 1, value, currency: "EUR" },
    },
  });
