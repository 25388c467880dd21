import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  type Channel,
  type CommandOutcome,
  channels,
  checker,
  EvidenceBundle,
  type EvidencePart,
  EvidenceReceipt,
  recordBodies,
  recordKinds,
  type UpBatch,
} from "../index.ts";

interface Golden {
  readonly channel: Channel;
  readonly since: string;
  readonly note: string;
  readonly payload: unknown;
}

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const read = (file: string): Golden => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Golden;
const batches = files.map(read).filter((golden) => golden.channel === "up");
const records = batches.flatMap((golden) => (golden.payload as UpBatch).records);

/** One file for each message ever shipped. A file here is never changed or removed: what it holds lies in outboxes in the field. */
describe("golden messages", () => {
  it.each(files)("%s decodes", (file) => {
    const { channel, payload } = read(file);
    expect(checker(channels[channel].payload).issues(payload)).toEqual([]);
  });

  it("bodies decode by their kind", () => {
    for (const { kind, body } of records) {
      const schema = (recordBodies as Record<string, Parameters<typeof checker>[0]>)[kind];
      if (schema) expect(checker(schema).issues(body), kind).toEqual([]);
    }
  });

  it("an evidence bundle is whole, and what its outcome says", () => {
    const parts = records.filter(({ kind }) => kind === "evidence").map(({ body }) => body as EvidencePart);
    const bytes = Buffer.concat(parts.map(({ data }) => Buffer.from(data, "base64")));
    expect(createHash("sha256").update(bytes).digest("base64")).toBe(parts[0]?.sha256);
    const bundle = JSON.parse(gunzipSync(bytes).toString()) as unknown;
    expect(checker(EvidenceBundle).issues(bundle)).toEqual([]);
    const id = parts[0]?.bundle;
    const outcome = records.find(({ body }) => (body as CommandOutcome).id === id)?.body as CommandOutcome;
    expect(checker(EvidenceReceipt).parse(outcome.result, "receipt")).toMatchObject({ parts: parts.length });
  });

  it("every channel has one", () => {
    expect([...new Set(files.map((file) => read(file).channel))].sort()).toEqual(Object.keys(channels).sort());
  });

  it("every record kind has one", () => {
    const kinds = new Set(records.map((record) => record.kind));
    expect(recordKinds.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it("a payload without its version does not decode (negative control)", () => {
    for (const file of files) {
      const { channel, payload } = read(file);
      const { v: _, ...rest } = payload as Record<string, unknown>;
      expect(checker(channels[channel].payload).is(rest), file).toBe(false);
    }
  });
});
