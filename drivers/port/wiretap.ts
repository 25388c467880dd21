import type { BytePort, SharedLine, UsbPort, UsbSetup } from "../api.ts";

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

const typeBits = { standard: 0x00, class: 0x20, vendor: 0x40 } as const;
const recipientBits = { device: 0, interface: 1, endpoint: 2 } as const;

/** The eight bytes of a setup packet (USB 2.0 §9.3). */
export const setupBytes = (setup: UsbSetup, direction: "in" | "out", length: number): Uint8Array => {
  const { type, recipient, request, value, index } = setup;
  const first = typeBits[type] | recipientBits[recipient] | (direction === "in" ? 0x80 : 0);
  return Uint8Array.from([first, request, ...[value, index, length].flatMap((n) => [n & 0xff, (n >> 8) & 0xff])]);
};

/** The same for a USB port: what is sent and received on any endpoint; of a control transfer the setup packet, too. */
export const tapUsb = (port: UsbPort, listener: (direction: Direction, bytes: Uint8Array) => void): UsbPort => {
  const received = async (transfer: Promise<Uint8Array>) => {
    const bytes = await transfer;
    if (bytes.length > 0) listener("received", bytes);
    return bytes;
  };
  return {
    path: port.path,
    device: port.device,
    controlIn: (setup, length, timeoutMs) => {
      listener("sent", setupBytes(setup, "in", length));
      return received(port.controlIn(setup, length, timeoutMs));
    },
    controlOut: (setup, bytes, timeoutMs) => {
      listener("sent", Uint8Array.from([...setupBytes(setup, "out", bytes.length), ...bytes]));
      return port.controlOut(setup, bytes, timeoutMs);
    },
    transferIn: (endpoint, length, timeoutMs) => received(port.transferIn(endpoint, length, timeoutMs)),
    transferOut: (endpoint, bytes, timeoutMs) => {
      listener("sent", bytes);
      return port.transferOut(endpoint, bytes, timeoutMs);
    },
    clearHalt: (endpoint) => port.clearHalt(endpoint),
    onClose: (l) => port.onClose(l),
    close: () => port.close(),
  };
};

/** The same for a line that the sales application drives: what it says is sent, what the device says is received; with the time it passed (monotonic). */
export const tapShared = (
  line: SharedLine,
  listener: (direction: Direction, bytes: Uint8Array, at: number) => void,
): SharedLine => ({
  path: line.path,
  relay: line.relay,
  listen: (after, heard, signal) =>
    line.listen(
      after,
      {
        heard: (chunk) => {
          listener(chunk.toDevice ? "sent" : "received", chunk.bytes, chunk.at);
          heard.heard(chunk);
        },
        missed: (chunks) => heard.missed(chunks),
        port: (up, why) => heard.port(up, why),
      },
      signal,
    ),
  ask: (query) => line.ask(query),
  onClose: (l) => line.onClose(l),
  close: () => line.close(),
});
