import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import type { SettingsReport } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const file = { refreshMinutes: 15, logLevel: "info", historyPerSecond: 100, customerLeaseMinutes: 5 };
const report: SettingsReport = {
  inForce: file,
  file,
  fileMark: "0b7f1c2d9e8a4533",
  devices: [
    { device: "printer", everyMs: 2000, ownership: "own", baudRate: 38_400 },
    { device: "cash-1", everyMs: 500, ownership: "tap" },
  ],
  outbox: { maxRecords: 100_000, maxBytes: 64 * 1024 ** 2, ballastBytes: 8 * 1024 ** 2 },
  link: { secure: true, keepaliveSeconds: 20, windowBatches: 20, resendSeconds: 15, backoffMaxSeconds: 60 },
  kiosk: "socket",
};

/** Agents that report their settings; a printer with a serial number, whose cutter is nearly worn. */
const fill = (tx: Tx, now: number): void => {
  for (const id of ["kiosk-001", "kiosk-002"]) {
    const row = tx.read.terminal(id);
    if (!row?.inventory) continue;
    const devices = row.inventory.devices.map((one) =>
      one.device === "printer" ? { ...one, identity: { ...one.identity, serial: `TM88-${id}` } } : one,
    );
    tx.saveTerminal({ ...row, inventory: { ...row.inventory, devices, settings: report } });
  }
  const worn = { terminal: "kiosk-001", device: "printer", at: now, base: 0 } as const;
  for (const [item, value] of [
    ["printer.cutter", 1_480_000],
    ["printer.head", 2_000_000],
  ] as const)
    tx.saveUsage({ ...worn, item, value, used: value, days: [[now, value]] });
};

const people = [{ id: "vera", name: "Vera Lang", role: "viewer" }] as const;

describeWeb("settings of a terminal, and its customer", { fill, people }, (stage) => {
  const status = (state: string): string => `[data-settings="${state}"]`;

  it("wants others, sees them pending, in force, refused: each told by word, live", async () => {
    const { page, complaints } = await stage.open("/terminals/kiosk-001");
    const section = page.getByRole("region", { name: "Settings", exact: true }).first();
    await section.locator(status("none")).waitFor();
    await section.getByRole("row", { name: /Full report every.*15 min/ }).waitFor();
    await section.getByRole("button", { name: "Change for this terminal" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("From 1 to 1,440 min;").waitFor();
    expect(await dialog.locator(".field", { hasText: "Catching up" }).locator(".ant-input-suffix").innerText()).toBe(
      "records/s",
    );
    await dialog.getByLabel("Full report every").fill("0");
    expect(await dialog.getByRole("button", { name: "Send it" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Full report every").fill("5");
    await dialog.getByLabel("Log of the agent").selectOption("debug");
    await picture(page, "settings-form");
    expect(await audit(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Send it" }).press("Enter");
    await section.locator(status("inForce")).waitFor();
    await section.getByRole("row", { name: /5 min of this terminal.*5 min in force.*15 min from its file/ }).waitFor();
    expect(stage.desk.fleet.store.read.audit({ what: "settings.set", newest: true })[0]).toMatchObject({
      actor: "user:eva",
      target: "kiosk-001",
      detail: { after: { refreshMinutes: 5, logLevel: "debug" } },
    });
    await section.getByRole("button", { name: "Change for this terminal" }).click();
    await dialog.getByLabel("Log of the agent").selectOption("silent");
    await dialog.getByRole("button", { name: "Send it" }).click();
    await section.locator(status("refused")).waitFor();
    await section.getByText("The terminal says: not here").waitFor();
    await section.getByText("Everything else").click();
    await section.getByText("listened to through a relay").waitFor();
    await section.scrollIntoViewIfNeeded();
    await picture(page, "settings-refused");
    expect(strange(complaints)).toEqual([]);
  });

  it("the fleet's default reaches who is away once they are back", async () => {
    const { page, complaints } = await stage.open("/terminals/kiosk-002");
    const section = page.getByRole("region", { name: "Settings", exact: true }).first();
    await section.getByRole("button", { name: "Change the fleet's default" }).click();
    await page.getByRole("dialog").getByLabel("Catching up after an outage").fill("20");
    await page.getByRole("dialog").getByRole("button", { name: "Send it" }).click();
    await section.locator(status("pending")).waitFor();
    await section.getByRole("row", { name: /20 records\/s of the fleet.*100 records\/s not yet/ }).waitFor();
    expect(strange(complaints)).toEqual([]);
  });

  it("a customer is shown before the button, and on the terminal's page, as they come and go", async () => {
    const { page, complaints } = await stage.open("/diagnose/kiosk-001/printer");
    const sight = page.locator('[data-sight="customer"]');
    await page.getByRole("radio", { name: "Print a test ticket" }).check();
    await sight.getByText("only the terminal knows").waitFor();
    await stage.desk.fleet.hear("kiosk-001", { customer: { present: true, forMs: 125_000 } });
    await sight.getByText("A customer is being served: the terminal puts off").waitFor();
    await sight.getByText("2 min ago").waitFor();
    expect(await sight.getAttribute("data-barrier")).toBe("waits");
    await page.getByRole("button", { name: "Run as soon as it can" }).click();
    await page.getByRole("dialog").getByText("A customer is being served").waitFor();
    await picture(page, "settings-customer");
    expect(await audit(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await stage.desk.fleet.hear("kiosk-001", { customer: { present: false, forMs: 0 } });
    await sight.getByText("No customer is being served").waitFor();
    await page.goto(`${stage.desk.fleet.url}/terminals/kiosk-001`);
    await page.locator('[data-customer="none"]').waitFor();
    expect(strange(complaints)).toEqual([]);
  });

  it("a new part was put in: its use begins anew; a warranty is set, refused at its field, and seen at once", async () => {
    const { page, complaints } = await stage.open("/terminals/kiosk-001", { height: 1000 });
    const card = page.getByRole("region", { name: "printer", exact: true });
    const dialog = page.getByRole("dialog");
    await card.getByText("20,000 left").waitFor();
    await card.getByRole("button", { name: "New part: kiosk-001 printer" }).click();
    expect(await dialog.getByRole("button", { name: "Count anew" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Part", { exact: true }).selectOption("Autocutter");
    await dialog.getByText("The old one: 20,000 left").waitFor();
    await dialog.getByLabel(/^Serial number of the new part/).fill("C-2207, blade chipped");
    await picture(page, "new-part");
    expect(await audit(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Count anew" }).click();
    await dialog.waitFor({ state: "detached" });
    await card.getByText(/1,500,000 left.*new just now/).waitFor();
    expect(stage.desk.fleet.store.read.audit({ what: "part.renew", newest: true })[0]).toMatchObject({
      actor: "user:eva",
      detail: { part: "printer.cutter", note: "C-2207, blade chipped" },
    });

    await card.getByRole("button", { name: "Warranty: kiosk-001 printer" }).click();
    await dialog.getByText("the unit of serial number TM88-kiosk-001").waitFor();
    await dialog.getByLabel("Last day").fill("2020-12-31");
    await dialog.getByLabel(/^First day/).fill("2021-01-01");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByRole("alert").getByText("cannot begin on 2021-01-01").waitFor();
    await picture(page, "warranty");
    expect(await audit(page)).toEqual([]);
    await dialog.getByLabel(/^First day/).fill("2018-01-01");
    await dialog.getByRole("button", { name: "Save" }).click();
    await card.getByText("warranty ended 2020-12-31").waitFor();
    await page.getByRole("button", { name: "Warranty: the whole terminal kiosk-001" }).click();
    await dialog.getByLabel("Last day").fill("2099-12-31");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("whole terminal: warranty until 2099-12-31").waitFor();
    await picture(page, "terminal-warranty");

    await page.goto(`${stage.desk.fleet.url}/modules?q=TM88`);
    const row = page.getByRole("row", { name: /kiosk-001/ });
    await row.getByText("ended 2020-12-31").waitFor();
    await row.getByRole("button", { name: "Warranty: kiosk-001 printer" }).click();
    await dialog.getByText("set by Eva Lindqvist").waitFor();
    await dialog.getByLabel("Last day").fill("");
    await dialog.getByRole("button", { name: "Take the warranty away" }).click();
    await row.getByText("ended 2020-12-31").waitFor({ state: "detached" });
    await picture(page, "modules-warranty");
    // The one complaint is the browser's, of the refused day.
    expect(strange(complaints).filter((text) => !text.includes("400"))).toEqual([]);
  });

  it("a viewer reads, and changes nothing", async () => {
    const { page } = await stage.open("/terminals/kiosk-001", {}, "vera");
    await page.locator("[data-settings]").waitFor();
    await page.getByText("1,500,000 left").waitFor();
    expect(await page.getByRole("button", { name: /^(New part|Warranty)/ }).count()).toBe(0);
    expect(await page.locator(".settings button").count()).toBe(0);
    for (const path of ["/api/terminals/kiosk-001/settings", "/api/terminal-settings"]) {
      const answer = await fetch(stage.desk.fleet.url + path, {
        method: "PUT",
        headers: { authorization: `Bearer ${stage.desk.fleet.tokens.viewer}`, "content-type": "application/json" },
        body: JSON.stringify({ settings: {} }),
      });
      expect(answer.status).toBe(403);
    }
  });

  it.each(
    shown([
      ["settings-dark", { theme: "dark", width: 1440, height: 900 }],
      ["settings-phone", { width: 360, height: 740 }],
      ["settings-zh", { language: "zh-CN" }],
      ["settings-phone-zh", { width: 360, height: 740, language: "zh-CN" }],
    ] as const),
  )("picture %s: accessible, no wider than the window", async (name, looks) => {
    const { page } = await stage.open("/terminals/kiosk-001", looks);
    await page.locator(".module-ways button").first().click();
    await page.getByRole("dialog").waitFor();
    await picture(page, `${name}-part`);
    expect(await widerThanWindow(page)).toBe(false);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const section = page.locator(".settings");
    await section.locator("summary").click();
    await section.scrollIntoViewIfNeeded();
    await section.locator("summary").scrollIntoViewIfNeeded();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
    expect(await page.locator("body").innerText()).not.toMatch(/\{\{|\bundefined\b|terminalSettings\./);
  });
});
