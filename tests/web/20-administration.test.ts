import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { audit } from "./accessible.ts";
import { chromiumPath, launch, noBrowser } from "./browser.ts";
import { type Desk, type Looks, openDesk, picture, shown, signIn, visit } from "./rig.ts";

/** A browser takes its time on a small machine. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(chromiumPath === undefined)(
  `web: administration${chromiumPath === undefined ? ` (${noBrowser})` : ""}`,
  () => {
    let browser: Browser;
    let desk: Desk;
    beforeAll(async () => {
      [browser, desk] = await Promise.all([launch(), openDesk()]);
      await desk.add({ id: "ada", name: "Ada Berg", role: "admin" });
      await desk.add({
        id: "tom",
        name: "Tom Hart",
        role: "technician",
        scope: { sites: ["中央车站 Central station"] },
        skills: ["site", "mechanic"],
        email: "tom@example.org",
        phone: "+49 30 1234",
      });
    });
    afterAll(async () => {
      await browser.close();
      await desk.close();
    });
    const open = async (
      path: string,
      looks: Looks = {},
      who = "ada",
    ): Promise<{ page: Page; complaints: string[] }> => {
      const { page, complaints } = await visit(browser, `${desk.fleet.url}${path}`, looks);
      await signIn(page, who);
      await page.locator(".line-connected").waitFor();
      return { page, complaints };
    };
    const strange = (complaints: string[]): string[] => complaints.filter((text) => !text.includes("401"));

    it("adds somebody, gives them a password and another role, and disables them", async () => {
      const { page, complaints } = await open("/");
      // By the keyboard: the menu opens, leads on, and closes.
      await page.locator(".more summary").focus();
      await page.keyboard.press("Enter");
      await picture(page, "more-menu");
      await page.getByRole("link", { name: "Administration" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Administration" }).waitFor();
      expect(await page.locator(".more").getAttribute("open")).toBeNull();

      await page.getByRole("button", { name: "Add a person" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Login").fill("lin");
      await dialog.getByLabel("Name", { exact: true }).fill("Lin Wei");
      await dialog.getByLabel("Role").selectOption("technician");
      await dialog.getByLabel("Sites").fill("Harbour\nAirport");
      await dialog.getByRole("checkbox", { name: "electronics" }).check();
      await dialog.getByLabel("Time zone (optional)").fill("Mars/Base");
      await dialog.getByRole("button", { name: "Add a person" }).click();
      await dialog.getByText("there is no time zone Mars/Base").waitFor();
      await picture(page, "person-refused");
      expect(await audit(page)).toEqual([]);
      await dialog.getByLabel("Time zone (optional)").fill("Asia/Shanghai");
      await dialog.getByLabel("Phone (optional)").fill("+86 755 1234");
      await dialog.getByRole("button", { name: "Add a person" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.locator("tr", { hasText: "Lin Wei" }).waitFor();

      await page.getByRole("button", { name: "Password Lin Wei" }).click();
      await dialog.getByLabel("New password").fill("too short");
      expect(await dialog.getByRole("button", { name: "Set the password" }).isDisabled()).toBe(true);
      await dialog.getByLabel("New password").fill("a long new password");
      await dialog.getByRole("button", { name: "Set the password" }).click();
      await dialog.waitFor({ state: "detached" });

      await page.getByRole("button", { name: "Change Lin Wei" }).click();
      await dialog.getByLabel("Role").selectOption("dispatcher");
      await dialog.getByRole("checkbox", { name: /^Disabled/ }).check();
      await dialog.getByRole("button", { name: "Save" }).click();
      await page.locator("tr", { hasText: "Lin Wei" }).getByText("disabled").waitFor();
      expect(desk.fleet.people.list().find(({ id }) => id === "lin")).toMatchObject({
        role: "dispatcher",
        scope: { sites: ["Harbour", "Airport"] },
        skills: ["electronics"],
        phone: "+86 755 1234",
        zone: "Asia/Shanghai",
        disabled: true,
        hasPassword: true,
      });
      // One's own role is left to somebody else.
      await page.getByRole("button", { name: "Change Ada Berg" }).click();
      expect(await dialog.getByLabel("Role").isDisabled()).toBe(true);
      // The one complaint is the browser's, of the refused time zone.
      expect(strange(complaints).filter((text) => !text.includes("400"))).toEqual([]);
    });

    it("enrols a terminal and shows its password once", async () => {
      const { page } = await open("/administration/terminals");
      await page.getByRole("button", { name: "Enrol a terminal" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Terminal").fill("kiosk-042");
      await dialog.getByLabel("Site (optional)").fill("Harbour");
      await dialog.getByRole("button", { name: "Enrol a terminal" }).click();
      const secret = page.getByLabel("Password of kiosk-042, for its agent").locator("input");
      await secret.waitFor();
      expect((await secret.inputValue()).length).toBeGreaterThan(15);
      await page.locator("tr", { hasText: "kiosk-042" }).getByText("never", { exact: true }).waitFor();
      await picture(page, "enrolled");
      expect(await audit(page)).toEqual([]);
      await page.getByRole("button", { name: "Copy" }).click();
      await page.getByRole("button", { name: "Put away" }).click();
      expect(await secret.count()).toBe(0);
      await page.getByRole("button", { name: "Enrol a terminal" }).click();
      await dialog.getByLabel("Terminal").fill("kiosk-042");
      await dialog.getByRole("button", { name: "Enrol a terminal" }).click();
      await dialog.getByRole("alert").waitFor();
    });

    it("is not offered to whoever may not administer, and refused by the broker", async () => {
      const { page } = await open("/administration", {}, "eva");
      await page.getByText("Your role does not allow this.").waitFor();
      await page.locator(".more summary").click();
      expect(await page.getByRole("link", { name: "Administration" }).count()).toBe(0);
      const answer = await fetch(`${desk.fleet.url}/api/people`, {
        method: "POST",
        headers: { authorization: `Bearer ${desk.fleet.tokens.engineer}`, "content-type": "application/json" },
        body: JSON.stringify({ id: "eva", name: "Eva", role: "admin" }),
      });
      expect(answer.status).toBe(403);
      await picture(page, "administration-refused");
    });

    it.each(
      shown([
        ["people-zh", "/administration", { language: "zh-CN" }],
        ["people-phone", "/administration", { width: 360, height: 740, theme: "dark" }],
        ["enrolment-phone", "/administration/terminals", { width: 360, height: 740, language: "zh-CN" }],
      ] as const),
    )("picture %s", async (name, path, looks) => {
      const { page } = await open(path, looks);
      await page.locator(".rows, .cards").waitFor();
      await picture(page, name);
      expect(await audit(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
    });

    it("the form fits a phone", async () => {
      const { page } = await open("/administration", { width: 360, height: 740, language: "zh-CN" });
      await page.getByRole("button", { name: "修改 Tom Hart" }).click();
      await page.getByRole("dialog").waitFor();
      await picture(page, "person-phone");
      expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
    });
  },
);
