import Database from "better-sqlite3";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { audit } from "./accessible.ts";
import { chromiumPath, launch, noBrowser } from "./browser.ts";
import { type Desk, type Looks, openDesk, picture, shown, signIn, visit } from "./rig.ts";

/** A browser takes its time on a small machine. */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(chromiumPath === undefined)(`web: audit${chromiumPath === undefined ? ` (${noBrowser})` : ""}`, () => {
  let browser: Browser;
  let desk: Desk;
  beforeAll(async () => {
    [browser, desk] = await Promise.all([launch(), openDesk()]);
    await desk.add({ id: "ada", name: "Ada Berg", role: "admin" });
    await desk.fleet.store.write((tx) => {
      for (let n = 1; n <= 240; n++)
        tx.addAudit({
          at: Date.now() - (241 - n) * 60_000,
          actor: n % 3 === 0 ? "user:eva" : "broker",
          action: n % 3 === 0 ? "command.requested" : "ticket.comment",
          target: `kiosk-${String(n).padStart(3, "0")}`,
          detail: { n, text: "a long remark that says in many words what could have been said in few of them" },
        });
    });
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });
  const open = async (looks: Looks = {}, who = "ada"): Promise<{ page: Page; complaints: string[] }> => {
    const { page, complaints } = await visit(browser, `${desk.fleet.url}/audit`, looks);
    await signIn(page, who);
    await page.locator(".line-connected").waitFor();
    return { page, complaints };
  };

  it("shows the newest first, older ones on demand, and finds by who, what and on what", async () => {
    const { page, complaints } = await open();
    const rows = page.locator("tbody tr");
    await rows.filter({ hasText: "kiosk-240" }).waitFor();
    expect(await rows.count()).toBe(100);
    await page.getByText(/The chain holds/).waitFor();
    await picture(page, "audit");
    expect(await audit(page)).toEqual([]);
    await page.getByRole("button", { name: "Older entries" }).click();
    await expect.poll(() => rows.count()).toBe(200);
    await page.getByLabel("Who").fill("EVA");
    await page.getByLabel("On what").fill("kiosk-12");
    await expect.poll(() => rows.count()).toBe(4);
    await page.getByLabel("What", { exact: true }).fill("ticket");
    await page.getByText("No entry has these words.").waitFor();
    expect(new URL(page.url()).searchParams.get("who")).toBe("EVA");
    expect(complaints.filter((text) => !text.includes("401"))).toEqual([]);
  });

  it.each(
    shown([
      ["audit-zh", { language: "zh-CN" }],
      ["audit-phone", { width: 360, height: 740, theme: "dark" }],
    ] as const),
  )("picture %s", async (name, looks) => {
    const { page } = await open(looks);
    await page.locator(".rows, .cards").waitFor();
    await page.locator(".chain-ok").waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
  });

  it("is not for everybody", async () => {
    const { page } = await open({}, "eva");
    await page.getByText("Your role does not allow this.").waitFor();
    const headers = { authorization: `Bearer ${desk.fleet.tokens.engineer}` };
    expect((await fetch(`${desk.fleet.url}/api/audit/chain`, { headers })).status).toBe(403);
  });

  it("S6: says which entry somebody changed behind the broker's back", async () => {
    const db = new Database(desk.fleet.file);
    db.prepare("UPDATE audit SET actor='user:nobody' WHERE n=17").run();
    db.close();
    const { page } = await open();
    await page.getByText(/entry 17 of \d+ is not what was written/).waitFor();
    await picture(page, "audit-broken");
  });
});
