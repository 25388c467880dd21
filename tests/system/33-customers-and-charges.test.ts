import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultBrokerConfig } from "../../broker/config.ts";
import { enrolTerminal } from "../../broker/fleet/enrol.ts";
import { type RunningBroker, startBroker } from "../../broker/main.ts";
import { systemRandom } from "../../broker/random.ts";
import { runCli } from "../../console/cli/run.ts";
import { createClient } from "../../console/client/client.ts";
import { type ChargesView, systemClock } from "../../contract/index.ts";

const folder = mkdtempSync(join(tmpdir(), "customers-"));
const today = new Date(systemClock.now()).toISOString().slice(0, 10);
const month = today.slice(0, 7);
const basis = { policy: "self-service-terminal", terminals: [], zone: "UTC" };
const contracts = [
  {
    ...basis,
    id: "by-visit",
    customer: "Metro",
    sites: ["hall"],
    from: "2026-01-01",
    fees: "cny-visit-or-year",
    billing: "visit" as const,
    siteZones: { hall: "city" },
  },
  {
    ...basis,
    id: "by-year",
    customer: "Harbour",
    sites: ["quay"],
    from: today,
    fees: "cny-visit-or-year",
    billing: "year" as const,
    equipment: { networkSwitch: 7 },
  },
  {
    ...basis,
    id: "ahead",
    customer: "Harbour",
    sites: ["pier"],
    zone: "Asia/Shanghai",
    from: "2026-01-01",
    fees: "cny-visit-or-year",
    billing: "year" as const,
    equipment: { networkSwitch: 7 },
  },
  { ...basis, id: "none", customer: "Friends", sites: ["club"], from: "2026-01-01" },
];

let broker: RunningBroker;
let token: string;
const start = async (): Promise<void> => {
  const config = defaultBrokerConfig();
  broker = await startBroker(
    {
      ...config,
      dataFolder: folder,
      contracts,
      reports: { zone: "UTC" },
      mqtt: { ...config.mqtt, port: 0 },
      http: { ...config.http, port: 0 },
    },
    { log: { info: () => undefined, warn: () => undefined, error: () => undefined } },
  );
};
beforeAll(async () => {
  await start();
  token = broker.adminToken as string;
  await broker.store.write((tx) => {
    for (const [id, site] of [
      ["k1", "hall"],
      ["k2", "quay"],
    ] as const)
      enrolTerminal(tx, { id, site }, { clock: systemClock, random: systemRandom });
  });
});
afterAll(async () => {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
});

const desk = () => createClient({ url: broker.httpUrl, token, signal: AbortSignal.timeout(15_000) });
const roundsman = async (line: readonly string[]): Promise<{ code: number; out: string; err: string }> => {
  let [out, err] = ["", ""];
  const code = await runCli(line, {
    stdout: { write: (text) => (out += text), columns: 200 },
    stderr: { write: (text) => (err += text) },
    env: { ROUNDSMAN_BROKER: broker.httpUrl, ROUNDSMAN_TOKEN: token },
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { code, out, err };
};

const openTicket = (terminal: string) => desk().openTicket({ terminal, title: "no receipts", severity: "major" });
const visit = async (number: number): Promise<void> => {
  await desk().ticketAction({ number }, { action: "arrive" });
  await desk().ticketAction({ number }, { action: "resolve" });
};
const lines = (view: ChargesView, contract: string) =>
  view.statements.find((one) => one.contract === contract)?.lines ?? [];

describe("what customers owe, from tickets, stock moves and the register", () => {
  test("two visits for one ticket, a part without a price, a yearly fee by bands; the same after a restart", async () => {
    const { number } = await openTicket("k1");
    await visit(number);
    await desk().ticketAction({ number }, { action: "reopen", text: "again" });
    await visit(number);
    await desk().setStockPlace({ id: "van", kind: "van" });
    await desk().moveStock({ kind: "receive", item: "UPS battery", to: "van", quantity: 2 });
    const { n } = await desk().moveStock({
      kind: "use",
      item: "UPS battery",
      from: "van",
      ticket: number,
      quantity: 2,
    });
    await desk().moveStock({ kind: "return", item: "UPS battery", to: "van", ticket: number });

    const view = await desk().charges({ from: month });
    expect(view.without).toEqual(["none"]);
    expect(lines(view, "by-visit")).toMatchObject([
      {
        kind: "visit",
        amount: 40_000,
        ticket: number,
        text: { en: `visit ${today}, first visit for ticket ${number}, in the city districts: 400.00 CNY` },
      },
      { kind: "visit", amount: 32_000, ticket: number },
      { kind: "part", quantity: 1, move: n, free: false },
    ]);
    expect(view.statements.find(({ contract }) => contract === "by-visit")).toMatchObject({ net: 72_000, open: 1 });
    expect(lines(view, "by-year")).toMatchObject([
      { kind: "year", item: "networkSwitch", amount: 272_000, quantity: 7 },
    ]);

    await broker.stop();
    await start();
    expect({ ...(await desk().charges({ from: month })), to: 0 }).toMatchObject({
      statements: view.statements.map(({ to: _to, ...one }) => one),
    });
  });

  test("a month is that of the contract's own zone, whatever the broker's is", async () => {
    const owed = async (month: string) => lines(await desk().charges({ from: month, contract: "ahead" }), "ahead");
    // There the year began while it was still December by the broker's clock.
    expect(await owed("2025-12")).toEqual([]);
    expect(await owed("2026-01")).toMatchObject([{ kind: "year", amount: 272_000 }]);
  });

  test("in the terminal's warranty the visits are free, and say until when", async () => {
    await desk().setWarranty({ terminal: "k1", device: "terminal" }, { until: "2099-12-31" });
    const visits = lines(await desk().charges({ from: month, customer: "Metro" }), "by-visit").filter(
      ({ kind }) => kind === "visit",
    );
    expect(visits.map(({ amount, free }) => [amount, free])).toEqual([
      [0, true],
      [0, true],
    ]);
    expect(visits[0]?.text.en).toContain("in warranty until 2099-12-31 (of the terminal)");
    await desk().setWarranty({ terminal: "k1", device: "terminal" }, {});
  });

  test("a yearly customer's open ticket says when a loan unit is due", async () => {
    const ticket = await openTicket("k2");
    const { loan } = await desk().ticket({ number: ticket.number });
    expect(loan).toMatchObject({ entitled: false, from: ticket.openedAt + 48 * 3_600_000 });
  });

  test("on the command line, as a report, and a file checked", async () => {
    const charges = await roundsman(["charges", "--customer", "Metro", "--from", month]);
    expect(charges.err).toBe("");
    expect(charges.out).toMatch(
      /Metro, contract by-visit[\s\S]*second visit[\s\S]*320\.00[\s\S]*Total: 720\.00 CNY[\s\S]*1 without a price/,
    );
    expect((await roundsman(["charges", "--from", month, "--lang", "zh-CN"])).out).toMatch(
      /第 2 次上门[\s\S]*合计：720\.00 CNY/,
    );
    expect(await roundsman(["charges", "--customer", "Nobody"])).toMatchObject({ code: 64 });

    const csv = await roundsman(["report", "charges", "--from", month, "--format", "csv", "--out", "-"]);
    expect(csv.out).toMatch(/# charges-lines-1[\s\S]*,400\.00\r?\n/);

    const file = join(folder, "fees.yaml");
    const text = (price: string) =>
      `id: mine\ntitle: { en: a, zh-CN: b }\ncurrency: EUR\nvisits:\n  upToHours: 8\n  beyond: again\n  zones: { all: { title: { en: a, zh-CN: b }, visit: ${price} } }\n`;
    writeFileSync(file, text("99.50"));
    expect(await roundsman(["charges", "--check", file])).toMatchObject({
      code: 0,
      out: expect.stringContaining("mine, in EUR") as string,
    });
    writeFileSync(file, text("99.505"));
    const wrong = await roundsman(["charges", "--check", file]);
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("line 7 visits.zones.all.visit 99.505 is no amount of EUR");
  });
});

describe("what customers say", () => {
  test("an opinion is written down, corrected, ranked; a complaint goes its way", async () => {
    const said = await roundsman(["satisfaction", "1", "--score", "dissatisfied", "--from", "signature"]);
    expect(said.out).toMatch(/dissatisfied, -5 points for admin/);
    expect((await roundsman(["satisfaction", "1", "--score", "satisfied", "--note", "a slip"])).out).toMatch(
      /corrects/,
    );
    expect((await roundsman(["satisfaction", "1"])).out).toMatch(/dissatisfied[\s\S]*satisfied +3[\s\S]*a slip/);
    expect((await roundsman(["satisfaction", "--from", month])).out).toMatch(
      /Engineers[\s\S]*1 +admin +3 +1 +3\.00[\s\S]*Metro/,
    );
    expect((await roundsman(["satisfaction", "--from", month, "--lang", "zh-CN"])).out).toMatch(/工程师[\s\S]*站点/);
    expect(await roundsman(["satisfaction", "1", "--score", "satisfied", "--from", "hearsay"])).toMatchObject({
      code: 64,
    });

    const made = await roundsman([
      "complaint",
      "new",
      "--ticket",
      "1",
      "--from",
      "Station hall",
      "--text",
      "came late",
    ]);
    expect(made.out).toMatch(/Complaint 1 of Metro[\s\S]*acknowledged within 2 d/);
    expect((await roundsman(["complaints", "--lang", "zh-CN"])).out).toMatch(/Metro +.*已收到 +受理时限 2 天/);
    expect(await roundsman(["complaint", "1", "--close", "valid"])).toMatchObject({ code: 77 });
    await roundsman(["complaint", "1", "--acknowledge"]);
    await roundsman(["complaint", "1", "--answer", "we are sorry"]);
    const closed = await roundsman(["complaint", "1", "--close", "valid", "--about", "eva"]);
    expect(closed.out).toMatch(/closed \(valid\) · about eva/);
    expect((await roundsman(["complaints"])).out).toMatch(/No complaints are open/);
    expect((await roundsman(["complaints", "--all"])).out).toMatch(/closed \(valid\)[\s\S]*1\/3/);

    for (const report of ["satisfaction", "complaints"]) {
      const { code, out } = await roundsman(["report", report, "--from", month, "--format", "json", "--out", "-"]);
      expect(code, out).toBe(0);
      expect(out).toMatch(report === "complaints" ? /came late/ : /satisfaction-by-engineer/);
    }
  });

  test("every word of it is in the audit log", async () => {
    const actions = (await desk().audit({ limit: 1000 })).map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        "satisfaction.score",
        "ticket.scored",
        "complaint.new",
        "complaint.acknowledge",
        "complaint.answer",
        "complaint.close",
      ]),
    );
  });
});
