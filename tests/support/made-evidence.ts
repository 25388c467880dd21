import { setImmediate } from "node:timers/promises";
import { collectEvidence as offered } from "../../agent/evidence/command.ts";
import { pack, partsOf } from "../../agent/evidence/pack.ts";
import type { Tx } from "../../broker/store/store.ts";
import {
  type CommandEnvelope,
  collectEvidence,
  type EvidenceBundle,
  type EvidenceExchange,
} from "../../contract/index.ts";
import { randomBytes, seeded } from "./seeded.ts";
import type { ServiceDesk } from "./service-desk.ts";

/** A terminal's devices offer evidence. */
export const offerEvidence = (tx: Tx, terminal: string): void => {
  const row = tx.read.terminal(terminal);
  if (!row?.inventory) return;
  const devices = row.inventory.devices.map((device) => ({ ...device, commands: [...device.commands, offered] }));
  tx.saveTerminal({ ...row, inventory: { ...row.inventory, devices } });
};

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString("hex")
    .replaceAll(/(..)(?=.)/g, "$1 ");

const polls = 1000;
const pollMs = 1000;
/** Random bytes behind each answer, so that the whole needs two parts; with a letter in each, as digits alone look like cards. */
const tail = 40;

/** A bill validator that is polled every second, and jams twelve seconds before `now`. */
const exchangesUntil = (now: number): EvidenceExchange[] => {
  const random = seeded(46);
  return Array.from({ length: polls }, (_, n): EvidenceExchange => {
    const at = now - (polls - n) * pollMs + 7;
    const jammed = n >= polls - 12;
    const answer = `< 02 03 06 ${jammed ? "43" : "14"} ${hex(randomBytes(random, tail).map((byte) => byte | 0xa0))}`;
    if (n === polls - 20) return { at, frames: ["> 02 03 06 33 da 81", "‹hidden: looks like card data›"] };
    const notes = ["> Poll", jammed ? "< Bill jammed in the transport (43)" : "< Idling (14)"];
    const often = n % 5 === 0 ? { times: 4, until: at + 800 } : {};
    return { at, ...often, frames: ["> 02 03 06 33 da 81", answer], notes };
  });
};

/** What a terminal with a jammed bill validator knows at `now`: of every kind something, and more on the line than one part holds. */
export const jamBundle = (terminal: string, now: number): EvidenceBundle => ({
  v: 1,
  terminal,
  collectedAt: now,
  minutes: 30,
  agent: {
    version: "0.1.0",
    node: "v20.11.0",
    startedAt: now - 86_400_000,
    outbox: { records: 3, dropped: 0, state: "ok" },
  },
  devices: [
    {
      device: "cash-1",
      deviceClass: "cashAcceptor",
      driver: "ccnet",
      port: "/dev/pts/8",
      identity: { manufacturer: "CashCode", model: "SM", serial: "21KC27050731" },
      heard: "kept",
      exchanges: exchangesUntil(now),
    },
    {
      device: "printer",
      deviceClass: "printer",
      driver: "escpos-printer",
      identity: { manufacturer: "EPSON", model: "TM-T88V" },
      heard: "kept",
      exchanges: [],
    },
    { device: "reader", deviceClass: "cardReader", driver: "crt571", identity: {}, heard: "never", exchanges: [] },
  ],
  changes: [
    { at: now - 11_800, device: "cash-1", components: { transport: "jammed (CCNET 43)" } },
    { at: now - 8_400, device: "printer", availability: "faulty", because: "noAnswer: no answer within 500 ms" },
  ],
  events: [{ at: now - 11_700, device: "cash-1", code: "noteRejected", text: "note rejected" }],
  log: [
    { at: now - 1_700_000, level: "info", text: "cash-1: started" },
    { at: now - 8_300, level: "warn", text: "printer: noAnswer, trying again in 2 s" },
    { at: now - 900, level: "error", text: "printer: the port was lost" },
  ],
  leftOut: { exchanges: 0, log: 412, changes: 0, events: 0 },
});

/** Answers as an agent does: a receipt, then the parts; the last one waits for `whole`. */
export const sendEvidence = async (
  desk: ServiceDesk,
  { id, terminal }: CommandEnvelope,
  whole: Promise<void>,
): Promise<void> => {
  const { bundle, bytes } = await pack(jamBundle(terminal, desk.store.read.command(id)?.createdAt ?? 0));
  const parts = partsOf(id, bytes);
  const { leftOut } = bundle;
  const result = { parts: parts.length, bytes: bytes.length, complete: false, leftOut };
  await desk.outcome(terminal, { id, command: collectEvidence, status: "accepted" });
  await desk.outcome(terminal, { id, command: collectEvidence, status: "succeeded", result });
  for (const part of parts) {
    if (part.part === part.of) await whole;
    await desk.store.write((tx) => desk.live.inform(tx, "evidencePart", { terminal, part }));
    await setImmediate();
  }
};
