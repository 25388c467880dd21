import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { audit } from "./accessible.ts";
import { chromiumPath, launch, noBrowser } from "./browser.ts";
import { type Desk, type Looks, openDesk, picture, shown, signIn, visit } from "./rig.ts";

/** A browser takes its time on a small machine. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(chromiumPath === undefined)(
  `web: inspections${chromiumPath === undefined ? ` (${noBrowser})` : ""}`,
  () => {
    let browser: Browser;
    let desk: Desk;
    beforeAll(async () => {
      [browser, desk] = await Promise.all([launch(), openDesk()]);
      await desk.add({ id: "vera", name: "Vera Sun", role: "viewer" });
    });
    afterAll(async () => {
      await browser.close();
      await desk.close();
    });
    const open = async (
      path: string,
      looks: Looks = {},
      who = "eva",
    ): Promise<{ page: Page; complaints: string[] }> => {
      const { page, complaints } = await visit(browser, `${desk.fleet.url}${path}`, looks);
      await signIn(page, who);
      await page.locator(".line-connected").waitFor();
      return { page, complaints };
    };
    const wide = (page: Page) => page.evaluate("document.documentElement.scrollWidth - window.innerWidth");

    it("answers what only a person can say, keeps it, and finishes the round", async () => {
      const { page, complaints } = await open("/inspections");
      await page.getByRole("link", { name: "kiosk-001" }).waitFor();
      await picture(page, "inspections");
      expect(await audit(page)).toEqual([]);
      await page.getByRole("link", { name: "kiosk-001" }).click();
      const asked = page.locator(".asked");
      await asked.first().waitFor();
      await picture(page, "inspection");
      expect(await audit(page)).toEqual([]);
      const finish = page.getByRole("button", { name: "Finish the round" });
      expect(await finish.isDisabled()).toBe(true);
      await asked.first().getByRole("radio", { name: "not ok", exact: true }).check();
      await asked.first().getByPlaceholder("Remark").fill("scratched");
      await page.getByRole("button", { name: "Keep the answers" }).click();
      await page.getByText("eva said not ok: scratched").waitFor();
      for (const one of await asked.all()) await one.getByRole("radio", { name: "ok", exact: true }).check();
      await page.getByText("Everything is answered.").waitFor();
      await finish.click();
      await page.getByText(/round \d+, finished/).waitFor();
      await page.getByRole("link", { name: "Finished rounds" }).click();
      await page
        .getByRole("link", { name: /^#\d+$/ })
        .first()
        .click();
      await page.getByText(/round \d+, finished/).waitFor();
      await picture(page, "inspection-finished");
      expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
    });

    it("a viewer reads the checklist, and is asked nothing", async () => {
      const { page } = await open("/inspections/terminals/kiosk-002", {}, "vera");
      await page.locator(".item").first().waitFor();
      expect(await page.locator(".asked, .round-end").count()).toBe(0);
      const answer = await fetch(`${desk.fleet.url}/api/terminals/kiosk-002/inspection`, {
        method: "POST",
        headers: { authorization: `Bearer ${desk.fleet.tokens.viewer}`, "content-type": "application/json" },
        body: "{}",
      });
      expect(answer.status).toBe(403);
    });

    it.each(
      shown([
        ["inspections-zh", "/inspections", { language: "zh-CN" }],
        ["inspections-phone", "/inspections", { width: 360, height: 740, language: "zh-CN" }],
        ["inspection-phone", "/inspections/terminals/kiosk-002", { width: 360, height: 740, language: "zh-CN" }],
        ["rounds-dark", "/inspections/rounds", { theme: "dark" }],
      ] as const),
    )("picture %s", async (name, path, looks) => {
      const { page } = await open(path, looks);
      await page.locator(".rows, .cards, .items").waitFor();
      await picture(page, name);
      expect(await audit(page)).toEqual([]);
      expect(await wide(page)).toBeLessThanOrEqual(0);
    });
  },
);
