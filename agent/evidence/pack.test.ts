import { createHash, randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  checker,
  EvidenceBundle,
  EvidencePart,
  maxEvidenceBytes,
  removedCardData,
  UpBatch,
} from "../../contract/index.ts";
import { hex } from "../../drivers/wire/fields.ts";
import { leaksIn, testPans, tracksOf } from "../../tests/support/card-numbers.ts";
import { prepare } from "../outbox/record.ts";
import { encodeBatch, runOf } from "../uplink/batch.ts";
import { pack, partsOf } from "./pack.ts";

const at = 1_795_212_000_000;
const bundleOf = (more: Partial<EvidenceBundle> = {}): EvidenceBundle => ({
  v: 1,
  terminal: "T1",
  collectedAt: at,
  minutes: 15,
  agent: { version: "1.2.3", node: "v20", startedAt: at, outbox: { records: 0, dropped: 0, state: "ok" } },
  devices: [],
  changes: [],
  events: [],
  log: [],
  leftOut: { exchanges: 0, log: 0, changes: 0, events: 0 },
  ...more,
});
const printer = { device: "printer", deviceClass: "printer", driver: "escpos", identity: {}, heard: "kept" } as const;
/** Bytes that do not compress and are no digits in hex. */
const noise = () => hex(randomBytes(180).map((byte) => byte | 0xa0));
const exchanges = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ at: at + i, frames: [`> ${i}`, `< ${noise()}`] }));
const unpack = (bytes: Uint8Array) =>
  checker(EvidenceBundle).parse(JSON.parse(gunzipSync(bytes).toString()) as unknown, "bundle");

describe("a bundle on its way", () => {
  it("what fits is whole", async () => {
    const { bytes, bundle } = await pack(bundleOf({ devices: [{ ...printer, exchanges: exchanges(100) }] }));
    expect(unpack(bytes)).toEqual(bundle);
    expect(bundle.leftOut.exchanges).toBe(0);
  });

  it("what does not fit gives up its oldest half, again and again, and says how much", async () => {
    const devices = Array.from({ length: 4 }, (_, n) => ({
      ...printer,
      device: `printer-${n}`,
      exchanges: exchanges(900),
    }));
    const { bytes, bundle } = await pack(bundleOf({ devices }));
    expect(bytes.length).toBeLessThanOrEqual(maxEvidenceBytes);
    const left = bundle.devices.reduce((n, d) => n + d.exchanges.length, 0);
    expect(bundle.leftOut.exchanges).toBe(4 * 900 - left);
    expect(bundle.devices[0]?.exchanges.at(-1)?.at).toBe(at + 899);
    expect(left).toBeGreaterThan(500);
  });

  it("each part is one record of one batch, and together they are the bundle", async () => {
    const { bytes } = await pack(bundleOf({ devices: [{ ...printer, exchanges: exchanges(900) }] }));
    const parts = partsOf("command-1", bytes);
    expect(parts.length).toBeGreaterThan(2);
    parts.forEach((body, i) => {
      const { kind, body: text, lane, worth } = prepare({ kind: "evidence", device: "printer", body }, at, 5);
      expect([kind, lane, worth]).toEqual(["evidence", "routine", 0]);
      const row = { ord: i + 1, lane, seq: i + 1, kind, device: "printer", at, mono: 5, boot: "b", crc: 0, body: text };
      const envelope = { stream: `${"0".repeat(16)}.routine`, boot: "b", sentAt: at, sentMono: 5, history: false };
      const batch = checker(UpBatch).parse(JSON.parse(encodeBatch(envelope, runOf([row], "b").texts)), "batch");
      expect(checker(EvidencePart).parse(batch.records[0]?.body, "part")).toEqual(body);
    });
    const whole = Buffer.concat(parts.map(({ data }) => Buffer.from(data, "base64")));
    expect(whole.equals(bytes)).toBe(true);
    expect(createHash("sha256").update(whole).digest("base64")).toBe(parts[0]?.sha256);
  });

  it("S7: card data in whatever a driver or the log said is blotted out before it is packed", async () => {
    const tracks = testPans.flatMap(tracksOf);
    const texts = [
      ...tracks,
      ...tracks.map((t) => `read ${Buffer.from(t).toString("hex")}`),
      ...tracks.map((t) => `b64 ${btoa(`n=${t}`)}`),
    ];
    const log = texts.map((text) => ({ at, level: "warn" as const, text }));
    const events = texts.map((text) => ({ at, code: "e", text }));
    const changes = texts.map((because) => ({ at, device: "reader", because, components: { entry: because } }));
    const { bytes } = await pack(bundleOf({ log, events, changes }));
    const said = gunzipSync(bytes).toString();
    expect(leaksIn(said)).toEqual([]);
    expect(said).toContain(removedCardData);
    expect(leaksIn(texts.join(" ")), "control: they were in it").toEqual([...testPans]);
  });
});
