import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import type { DeviceHealth } from "../../contract/index.ts";
import { storeNote, storeReading } from "../support/past-rows.ts";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange } from "./stage.ts";

const minute = 60_000;
const hour = 60 * minute;

const printer = (at: number, paper: string, temperature: number): DeviceHealth => ({
  deviceClass: "printer",
  availability: "online",
  components: { paper: { state: paper, since: at, vendorCode: "DLE EOT 4 = 7E", frame: "7e" } },
  measures: { temperature, cuts: 1800 + Math.round(temperature) },
  observedAt: at,
  freshForMs: 20 * minute,
});

/** A week with an outage, half a day of readings with a hole, notes of a cash box that was emptied, and sales. */
const fillPast = (tx: Tx, now: number): void => {
  const terminal = tx.read.terminal("kiosk-001");
  if (terminal) tx.saveTerminal({ ...terminal, createdAt: now - 30 * 24 * hour });
  const of = { terminal: "kiosk-001", device: "", kind: "presence" } as const;
  tx.saveSpan({ ...of, code: "online", from: now - 160 * hour, to: now - 90 * hour });
  tx.saveSpan({ ...of, code: "lost", from: now - 90 * hour, to: now - 80 * hour });
  tx.saveSpan({ ...of, code: "online", from: now - 80 * hour });
  const broken = { kind: "fault", terminal: "kiosk-001", code: "cashAcceptor.transport.jammed" } as const;
  const fault = tx.read.fault("4f2ab9c0-11aa-4c1e-9b7d-0a1b2c3d4e5f");
  if (fault) {
    const { ticket: _, ...rest } = fault;
    const title = { en: "Bill jammed", "zh-CN": "卡钞" };
    const closed = { state: "closed", openedAt: now - 40 * hour, closedAt: now - 30 * hour } as const;
    tx.saveFault({
      ...rest,
      ...closed,
      id: "jam-0001",
      device: "cash-1",
      code: broken.code,
      title,
      severity: "critical",
    });
    tx.saveSpan({ ...broken, device: "cash-1", from: now - 40 * hour, to: now - 30 * hour, ref: "jam-0001" });
    tx.saveSpan({ ...broken, device: "printer", code: fault.code, from: now - 200_000, ref: fault.id });
  }
  for (let n = 72; n > 0; n--) {
    const at = now - n * 10 * minute;
    if (n < 40 && n > 30) continue;
    storeReading(tx, "kiosk-001", "printer", at, printer(at, n > 2 ? "ok" : "out", 34 + 8 * Math.sin(n / 6)));
  }
  const emptied = { terminal: "kiosk-001", device: "cash-1", kind: "event", at: now - 20 * hour, receivedAt: now };
  tx.addEvent({
    ...emptied,
    body: { code: "cashBoxRemoved", text: "the cash box was taken out with 412 counted notes" },
  });
  for (const [n, value] of [500, 1000, 1000, 2000, 500, 500, 5000].entries())
    storeNote(tx, "kiosk-001", "cash-1", now - (15 - n) * hour, value);
  for (let n = 0; n < 40; n++) {
    const body = {
      transaction: `s-${n}`,
      kind: "cash",
      result: n % 9 === 0 ? "failed" : "success",
      amount: 250,
      currency: "EUR",
    };
    tx.addEvent({
      terminal: "kiosk-001",
      device: undefined,
      kind: "sale",
      at: now - n * 25 * minute,
      receivedAt: now,
      body,
    });
  }
};

describeWeb("past", { fill: fillPast }, (stage) => {
  const open = async (looks = {}) => {
    const seen = await stage.open("/terminals/kiosk-001", looks);
    await seen.page.locator(".past-axis .past-mark").first().waitFor();
    return seen;
  };

  it("one axis: a change of health opens with the frame that said so, a command with its exchange", async () => {
    const { page, complaints } = await open({ height: 1800 });
    const list = page.locator(".past .happenings");
    await list.getByText("ok → out").first().click();
    await list.getByText("< 7e").waitFor();
    await page.getByRole("button", { name: /^Commands/ }).click();
    const command = list.getByRole("button", { name: /testPrint/ });
    expect(await list.getByRole("listitem").count()).toBe(1);
    await command.press("Enter");
    await list.getByText("took 812 ms").waitFor();
    await page.getByRole("button", { name: /^Commands/ }).click();
    await page.getByRole("button", { name: "Week", exact: true }).click();
    await list.getByText("Bill jammed").waitFor();
    await page.locator(".past-mark-fault").first().click();
    await list.getByText("Bill jammed").waitFor();
    await picture(page, "past-week");
    await page.getByRole("button", { name: "Hour", exact: true }).click();
    await list.getByText("Bill jammed").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Earlier" }).click();
    expect(await page.getByRole("button", { name: "Now", exact: true }).isEnabled()).toBe(true);
    expect(await audit(page)).toEqual([]);
    expect(strange(complaints)).toEqual([]);
  });

  it("seven days: up, down and unobserved are told apart by pattern, and in words", async () => {
    const { page } = await open();
    const strip = page.locator(".past-week svg[role=img]");
    expect(await strip.getAttribute("aria-label")).toMatch(/Up \d+.*%, down [1-9].*unobserved [1-9]/);
    for (const state of ["up", "down", "unobserved"])
      expect(await strip.locator(`.past-${state}`).count()).toBeGreaterThan(0);
  });

  it("any measure has a chart, loaded when it is opened, with its holes", async () => {
    const { page, complaints } = await open({ height: 1400 });
    const loaded = () =>
      page.evaluate<number>(
        `performance.getEntriesByType("resource").filter(({ name }) => /\\/chart-.*js/.test(name)).length`,
      );
    const card = page.locator(".module-card", { hasText: "printer" });
    await card.locator("summary").click();
    expect(await loaded()).toBe(0);
    await card.getByRole("button", { name: "cuts" }).click();
    await card.locator(".measure canvas").waitFor();
    expect(await loaded()).toBe(1);
    await card.getByText(/Least 1,8\d\d, most 1,8\d\d/).waitFor();
    await picture(page, "past-chart");
    await card.getByRole("button", { name: "Week", exact: true }).click();
    await card.locator(".measure canvas").waitFor();
    expect(await audit(page)).toEqual([]);
    expect(strange(complaints)).toEqual([]);
  });

  it("a cash box by denomination, and whether the machine says the same; what is not known is said", async () => {
    const { page } = await open({ height: 1400 });
    const box = page.locator(".cash-box");
    await box.getByRole("row", { name: /€10\.00 2 €20\.00/ }).waitFor();
    await box.getByText("Whether they agree is not known.").waitFor();
    const row = stage.desk.fleet.store.read.health("kiosk-001").find(({ device }) => device === "cash-1");
    await stage.desk.fleet.store.write((tx) => {
      const measures = { cashBoxNotes: 8, cashBoxValue: 10_500, notesStacked: 320 };
      if (row) tx.saveHealth({ ...row, order: row.order + 1, at: Date.now(), health: { ...row.health, measures } });
    });
    await page.reload();
    await box.getByText("agree.").waitFor();
    await page.locator(".module-card", { hasText: "cash-1" }).getByText("notes stacked 320").waitFor();
    await picture(page, "past-cash");
  });

  it.each(
    shown([
      ["zh-CN", "light", 1280],
      ["en", "dark", 360],
      ["zh-CN", "light", 360],
    ] as const),
  )("fits: %s %s %i", async (language, theme, width) => {
    const { page } = await open({ language, theme, width, height: 2600 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    await picture(page, `past-${language}-${width}`);
    expect(await audit(page)).toEqual([]);
  });
});
