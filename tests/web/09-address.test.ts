import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { describeWeb, strange } from "./stage.ts";

const slow = async (page: Page): Promise<void> => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 6 });
};

/** Fields whose words stand in the address: the page, the field and the word of the address. */
const fields = [
  ["/", "Filter", "q"],
  ["/tickets", "Filter", "q"],
  ["/knowledge", "Search", "q"],
  ["/audit", "Who", "who"],
] as const;
const text = "card reader at the north door";

describeWeb("the address", { people: [{ id: "ada", name: "Ada Berg", role: "admin" }] }, (stage) => {
  it.each(fields)("keeps every key that is typed in a hurry: %s, %s", async (path, label, word) => {
    const { page, complaints } = await stage.open(path, {}, "ada");
    const field = page
      .getByRole("textbox", { name: label, exact: true })
      .or(page.getByRole("combobox", { name: label }));
    await field.waitFor();
    await slow(page);
    await field.focus();
    // At once, as a scanner or a fast hand does: no key waits until the page has shown the one before.
    await Promise.all(text.split("").map((key) => page.keyboard.press(key === " " ? "Space" : key)));
    expect(await field.inputValue()).toBe(text);
    await expect.poll(() => new URL(page.url()).searchParams.get(word)).toBe(text);
    expect(strange(complaints)).toEqual([]);
  });

  it("leaves a page standing until the next one is loaded", async () => {
    const { page, complaints } = await stage.open("/", {}, "ada");
    await page.getByRole("link", { name: "kiosk-001" }).waitFor();
    let asked = 0;
    let go = (): void => undefined;
    const gate = new Promise<void>((open) => {
      go = open;
    });
    await page.route("**/assets/*.js", async (route) => {
      asked++;
      await gate;
      await route.continue();
    });
    await page.getByRole("link", { name: "Tickets", exact: true }).first().click();
    await page.waitForURL(/\/tickets$/);
    await expect.poll(() => asked).toBeGreaterThan(0);
    expect(await page.getByRole("link", { name: "kiosk-001" }).isVisible()).toBe(true);
    expect(await page.locator(".loading").count()).toBe(0);
    go();
    await page.getByRole("heading", { name: "Tickets", level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "kiosk-001" }).waitFor();
    expect(strange(complaints)).toEqual([]);
  });
});
