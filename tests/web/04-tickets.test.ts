import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TicketView } from "../../contract/index.ts";
import { chromiumPath, launch, noBrowser } from "./browser.ts";
import { type Desk, type Looks, openDesk, picture, shown, signIn, visit } from "./rig.ts";

/** Before anybody has signed in, the broker says so. */
const strange = (complaint: string): boolean => !complaint.includes("401");

describe.skipIf(chromiumPath === undefined)(
  `web: tickets${chromiumPath === undefined ? ` (${noBrowser})` : ""}`,
  () => {
    let browser: Browser;
    let desk: Desk;
    let ticket: TicketView;
    const ask = async (path: string, body: unknown): Promise<TicketView> => {
      const headers = { authorization: `Bearer ${desk.fleet.tokens.engineer}`, "content-type": "application/json" };
      const answer = await fetch(`${desk.fleet.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      expect(answer.status).toBe(200);
      return (await answer.json()) as TicketView;
    };
    const open = async (path: string, looks: Looks = {}): Promise<{ page: Page; complaints: string[] }> => {
      const { page, complaints } = await visit(browser, `${desk.fleet.url}${path}`, looks);
      await signIn(page);
      return { page, complaints };
    };
    beforeAll(async () => {
      [browser, desk] = await Promise.all([launch(), openDesk()]);
      ticket = await ask("/api/tickets", {
        terminal: "kiosk-001",
        title: "The till says: no change left, and the door does not close",
        severity: "major",
        contact: { name: "Ms Wang", phone: "+86 755 1234" },
      });
      await ask("/api/tickets", { terminal: "kiosk-002", title: "Screen is scratched", severity: "minor" });
    });
    afterAll(async () => {
      await browser.close();
      await desk.close();
    });

    it("shows what is due first on top, and finds by words", async () => {
      const { page, complaints } = await open("/tickets");
      await page.getByRole("link", { name: ticket.title.en }).waitFor();
      await picture(page, "tickets");
      await page.getByLabel("Filter").fill("scratched");
      await page.getByRole("link", { name: ticket.title.en }).waitFor({ state: "detached" });
      expect(await page.getByRole("row").count()).toBe(2);
      await page.getByLabel("Filter").fill("nothing like this");
      await page.getByText("No ticket fits this.").waitFor();
      await page.getByRole("button", { name: "Clear the filter" }).click();
      await page.getByText("Board").click();
      await page.getByRole("region", { name: "new" }).waitFor();
      await picture(page, "tickets-board");
      expect(complaints.filter(strange)).toEqual([]);
    });

    it("takes a ticket through its steps", async () => {
      const { page, complaints } = await open(`/tickets/${ticket.number}`);
      await page.getByRole("button", { name: "Accept" }).click();
      await page.getByText("accepted", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Wait", exact: true }).click();
      await picture(page, "ticket-wait");
      const confirm = page.getByRole("dialog").getByRole("button", { name: "Wait" });
      expect(await confirm.isDisabled()).toBe(true);
      await page.getByRole("radio", { name: "waiting for the site" }).check();
      await confirm.click();
      await page.getByText("paused, waiting for the site").first().waitFor();
      await page.getByLabel("Comment").fill("The shop opens at nine.");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByText("The shop opens at nine.").last().waitFor();
      await picture(page, "ticket");
      const now = desk.fleet.store.read.ticket(ticket.number);
      expect(now).toMatchObject({ state: "waiting", assignee: "eva" });
      expect(complaints.filter(strange)).toEqual([]);
    });

    it.each(
      shown([
        ["tickets-zh", "/tickets", { language: "zh-CN" }],
        ["tickets-dark", "/tickets", { theme: "dark" }],
        ["tickets-phone", "/tickets", { width: 360, height: 740 }],
        ["ticket-zh", "/tickets/2", { language: "zh-CN" }],
        ["ticket-phone", "/tickets/2", { width: 360, height: 740, language: "zh-CN" }],
      ] as const),
    )("picture %s", async (name, path, looks) => {
      const { page } = await open(path, looks);
      await page.locator(":is(.tickets, .ticket) h1").waitFor();
      await page.locator(".ant-skeleton").waitFor({ state: "detached" });
      await picture(page, name);
      const wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
      expect(wide).toBeLessThanOrEqual(0);
    });
  },
);
