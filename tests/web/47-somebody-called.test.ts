import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Person } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const people: readonly Person[] = [
  { id: "dana", name: "Dana Novák", role: "dispatcher" },
  { id: "tom", name: "Tom Weber", role: "technician" },
  { id: "vera", name: "Vera Sun", role: "viewer" },
];

describeWeb("somebody called", { people }, (stage) => {
  const act = async (number: number, action: string): Promise<void> => {
    const { url, tokens } = stage.desk.fleet;
    const answer = await fetch(`${url}/api/tickets/${number}/actions`, {
      method: "POST",
      headers: { authorization: `Bearer ${tokens.engineer}`, "content-type": "application/json" },
      body: JSON.stringify({ action }),
    });
    expect(answer.status).toBe(200);
  };
  const dialog = (page: Page) => page.getByRole("dialog");

  it("a call becomes a ticket: what is open there is shown first, what is refused is said at its field", async () => {
    const { page, complaints } = await stage.open("/terminals/kiosk-002");
    const form = dialog(page);
    await page.getByRole("button", { name: "New ticket" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("new tick");
    await page.getByRole("option", { name: "New ticket kiosk-002" }).waitFor();
    await page.keyboard.press("Enter");
    await form.getByRole("heading", { name: "New ticket" }).waitFor();
    expect(await form.getByLabel("Terminal").inputValue()).toBe("kiosk-002");
    await page.keyboard.type("Dark");
    expect(await form.getByLabel("What is wrong").inputValue()).toBe("Dark");
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Tickets" }).click();
    await page.getByRole("heading", { name: "Tickets", level: 1 }).waitFor();
    await page.getByRole("button", { name: "New ticket" }).click();
    const open = form.getByRole("button", { name: "Open the ticket" });
    await form.getByLabel("Terminal").fill("kiosk-001");
    await form.getByText("There is an open ticket there.").waitFor();
    await form.getByRole("link", { name: /^#1 / }).waitFor();
    await form.getByLabel("Module").selectOption("printer");
    expect(await open.isDisabled()).toBe(true);
    await form.getByLabel("What is wrong").fill("The receipt is cut in two");
    await form.getByLabel("What the caller says").fill("Since this morning, with every second customer.");
    await form.getByLabel("Their phone").fill("the one of last time");
    await open.click();
    await form.getByText("This is no phone number").waitFor();
    await form.getByText("Whose number is it?").waitFor();
    await picture(page, "new-ticket");
    expect(await audit(page)).toEqual([]);
    await form.getByLabel("Their phone").fill("+49 30 1234");
    await form.getByLabel("Who called").fill("Ms Wang");
    await open.click();
    await page.waitForURL("**/tickets/2");
    await page.getByRole("heading", { name: "The receipt is cut in two" }).waitFor();
    expect(stage.desk.fleet.store.read.ticket(2)).toMatchObject({
      terminal: "kiosk-001",
      device: "printer",
      severity: "major",
      contact: { name: "Ms Wang", phone: "+49 30 1234" },
    });
    expect(complaints.filter((text) => !/401|400/.test(text))).toEqual([]);
  });

  it("a complaint goes its way from a ticket to the end, and others hear of it", async () => {
    const dana = await stage.open("/complaints", {}, "dana");
    await dana.page.getByRole("link", { name: "#1 nobody called back" }).waitFor();
    const { page, complaints } = await stage.open("/tickets/1");
    await page.getByRole("link", { name: "Complaint 1 by Station hall" }).waitFor();
    await page.getByRole("button", { name: "New complaint" }).click();
    expect(await dialog(page).getByLabel("Ticket").inputValue()).toBe("1");
    await dialog(page).getByLabel("Who complains").fill("Ms Wang");
    await dialog(page).getByLabel("What they say").fill("The mechanic came without the part, for the second time.");
    await dialog(page).getByRole("button", { name: "Write it down" }).click();
    const customer = dialog(page).getByLabel("Customer");
    await expect.poll(() => customer.getAttribute("aria-invalid")).toBe("true");
    await picture(page, "new-complaint");
    await customer.fill("Metro");
    await dialog(page).getByRole("button", { name: "Write it down" }).click();
    await page.waitForURL("**/complaints/2");
    await dana.page.getByRole("link", { name: /#2 The mechanic/ }).waitFor();
    await picture(dana.page, "complaints");
    expect(await audit(dana.page)).toEqual([]);

    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByRole("button", { name: "Answer" }).click();
    await dialog(page).getByLabel("What they are answered").fill("We are sorry. The van carries two from now on.");
    await dialog(page).getByRole("button", { name: "Answer" }).click();
    await page.getByRole("button", { name: "Close" }).click();
    await dialog(page).getByRole("radio", { name: "valid", exact: true }).check();
    await dialog(page).getByLabel("Whose work").selectOption({ label: "Tom Weber" });
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await page.getByText("closed (valid)").waitFor();
    await page.getByText("found valid (Tom Weber)").waitFor();
    await dana.page.getByRole("link", { name: /#2 The mechanic/ }).waitFor({ state: "detached" });
    await dana.page.getByLabel("closed ones too").click();
    await dana.page.getByRole("link", { name: /#2 The mechanic/ }).waitFor();
    await page.getByLabel("Comment").fill("The van was told.");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("The van was told.").last().waitFor();
    await page.getByRole("button", { name: "Take up again" }).waitFor();
    await picture(page, "complaint");
    expect(await audit(page)).toEqual([]);
    expect(stage.desk.fleet.store.read.complaint(2)).toMatchObject({ state: "closed", verdict: "valid", about: "tom" });
    for (const one of [complaints, dana.complaints]) expect(one.filter((text) => !/401|400/.test(text))).toEqual([]);
  });

  it("what the customer said of the work stands with its ticket, corrected opinions too", async () => {
    const { page, complaints } = await stage.open("/tickets/1");
    await page.getByRole("heading", { name: "What the customer said" }).waitFor();
    expect(await page.getByRole("button", { name: "Write down what they said" }).count()).toBe(0);
    await act(1, "resolve");
    await page.getByRole("button", { name: "Write down what they said" }).click();
    await dialog(page).getByRole("radio", { name: "dissatisfied" }).check();
    await dialog(page).getByLabel("Their words").fill("It took two days.");
    await picture(page, "score");
    await dialog(page).getByRole("button", { name: "Write down" }).click();
    await page.getByText("dissatisfied, -5 points").first().waitFor();
    await page.getByRole("button", { name: "Correct it" }).click();
    await dialog(page).getByRole("radio", { name: "satisfied", exact: true }).check();
    await dialog(page).getByRole("button", { name: "Write down" }).click();
    await page.locator(".opinions").getByText("corrected since").waitFor();
    expect(await page.locator(".opinions b").allInnerTexts()).toEqual(["satisfied, 3 points"]);
    await picture(page, "ticket-said");
    expect(await audit(page)).toEqual([]);
    expect(strange(complaints)).toEqual([]);
  });

  it("whoever does not dispatch writes complaints down and no more; who only looks has neither page nor button", async () => {
    const tom = await stage.open("/complaints/1", {}, "tom");
    await tom.page.getByRole("heading", { name: "Complaint 1 of Metro" }).waitFor();
    expect(await tom.page.getByRole("button", { name: "Acknowledge" }).count()).toBe(0);
    await tom.page.getByRole("link", { name: "All complaints" }).click();
    await tom.page.getByRole("button", { name: "New complaint" }).waitFor();
    const vera = await stage.open("/complaints", {}, "vera");
    await vera.page.getByText("work on tickets").waitFor();
    await vera.page.getByRole("link", { name: "Tickets" }).click();
    await vera.page.getByRole("heading", { name: "Tickets" }).waitFor();
    expect(await vera.page.getByRole("button", { name: "New ticket" }).count()).toBe(0);
  });

  it.each(
    shown([
      ["new-ticket-phone", "/terminals/kiosk-001?new=ticket", { width: 360, height: 740, theme: "dark" }],
      ["complaints-dark", "/complaints?closed=yes", { theme: "dark" }],
      ["complaints-phone", "/complaints?closed=yes", { width: 360, height: 740 }],
      ["ticket-said-zh", "/tickets/1", { language: "zh-CN" }],
      ["new-complaint-zh", "/complaints?new=complaint", { language: "zh-CN", width: 360, height: 740 }],
      ["complaint-phone", "/complaints/2", { language: "zh-CN", theme: "dark", width: 360, height: 740 }],
    ] as const),
  )("picture %s", async (name, path, looks) => {
    const { page } = await stage.open(path, looks);
    await page.locator("h1").first().waitFor();
    await page.locator(".ant-skeleton").waitFor({ state: "detached" });
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
