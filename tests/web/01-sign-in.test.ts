import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { chromiumPath, launch, noBrowser } from "./browser.ts";
import { type Desk, openDesk, picture, signIn, visit } from "./rig.ts";

/** A browser takes its time on a small machine. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(chromiumPath === undefined)(
  `web: signing in${chromiumPath === undefined ? ` (${noBrowser})` : ""}`,
  () => {
    let browser: Browser;
    let desk: Desk;
    beforeAll(async () => {
      [browser, desk] = await Promise.all([launch(), openDesk()]);
    });
    afterAll(async () => {
      await browser.close();
      await desk.close();
    });

    it("tells a wrong password, lets the right one in, and out again", async () => {
      const { page, complaints } = await visit(browser, desk.fleet.url);
      await signIn(page, "eva", "not the password");
      await page.getByText("Login or password is wrong.").waitFor();
      await picture(page, "sign-in-wrong");
      await signIn(page);
      await page.getByRole("link", { name: "kiosk-001" }).waitFor();
      await picture(page, "fleet");
      await page.getByLabel("Account of Eva Lindqvist").click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("heading", { name: "Roundsman" }).waitFor();
      // They left by themselves: nobody tells them that they were sent away.
      expect(await page.getByText("You were signed out").count()).toBe(0);
      await page.locator("#login").waitFor();
      expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
    });
  },
);
