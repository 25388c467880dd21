import type { BytePort } from "../api.ts";

export type Direction = "sent" | "received";

/** The same port, with a listener that sees every byte in both directions, as they were handed over. */
export const tap = (port: BytePort, listener: (direction: Direction, bytes: Uint8Array) => void): BytePort => {
  port.onData((bytes) => listener("received", bytes));
  return {
    path: port.path,
    write: (bytes) => {
      listener("sent", bytes);
      return port.write(bytes);
    },
    onData: (l) => port.onData(l),
    onClose: (l) => port.onClose(l),
    close: () => port.close(),
  };
};
