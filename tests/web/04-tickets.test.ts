import { beforeAll, expect, it } from "vitest";
import type { TicketView } from "../../contract/index.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

describeWeb("tickets", {}, (stage) => {
  let ticket: TicketView;
  const ask = async (path: string, body: unknown): Promise<TicketView> => {
    const headers = {
      authorization: `Bearer ${stage.desk.fleet.tokens.engineer}`,
      "content-type": "application/json",
    };
    const answer = await fetch(`${stage.desk.fleet.url}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as TicketView;
  };
  beforeAll(async () => {
    ticket = await ask("/api/tickets", {
      terminal: "kiosk-001",
      title: "The till says: no change left, and the door does not close",
      severity: "major",
      contact: { name: "Ms Wang", phone: "+86 755 1234" },
    });
    await ask("/api/tickets", { terminal: "kiosk-002", title: "Screen is scratched", severity: "minor" });
  });

  it("shows what is due first on top, and finds by words", async () => {
    const { page, complaints } = await stage.open("/tickets");
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
    expect(strange(complaints)).toEqual([]);
  });

  it("takes a ticket through its steps", async () => {
    const { page, complaints } = await stage.open(`/tickets/${ticket.number}`);
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText("accepted", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Wait", exact: true }).click();
    await picture(page, "ticket-wait");
    const confirm = page.getByRole("dialog").getByRole("button", { name: "Wait" });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel("Waiting for").selectOption({ label: "waiting for the site" });
    await confirm.click();
    await page.getByText("paused, waiting for the site").first().waitFor();
    await page.getByLabel("Comment").fill("The shop opens at nine.");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("The shop opens at nine.").last().waitFor();
    await picture(page, "ticket");
    const now = stage.desk.fleet.store.read.ticket(ticket.number);
    expect(now).toMatchObject({ state: "waiting", assignee: "eva" });
    expect(strange(complaints)).toEqual([]);
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
    const { page } = await stage.open(path, looks);
    await page.locator(":is(.tickets, .ticket) h1").waitFor();
    await page.locator(".ant-skeleton").waitFor({ state: "detached" });
    await picture(page, name);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
