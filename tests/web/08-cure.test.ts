import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type FaultView, systemClock, type TerminalDetail } from "../../contract/index.ts";
import { type Fleet, startFleet } from "../../simulators/fleet/fleet.ts";
import { hireStaff } from "../../simulators/fleet/staff.ts";
import { until } from "../support/processes.ts";
import { seeded } from "../support/seeded.ts";
import { launch } from "./browser.ts";
import { ensureBuilt, picture, visit } from "./rig.ts";
import { describeInBrowser, strange } from "./stage.ts";

/** A broker process, an agent process, simulated devices on virtual ports: nothing is diagnosed until a person asks. */
describeInBrowser("a stranger cures a jam", () => {
  let folder: string;
  let fleet: Fleet;
  let browser: Browser;
  let password: string;
  const device = (id: string) => {
    const found = fleet.terminals[0]?.devices.get(id);
    if (!found) throw new RangeError(`no ${id}`);
    return found;
  };
  const faults = () => fleet.ask<FaultView[]>("/api/faults");

  beforeAll(async () => {
    await ensureBuilt();
    folder = await mkdtemp(join(tmpdir(), "roundsman-cure-"));
    const options = { folder: join(folder, "fleet"), clock: systemClock, random: seeded(8), hurry: true };
    const devices = ["printer", "cash"];
    const { signal } = new AbortController();
    [browser, fleet] = await Promise.all([
      launch(),
      startFleet({ ...options, terminals: 1, holdFactor: 0.1, automatic: false, devices, signal }),
    ]);
    password = await hireStaff(fleet.url, fleet.token, systemClock.now());
    const ready = async () => {
      const { deviceList } = await fleet.ask<TerminalDetail>("/api/terminals/kiosk-1");
      return deviceList.filter((d) => d.health?.availability === "online").length === 2;
    };
    await until(ready, "both devices", 30_000);
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await fleet.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const chosen = (page: Page): Promise<string> => page.locator(".queue-list li.chosen").innerText();

  it("with the keyboard only: signs in, sees the jam come, finds it, runs the runbook, sees it cured", async () => {
    const { page, complaints } = await visit(browser, fleet.url);
    page.setDefaultTimeout(30_000);
    const { keyboard } = page;
    await page.locator("#login").waitFor();
    await keyboard.press("Tab");
    await page.locator("#login").focus();
    await keyboard.type("eva");
    await keyboard.press("Tab");
    await keyboard.type(password);
    await keyboard.press("Enter");
    await page.locator(".matrix-row").first().waitFor();
    await keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").waitFor();
    await keyboard.type("faults");
    await page.getByRole("option", { name: "Faults" }).waitFor();
    await keyboard.press("Enter");
    await page.getByText("No open fault").waitFor();
    await page.locator(".line-connected").waitFor();
    await picture(page, "cure-1-nothing");

    device("printer").inject("paperOut");
    await page.locator(".queue-list li", { hasText: "printer" }).waitFor();
    device("cash").inject("billJam");
    await page.locator(".queue-list li", { hasText: "cash" }).waitFor();
    await until(
      async () => (await faults()).filter((f) => f.state === "open" && f.ticket).length === 2,
      "both",
      30_000,
    );
    await picture(page, "cure-2-jam");

    if (!(await chosen(page)).includes("cash")) await keyboard.press("j");
    if (!(await chosen(page)).includes("cash")) {
      await keyboard.press("k");
      await keyboard.press("k");
    }
    expect(await chosen(page)).toContain("cash");
    await keyboard.press("Enter");
    await page.waitForURL("**/faults/*");
    await page.getByText("switched off here").first().waitFor();
    await picture(page, "cure-3-why");

    await keyboard.press("d");
    await page.getByRole("dialog").getByText("cash of kiosk-1 is interrupted meanwhile").waitFor();
    await picture(page, "cure-3-confirm");
    await keyboard.press("Enter");
    await page
      .getByText(/^Reset and self-test( →|$)/)
      .first()
      .waitFor();
    await picture(page, "cure-4-progress");
    await page.locator(".verdict-cured").waitFor({ timeout: 60_000 });
    await page.locator(".frames").first().waitFor();
    await picture(page, "cure-5-cured");
    const gone = async () => (await faults()).every((f) => f.device !== "cash");
    await until(gone, "the fault to close", 60_000);
    await keyboard.press("Escape");
    await page.locator(".queue-list li", { hasText: "cash" }).waitFor({ state: "detached" });
    await picture(page, "cure-6-queue");
    expect(strange(complaints)).toEqual([]);
    await page.context().close();
  }, 180_000);

  it("on the diagnose page: a jam that only a hand frees is confirmed, with the frames and what to do", async () => {
    const { page } = await visit(browser, fleet.url);
    page.setDefaultTimeout(30_000);
    await page.locator("#login").fill("eva");
    await page.locator("#password").fill(password);
    await page.keyboard.press("Enter");
    await page.locator(".matrix-row").first().waitFor();
    device("cash").inject("billJamHard");
    await until(async () => (await faults()).some((f) => f.device === "cash" && f.state === "open"), "the jam", 30_000);
    await page.goto(`${fleet.url}/diagnose/kiosk-1/cash`);
    await page.locator('[data-sight="money"]').waitFor();
    await picture(page, "cure-7-page");
    const run = page.getByRole("button", { name: /^Run/ });
    await run.press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Run it" }).press("Enter");
    await page.locator('[data-sight="busy"][data-barrier="stops"]').waitFor();
    await picture(page, "cure-8-running");
    await page.locator(".told-confirmed").first().waitFor({ timeout: 90_000 });
    await picture(page, "cure-9-confirmed");
    device("cash").clear();
    await page.context().close();
  }, 180_000);
});
