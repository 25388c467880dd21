import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import type { CommandDescriptor, Person } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const offer = (name: string, title: string, more: Partial<CommandDescriptor>): CommandDescriptor => ({
  name,
  title,
  disturbs: "nothing",
  automatic: false,
  resets: false,
  timeoutMs: 10_000,
  args: { type: "object", properties: {}, additionalProperties: false },
  ...more,
});
const offers: Readonly<Record<string, CommandDescriptor[]>> = {
  printer: [
    offer("testPrint", "Print a test ticket", { disturbs: "device", args: { type: "object" } }),
    offer("feed", "Feed paper", {
      args: {
        type: "object",
        required: ["lines"],
        properties: {
          lines: { type: "integer", minimum: 1, maximum: 50, description: "lines of text" },
          cut: { type: "boolean", description: "cut after it" },
        },
        additionalProperties: false,
      },
    }),
  ],
  "cash-1": [offer("payOut", "Pay out the notes of the store", { disturbs: "money" })],
};

/** The printer and the bill validator of kiosk-001 offer commands of every kind. */
const fillOffers = (tx: Tx): void => {
  const row = tx.read.terminal("kiosk-001");
  if (!row?.inventory) return;
  const devices = row.inventory.devices.map((d) => ({ ...d, commands: offers[d.device] ?? d.commands }));
  tx.saveTerminal({ ...row, inventory: { ...row.inventory, devices } });
};
const people: readonly Person[] = [
  { id: "bela", name: "Béla Kovács", role: "engineer" },
  { id: "tom", name: "Tom Weber", role: "technician" },
  { id: "vera", name: "Vera Lang", role: "viewer" },
];

describeWeb("diagnose", { fill: fillOffers, people }, (stage) => {
  const commands = () => stage.desk.fleet.store.read.commands({ terminal: "kiosk-001" });

  it("shows what stands in the way, runs the runbook of the fault, keeps the result on the fault", async () => {
    const { page, complaints } = await stage.open("/terminals/kiosk-001");
    await page
      .getByRole("region", { name: "printer" })
      .getByRole("link", { name: /^Diagnose/ })
      .click();
    await page.locator('[data-sight="line"][data-barrier="clear"]').waitFor();
    expect(await page.locator("[data-sight]").count()).toBe(6);
    expect(await page.getByRole("radio", { name: "Check the paper" }).isChecked()).toBe(true);
    await picture(page, "diagnose");
    await page.getByRole("button", { name: "Run", exact: true }).press("Enter");
    const now = page.getByRole("region", { name: "Now" });
    await now.getByText("Confirmed: the roll is used up").waitFor();
    await now.getByRole("link", { name: "the fault" }).click();
    await page.getByText("Confirmed: the roll is used up").first().waitFor();
    expect(strange(complaints)).toEqual([]);
  });

  it("asks for arguments by their schema, names what is disturbed, shows frames", async () => {
    const { page, complaints } = await stage.open("/diagnose/kiosk-001/printer");
    await page.getByRole("radio", { name: "Feed paper" }).check();
    const run = page.getByRole("button", { name: "Run", exact: true });
    expect(await run.isDisabled()).toBe(true);
    await page.getByLabel("lines").fill("51");
    expect(await run.isDisabled()).toBe(true);
    await page.getByText("lines of text · 1 to 50").waitFor();
    await page.getByLabel("lines").fill("3");
    await page.getByLabel("cut").selectOption("true");
    await picture(page, "diagnose-form");
    await run.click();
    await page.getByText("> 1b 40").waitFor();
    expect(commands()[0]).toMatchObject({ command: "feed", args: { lines: 3, cut: true }, by: "user:eva" });
    await page.getByRole("radio", { name: "Print a test ticket" }).check();
    await run.click();
    await page.getByRole("dialog").getByText("printer of kiosk-001 is interrupted meanwhile").waitFor();
    await picture(page, "diagnose-confirm");
    await page.keyboard.press("Escape");
    expect(commands()[0]?.command).toBe("feed");
    expect(strange(complaints)).toEqual([]);
  });

  it("money needs a second person, who sees it at once; the one who asked cannot approve", async () => {
    const eva = await stage.open("/diagnose/kiosk-001/cash-1");
    const bela = await stage.open("/diagnose/kiosk-001/cash-1", {}, "bela");
    const tom = await stage.open("/diagnose/kiosk-001/cash-1", {}, "tom");
    await eva.page.getByRole("radio", { name: "Pay out" }).check();
    const ask = eva.page.getByRole("button", { name: "Ask a second person" });
    expect(await ask.isDisabled()).toBe(true);
    await eva.page.getByLabel("Why").fill("the customer is owed 20 EUR");
    await ask.click();
    await eva.page.getByText("somebody else who may do this must approve").waitFor();
    await picture(eva.page, "diagnose-second-person");
    await eva.page.getByRole("dialog").getByRole("button", { name: "Ask a second person" }).click();
    await eva.page.getByText("You asked for this.").waitFor();
    expect(await eva.page.getByRole("button", { name: "Approve" }).count()).toBe(0);
    await tom.page.getByText("Approving needs the permission").waitFor();
    await bela.page.getByText("Why: the customer is owed 20 EUR").waitFor();
    await picture(bela.page, "diagnose-approve");
    expect(await audit(bela.page)).toEqual([]);
    await bela.page.getByRole("button", { name: "Approve" }).click();
    await eva.page.getByText("approved by Béla Kovács").waitFor();
    await expect.poll(() => commands()[0]?.state).toBe("succeeded");
    const log = stage.desk.fleet.store.read.audit({ limit: 1000 }).slice(-10);
    expect(log.map(({ actor, action }) => `${actor} ${action}`)).toEqual(
      expect.arrayContaining(["user:eva command.requested", "user:bela command.approved"]),
    );
    for (const { complaints } of [eva, bela, tom]) expect(strange(complaints)).toEqual([]);
  });

  it("who may only see, sees; there is nothing to press", async () => {
    const { page, complaints } = await stage.open("/diagnose/kiosk-001/printer", {}, "vera");
    await page.getByText("running something needs the permission").waitFor();
    await page.locator("[data-sight]").first().waitFor();
    expect(await page.getByRole("button", { name: "Run" }).count()).toBe(0);
    expect(strange(complaints)).toEqual([]);
  });

  it.each(
    shown([
      ["en-dark", { theme: "dark" }],
      ["zh", { language: "zh-CN" }],
      ["zh-narrow", { language: "zh-CN", width: 360, height: 900 }],
    ] as const),
  )("in %s: accessible, no wider than the window, nothing unfilled", async (name, looks) => {
    const { page, complaints } = await stage.open("/diagnose/kiosk-001/printer", looks);
    await page.locator(".told").first().waitFor();
    await picture(page, `diagnose-${name}`);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
    expect(await page.locator("body").innerText()).not.toMatch(/\{\{|\bundefined\b|diagnosePage\./);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("kiosk");
    await page.getByRole("option").first().waitFor();
    await picture(page, `palette-${name}`);
    expect(await audit(page)).toEqual([]);
    expect(strange(complaints)).toEqual([]);
  });

  it("Ctrl-K: to a terminal, a page, an action, with keys only", async () => {
    const { page, complaints } = await stage.open("/");
    await page.locator(".matrix-row").first().waitFor();
    await page.keyboard.press("Control+k");
    const field = page.getByRole("dialog").getByRole("combobox");
    await field.waitFor();
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe("combobox");
    await page.keyboard.type("kiosk-002");
    await page.getByRole("option", { name: "kiosk-002" }).first().waitFor();
    const active = await field.getAttribute("aria-activedescendant");
    expect(await page.locator(`[id="${active}"]`).getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/terminals/kiosk-002");
    await page.keyboard.press("Control+k");
    await field.waitFor();
    // Opened again in the very moment in which it is closed, before the page has heard of that; and what is typed then is not lost.
    await page.evaluate(`document.querySelector(".palette[open]").close();
      for (const [key, ctrlKey] of [["k", true], ["a", false], ["c", false]])
        window.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey }));`);
    await expect.poll(() => field.inputValue()).toBe("ac");
    await page.keyboard.type("cept ticket");
    await page.getByRole("option", { name: "Accept ticket #1" }).waitFor();
    await picture(page, "palette");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/tickets/1");
    await expect
      .poll(() => stage.desk.fleet.store.read.ticket(1))
      .toMatchObject({ state: "accepted", assignee: "eva" });
    await page.keyboard.press("Control+k");
    await page.keyboard.type("diagnose printer");
    await page.getByRole("option", { name: "Diagnose printer of kiosk-001" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/diagnose/kiosk-001/printer");
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    expect(strange(complaints)).toEqual([]);
  });

  it("offers a viewer no action", async () => {
    const { page } = await stage.open("/faults", {}, "vera");
    await page.locator(".queue").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("kiosk");
    await page.getByRole("option", { name: "kiosk-001" }).first().waitFor();
    expect(await page.getByRole("option", { name: "Diagnose" }).count()).toBe(0);
    expect(await page.getByRole("option", { name: "Accept ticket" }).count()).toBe(0);
  });
});
