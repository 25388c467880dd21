import type { Socket } from "node:net";
import { DriverError } from "../../api.ts";

/** Reads exactly so many bytes at a time from a stream. One reader; rejects with `portLost` once the stream has ended. */
export interface ByteQueue {
  take(length: number): Promise<Buffer>;
}

export const byteQueue = (socket: Socket): ByteQueue => {
  let held: Buffer = Buffer.alloc(0);
  let waiting: { length: number; resolve: (bytes: Buffer) => void; reject: (error: Error) => void } | undefined;
  let ended: DriverError | undefined;
  const feed = () => {
    if (!waiting || held.length < waiting.length) return;
    const { length, resolve } = waiting;
    waiting = undefined;
    const bytes = held.subarray(0, length);
    held = held.subarray(length);
    resolve(bytes);
  };
  const end = (why: string) => {
    ended ??= new DriverError("portLost", why);
    waiting?.reject(ended);
    waiting = undefined;
  };
  socket.on("data", (bytes: Buffer) => {
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    feed();
  });
  socket.on("error", (error) => end(error.message));
  socket.on("close", () => end("the connection ended"));
  return {
    take: (length) =>
      new Promise((resolve, reject) => {
        if (held.length < length && ended) return reject(ended);
        waiting = { length, resolve, reject };
        feed();
      }),
  };
};
