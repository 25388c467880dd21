import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ComplaintSettings } from "../../broker/customers/settings.ts";
import { inProcess } from "../../broker/reports/process/run.ts";
import { loadPresets } from "../../broker/service-levels/load-policies.ts";
import { runCli } from "../../console/cli/run.ts";
import { AppError, exitCodes, topicOf, withDefaults } from "../../contract/index.ts";
import { batchOf, paperRecord, publishUp, startTestBroker, type TestBroker, until } from "../support/broker.ts";

const epoch = "0123456789abcdef";
let broker: TestBroker;
let folder: string;

const sale = (seq: number, result: string, cause?: string) => ({
  seq,
  order: seq,
  kind: "sale",
  at: Date.now(),
  mono: 1000,
  body: { transaction: `x${seq}`, kind: "card", result, amount: 350, currency: "EUR", ...(cause ? { cause } : {}) },
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reports-"));
  broker = await startTestBroker();
  const client = await broker.client("kiosk-1", await broker.enrol("kiosk-1", "Hall"));
  const birth = { v: 1, session: { epoch, n: 1 }, status: "online", since: Date.now() };
  await client.publishAsync(topicOf("kiosk-1", "state"), JSON.stringify(birth), { qos: 1, retain: true });
  const records = [paperRecord(1, "out"), sale(2, "success"), sale(3, "success"), sale(4, "failed", "host timeout")];
  await publishUp(client, "kiosk-1", batchOf(records));
  // Offered again, as after a lost acknowledgement: nothing may be counted twice.
  await publishUp(client, "kiosk-1", batchOf(records));
  await until(() => broker.store.read.spans({ from: 0, to: Date.now() + 1 }, "fault").length === 1, 10_000);
});
afterAll(async () => {
  await broker.end();
  rmSync(folder, { recursive: true, force: true });
});

const roundsman = async (...line: string[]): Promise<{ code: number; out: string; err: string }> => {
  let [out, err] = ["", ""];
  const code = await runCli(["report", ...line], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: { ROUNDSMAN_BROKER: broker.httpUrl, ROUNDSMAN_TOKEN: broker.adminToken ?? "" },
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, out, err };
};
const today = (): string => new Date(Date.now() - 3_600_000).toISOString().slice(0, 16);

interface Block {
  readonly id?: string;
  readonly figures?: readonly { readonly key: string; readonly value: number }[];
  readonly rows?: readonly (readonly unknown[])[];
}
const blocksOf = async (id: string): Promise<readonly Block[]> => {
  const { out, code } = await roundsman(id, "--from", today(), "--zone", "UTC", "--json");
  expect(code).toBe(0);
  return (JSON.parse(out) as { sections: { blocks: Block[] }[] }).sections.flatMap(({ blocks }) => blocks);
};
const figure = (blocks: readonly Block[], key: string): number | undefined =>
  blocks.flatMap(({ figures = [] }) => figures).find((one) => one.key === key)?.value;

describe("the process that makes a report", { timeout: 60_000 }, () => {
  const presets = loadPresets();
  const runOf = async (file: string) => {
    const standard = (await presets).get("self-service-terminal");
    if (!standard) throw new Error("no preset");
    const complaints = withDefaults(ComplaintSettings, {});
    const basis = {
      levels: { standard },
      wear: { life: {} },
      parts: new Map(),
      poolPercent: 5,
      terms: new Map(),
      complaints,
    };
    return inProcess({ file, basis, settle: () => broker.store.settle() });
  };
  const now = Date.now();
  const range = { from: now - 3_600_000, to: now, zone: "UTC" };
  const job = { id: "availability", wish: { format: "json" }, range, now, settings: {} } as const;

  it("answers with the file, refuses in words, and is ended when it is no longer wanted", async () => {
    const run = await runOf(join(broker.folder, "broker.db"));
    const { content, contentType } = await run(job, new AbortController().signal);
    expect([contentType, JSON.parse(content.toString()).id]).toEqual([
      "application/json; charset=utf-8",
      "availability",
    ]);
    const nowhere = await runOf(join(broker.folder, "none.db"));
    await expect(nowhere(job, new AbortController().signal)).rejects.toThrow(/cannot read .*none\.db/);
    const wish = { ...job.wish, terminal: "kiosk-11" };
    await expect(run({ ...job, wish }, new AbortController().signal)).rejects.toMatchObject({ code: "notFound" });
    const gone = new AbortController();
    const asked = run(job, gone.signal);
    gone.abort(new AppError("cancelled", "nobody waits"));
    await expect(asked).rejects.toThrow("nobody waits");
  });
});

describe("reports of a broker with a terminal on the wire", { timeout: 60_000 }, () => {
  it("count each sale once, with its cause, though the records came twice", async () => {
    const blocks = await blocksOf("transactions");
    expect([figure(blocks, "all"), figure(blocks, "failed")]).toEqual([3, 1]);
    expect(figure(blocks, "rate")).toBeCloseTo(2 / 3, 10);
    expect(blocks.find(({ id }) => id === "transactions-causes")?.rows).toEqual([
      ["host timeout", "card", "failed", 1, 1, 1],
    ]);
  });

  it("the terminal is up since its birth, restricted without paper, and the fault is told", async () => {
    const blocks = await blocksOf("availability");
    expect(figure(blocks, "availability")).toBe(1);
    const faults = await blocksOf("faults");
    const row = faults.find(({ id }) => id === "faults")?.rows?.[0];
    expect(row?.slice(1, 5)).toEqual(["kiosk-1", "printer", "Receipt paper is out", "major"]);
  });

  it("a page, tables in a folder and a document are written where they are to go", async () => {
    const page = await roundsman("availability", "--from", today(), "--zone", "UTC", "--out", join(folder, "a.html"));
    expect([page.code, page.out.trim()]).toEqual([0, join(folder, "a.html")]);
    expect(readFileSync(join(folder, "a.html"), "utf8")).toContain("<h1>Availability</h1>");
    const tables = await roundsman("transactions", "--from", today(), "--format", "csv", "--out", `${folder}/tables/`);
    expect(tables.code).toBe(0);
    const files = readdirSync(join(folder, "tables"));
    expect(files).toHaveLength(4);
    const causes = files.find((name) => name.endsWith("_transactions-causes.csv")) ?? "";
    expect(readFileSync(join(folder, "tables", causes), "utf8").split("\r\n")[1]).toBe(
      "host timeout,card,failed,1,100,1",
    );
    const document = join(folder, "q.pdf");
    const args = ["--from", today(), "--format", "pdf", "--lang", "zh-CN", "--site", "Hall"];
    expect((await roundsman("quarterly", ...args, "--out", document)).code).toBe(0);
    expect(readFileSync(document).subarray(0, 5).toString()).toBe("%PDF-");
  });

  it.each([
    [["nothing"], exitCodes.usage, /no report nothing; there are availability/],
    [["wear", "--from", "2026-02-31"], exitCodes.usage, /query\.from 2026-02-31 is no date/],
    [["wear", "--from", "soon"], exitCodes.usage, /query\.from/],
    [["wear", "--terminal", "kiosk-9"], exitCodes.usage, /terminal kiosk-9 is not known; did you mean kiosk-1\?/],
    [["wear", "--customer", "Bahn"], exitCodes.usage, /customer Bahn is not known; there is none/],
    [["wear", "--format", "csv", "--table", "x"], exitCodes.usage, /no table x; there are wear-soon/],
    [["wear", "--format", "pdf", "--from", "2026"], exitCodes.usage, /name a file with --out/],
    [["wear", "--from", "2026", "--out", "/proc/none/x.html"], exitCodes.usage, /cannot write \/proc\/none\/x\.html/],
  ])("%s is refused in a clear sentence", async (line, code, message) => {
    const ran = await roundsman(...line);
    expect(ran.err).toMatch(message);
    expect(ran.code).toBe(code);
  });

  it("over HTTP it is a file with its type and name that nobody may keep, frame or run", async () => {
    const answer = await fetch(`${broker.httpUrl}/api/reports/wear?from=2026&format=pdf`, {
      headers: { authorization: `Bearer ${broker.adminToken}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/pdf");
    expect(answer.headers.get("content-disposition")).toMatch(/^inline; filename="wear_2026-01-01_.*\.pdf"$/);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
  });
});
