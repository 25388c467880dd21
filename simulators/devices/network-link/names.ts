import { createSocket, type RemoteInfo } from "node:dgram";
import type { Clock } from "../../../contract/index.ts";

/** How the name server behaves: RCODEs of RFC 1035, or worse. */
export type Mood = "well" | "silent" | "servfail" | "refused" | "noSuchName" | "rubbish" | "slow";

export interface NameResponder {
  /** Undefined until it listens. */
  port(): number | undefined;
  set(mood: Mood): void;
  queries(): number;
  close(): void;
}

const rcodes: Readonly<Partial<Record<Mood, number>>> = { servfail: 2, noSuchName: 3, refused: 5 };
const typeA = 1;
const typeNs = 2;
const slowMs = 300;

/** Where the question ends: labels, a zero, type and class (RFC 1035 §4.1.2). Undefined: no question. */
const questionEnd = (query: Uint8Array): number | undefined => {
  let at = 12;
  while (at < query.length && query[at] !== 0) at += (query[at] ?? 0) + 1;
  return at + 5 <= query.length ? at + 5 : undefined;
};

/** `example` as the data of an NS record; an A record holds the four bytes of an address. */
const dataOf = (type: number, address: string): number[] | undefined => {
  if (type === typeA) return address.split(".").map(Number);
  return type === typeNs ? [2, 0x6e, 0x73, 0] : undefined;
};

/** An answer to a query: the question repeated, and one record of 60 s if the type is one we hold. */
const answerTo = (query: Uint8Array, rcode: number, address: string): Uint8Array | undefined => {
  const end = questionEnd(query);
  if (end === undefined) return undefined;
  const question = query.subarray(12, end);
  const type = (query[end - 4] ?? 0) * 256 + (query[end - 3] ?? 0);
  const data = rcode === 0 ? dataOf(type, address) : undefined;
  const record = data ? [0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length, ...data] : [];
  const header = [query[0] ?? 0, query[1] ?? 0, 0x81, 0x80 | rcode, 0, 1, 0, data ? 1 : 0, 0, 0, 0, 0];
  return Uint8Array.from([...header, ...question, ...record]);
};

/** A name server on the loopback, over UDP: every name has the same address, and the root of all names a server. */
export const openNames = (options: {
  readonly clock: Clock;
  readonly random: () => number;
  readonly address: string;
  readonly onPort: () => void;
}): NameResponder => {
  const { clock, random, address, onPort } = options;
  const socket = createSocket("udp4");
  let mood: Mood = "well";
  let queries = 0;
  let isOpen = true;
  let port: number | undefined;
  const send = (bytes: Uint8Array, { port: to, address: at }: RemoteInfo) => {
    // The asker may have gone: then nobody wants it.
    if (isOpen) socket.send(bytes, to, at, () => undefined);
  };
  socket.on("error", () => undefined); // seen by whoever asks: there is no answer
  socket.on("message", (query, from) => {
    queries += 1;
    if (mood === "silent") return;
    const said =
      mood === "rubbish"
        ? Uint8Array.from({ length: 40 }, () => Math.floor(random() * 256))
        : answerTo(query, rcodes[mood] ?? 0, address);
    if (!said) return;
    if (mood === "slow") clock.after(slowMs, () => send(said, from));
    else send(said, from);
  });
  socket.bind(0, "127.0.0.1", () => {
    if (!isOpen) return;
    port = socket.address().port;
    onPort();
  });
  return {
    port: () => port,
    set: (next) => {
      mood = next;
    },
    queries: () => queries,
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      socket.close();
    },
  };
};
