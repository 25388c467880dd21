import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import { createClient } from "../../console/client/client.ts";
import { type Opinion, systemClock } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { type Desk, picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const folder = mkdtempSync(join(tmpdir(), "charges-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whole yen, with a tax. */
const yen = join(folder, "yen.yaml");
const feeFile = (price: string): string =>
  `id: yen-visits
title: { en: Visits in yen, zh-CN: 日元按次 }
currency: JPY
tax: { percent: 10, of: total, halves: up }
visits:
  upToHours: 8
  beyond: again
  zones:
    all: { title: { en: everywhere, zh-CN: 各地 }, visit: ${price} }
`;
writeFileSync(yen, feeFile("12500"));

const today = new Date(systemClock.now()).toISOString().slice(0, 10);
const month = today.slice(0, 7);
const station = "中央车站 Central station";
const basis = { policy: "self-service-terminal", terminals: [], zone: "UTC", from: "2026-01-01" };
const fees = "cny-visit-or-year";
const contracts = [
  {
    ...basis,
    id: "metro-2026",
    customer: "Metro line 4",
    sites: [],
    terminals: ["kiosk-001"],
    fees,
    billing: "visit" as const,
    siteZones: { "*": "city" },
  },
  {
    ...basis,
    id: "tokyo",
    customer: "東京 Kiosk",
    sites: [],
    terminals: ["kiosk-002"],
    fees: yen,
    siteZones: { "*": "all" },
  },
  {
    ...basis,
    id: "harbour",
    customer: "Harbour",
    sites: ["quay"],
    from: today,
    fees,
    billing: "year" as const,
    equipment: { networkSwitch: 7 },
  },
  { ...basis, id: "friends", customer: "Friends", sites: ["club"], from: "2025-01-01" },
];

/** A ticket that was worked on site, and what the customer said of it. */
const worked = async ({ fleet }: Desk, terminal: string, engineer: string, score?: Opinion): Promise<number> => {
  const desk = createClient({ url: fleet.url, token: fleet.tokens.admin });
  const { number } = await desk.openTicket({ terminal, title: "no receipts", severity: "major" });
  await desk.ticketAction({ number }, { action: "arrive" });
  await desk.ticketAction({ number }, { action: "resolve" });
  if (score) await desk.scoreTicket({ number }, { score, engineer, note: `ticket ${number}: ${score}` });
  return number;
};
const prepare = async (desk: Desk): Promise<void> => {
  for (const score of ["verySatisfied", "satisfied", "satisfied", "average", "verySatisfied", "noAnswer"] as const)
    await worked(desk, "kiosk-001", "eva", score);
  await worked(desk, "kiosk-001", "li", "satisfied");
  const number = await worked(desk, "kiosk-002", "wei", "dissatisfied");
  const admin = createClient({ url: desk.fleet.url, token: desk.fleet.tokens.admin });
  await admin.setStockPlace({ id: "van", kind: "van" });
  await admin.moveStock({ kind: "receive", item: "UPS battery", to: "van", quantity: 2 });
  await admin.moveStock({ kind: "use", item: "UPS battery", from: "van", ticket: number - 1, quantity: 1 });
};

const people = [
  { id: "vera", name: "Vera Lind", role: "viewer" as const },
  { id: "li", name: "Li Lei 李雷", role: "technician" as const },
  { id: "wei", name: "Wei Han", role: "technician" as const },
  { id: "sven", name: "Sven Hall", role: "dispatcher" as const, scope: { sites: [station] } },
];

describeWeb("charges and satisfaction", { people, contracts, prepare }, (stage) => {
  const inTerminal = async (...line: string[]): Promise<string> => {
    let out = "";
    const { url, tokens } = stage.desk.fleet;
    await runCli(line, {
      stdout: { write: (text) => (out += text), columns: 250 },
      stderr: { write: (text) => (out += text) },
      env: { ROUNDSMAN_BROKER: url, ROUNDSMAN_TOKEN: tokens.admin },
      cwd: folder,
      signal: new AbortController().signal,
    });
    return out;
  };

  it("what contracts owe, by currency and line by line, is what the command line says", async () => {
    const { page, complaints } = await stage.open("/", { height: 1300 });
    await page.getByText("More", { exact: true }).click();
    await page.getByRole("link", { name: "Charges" }).click();
    await page.getByText("Nothing to charge: metro-2026, tokyo.").first().waitFor();
    await page.getByLabel("Month").selectOption(month);
    await page.getByRole("heading", { name: "Harbour, contract harbour" }).waitFor();
    const said = await inTerminal("charges", "--from", month);
    const totals = [...said.matchAll(/Total: (.+)/g)].map(([, total]) => total ?? "");
    expect(totals).toHaveLength(3);
    for (const total of totals)
      expect(await page.locator(".charge-sums strong", { hasText: total }).count(), total).toBeGreaterThan(0);
    expect(await page.locator(".charge-totals strong").allInnerTexts()).toEqual(
      [/^[\d,]+\.00 CNY$/, /^[\d,]+ JPY$/].map((text) => expect.stringMatching(text) as string),
    );
    await page.getByText("1 without a price: not in the total.").first().waitFor();
    await page.getByText("Without a fee schedule: friends.").waitFor();
    await picture(page, "charges");
    expect(await audit(page)).toEqual([]);

    await page.getByLabel("Lines", { exact: true }).selectOption("tokyo");
    await expect.poll(() => page.locator(".charge-statement").count()).toBe(1);
    const row = page.locator(".charge-statement tbody tr").first();
    expect(await row.innerText()).toMatch(/first visit for ticket \d+, everywhere: 12,500 JPY[\s\S]*\t12,500$/);
    expect(await page.locator(".charge-statement .charge-sums").innerText()).toMatch(
      /12,500 JPY[\s\S]*10 %[\s\S]*1,250 JPY[\s\S]*13,750 JPY/,
    );
    const report = await page.getByRole("link", { name: "Charges: CSV" }).getAttribute("href");
    const csv = await page.request.get(`${stage.desk.fleet.url}${report}`);
    expect([csv.status(), await csv.text()]).toEqual([200, expect.stringContaining("13,750 JPY") as string]);
    await page.getByLabel("Month").selectOption("");
    await page.getByText("Nothing to charge.").waitFor();
    await page.goto(`${stage.desk.fleet.url}/charges?month=2025-12`);
    await page.getByRole("heading", { name: "No contract goes by a fee schedule" }).waitFor();
    await page.goBack();
    await page.getByLabel("Month").selectOption(month);
    await row.getByRole("link", { name: /ticket/ }).click();
    await page.getByRole("heading", { name: /no receipts/ }).waitFor();
    expect(strange(complaints)).toEqual([]);
  });

  it("who was liked, by how many opinions, with the tickets behind them", async () => {
    const { page, complaints } = await stage.open(`/satisfaction?month=${month}`, { height: 1300 });
    const rows = page.locator("tbody").first().locator("tr");
    await rows.first().getByText("Eva Lindqvist").waitFor();
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/^1\.\s+Eva Lindqvist[\s\S]*opinions: 6\s[\s\S]*\t19\t3\.17\t–\t80%$/),
      expect.stringMatching(/^2\.\s+Li Lei[\s\S]*opinions: 1 · few[\s\S]*\t3\t3\.00\t–\t100%$/),
      expect.stringMatching(/^3\.\s+Wei Han[\s\S]*1 dissatisfied\s*\t-5\t-5\.00\t–\t0%$/),
    ]);
    await picture(page, "satisfaction");
    expect(await audit(page)).toEqual([]);
    await page.getByRole("link", { name: "Wei Han" }).click();
    await page.getByRole("heading", { name: "Opinions: Wei Han" }).waitFor();
    await page.getByRole("link", { name: "Sites", exact: true }).click();
    await page.getByRole("link", { name: station }).click();
    await page.getByRole("heading", { name: `Opinions: ${station}` }).waitFor();
    expect(await page.locator(".satisfaction-part tbody tr").count()).toBe(8);
    await page
      .getByRole("link", { name: /^#\d+$/ })
      .first()
      .click();
    await page.getByRole("heading", { name: /no receipts/ }).waitFor();
    expect(strange(complaints)).toEqual([]);
  });

  it("a fee schedule is told by line what is wrong with it, and what it charges by", async () => {
    const { page, complaints } = await stage.open("/policies", { height: 1300 });
    const check = page.getByRole("region", { name: "Check a changed fee schedule" });
    await check.getByLabel("Fee schedule (YAML)").fill(feeFile("99.50"));
    await check.getByRole("button", { name: "Check", exact: true }).click();
    await check.getByText("line 9").waitFor();
    await check.getByText("99.5 is no amount of JPY").waitFor();
    await check.scrollIntoViewIfNeeded();
    await picture(page, "fees-check");
    await check.getByLabel("Fee schedule (YAML)").fill(feeFile("9900"));
    await check.getByRole("button", { name: "Check", exact: true }).click();
    await check.getByText("yen-visits, in JPY").waitFor();
    expect(strange(complaints)).toEqual([]);
  });

  it.each(
    shown([
      ["charges-none", "/charges?month=2025-12", { height: 700 }],
      ["charges-zh", `/charges?month=${month}`, { language: "zh-CN", theme: "dark", width: 1440, height: 1300 }],
      ["charges-narrow", `/charges?month=${month}`, { width: 360, height: 1600 }],
      ["satisfaction-zh", `/satisfaction?month=${month}`, { language: "zh-CN", width: 360, height: 1600 }],
      ["charges-phone", `/charges?month=${month}`, { language: "zh-CN", theme: "dark", width: 360, height: 1600 }],
    ] as const),
  )("picture %s", async (name, path, looks) => {
    const { page, complaints } = await stage.open(path, looks);
    await page.locator(".charge-totals, .ranked, .panel").first().waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
    expect(strange(complaints)).toEqual([]);
  });

  it("whoever may read the report of the charges may read their page; who sees a part of the fleet sees neither", async () => {
    const vera = await stage.open(`/charges?month=${month}`, {}, "vera");
    await vera.page.getByRole("heading", { name: "Harbour, contract harbour" }).waitFor();
    await vera.page.locator("nav summary").click();
    await vera.page.getByRole("link", { name: "Satisfaction" }).click();
    await vera.page.getByText("Nobody has said anything in this time.").waitFor();
    const sven = await stage.open("/satisfaction", {}, "sven");
    await sven.page.getByText("you may see only a part of it").waitFor();
    await sven.page.getByText("More", { exact: true }).click();
    expect(await sven.page.getByRole("link", { name: /Charges|Satisfaction/ }).count()).toBe(0);
  });
});
