import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import { paperFault } from "../support/fleet-rows.ts";
import { picture } from "./rig.ts";
import { describeWeb, strange } from "./stage.ts";

const fault = (n: number, now: number) => paperFault(`fault-000${n}`, now);

/** Beside the paper of kiosk-001: one that stops all sales, and one that it explains. */
const fillFaults = (tx: Tx, now: number): void => {
  const severe = {
    severity: "critical" as const,
    impact: ["allSales" as const],
    title: { en: "Terminal lost", "zh-CN": "终端失联" },
  };
  const { ticket: _, conclusion: __, ...bare } = fault(1, now);
  tx.saveFault({ ...bare, ...severe, terminal: "kiosk-002", device: "host", code: "host.link.lost" });
  tx.saveFault({ ...bare, id: "fault-0002", terminal: "kiosk-002", hiddenBy: "fault-0001" });
  const title = { en: "A card has been left", "zh-CN": "卡片遗留" };
  tx.saveFault({ ...bare, id: "fault-0009", title, terminal: "kiosk-003", state: "pending" });
};

describeWeb("fault queue", { fill: fillFaults }, (stage) => {
  it("by the keyboard alone: from the queue to the ticket taken and the runbook run", async () => {
    const { page, complaints } = await stage.open("/faults");
    const chosen = page.locator(".queue-list li.chosen");
    await chosen.getByText("Terminal lost").waitFor();
    // What stops all sales stands first; what it explains stands under it, not beside it.
    expect(await page.locator(".queue-list li").count()).toBe(2);
    await chosen.getByText("hides 1 more").waitFor();
    await page.keyboard.press("j");
    await chosen.getByText("Paper out").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByText("acknowledge: take the ticket").waitFor();
    await picture(page, "faults-help");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("a");
    await page.getByText("Ticket #1 is yours.").waitFor();
    expect(stage.desk.fleet.store.read.ticket(1)).toMatchObject({ assignee: "eva", state: "accepted" });
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/faults\/4f2ab9c0/);
    const before = stage.desk.fleet.store.read.diagnoses({ terminal: "kiosk-001" }).length;
    await page.keyboard.press("d");
    await expect.poll(() => stage.desk.fleet.store.read.diagnoses({ terminal: "kiosk-001" }).length).toBe(before + 1);
    await page.getByText("by Eva Lindqvist").first().waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL(/\/faults$/);
    expect(strange(complaints)).toEqual([]);
  });

  it("what a sale does all day is no fault until it lasts: pending ones are counted, and listed if one likes", async () => {
    const { page } = await stage.open("/faults");
    const items = page.locator(".queue-list li");
    const pending = page.getByRole("button", { name: "pending 1" });
    await pending.waitFor();
    expect(await items.count()).toBe(2);
    await pending.click();
    await items.last().getByText("A card has been left").waitFor();
    await picture(page, "faults-pending");
    await pending.click();
    await expect.poll(() => items.count()).toBe(2);
  });

  it("nothing moves under the cursor: what is new waits to be sorted in", async () => {
    const { page } = await stage.open("/faults");
    const first = page.locator(".queue-list li").first();
    await first.getByText("Terminal lost").waitFor();
    await stage.desk.fleet.store.write((tx) => {
      const now = Date.now();
      const worse = {
        ...fault(3, now),
        severity: "critical" as const,
        impact: ["allSales" as const],
        since: now - 9e6,
        title: { en: "Power failed", "zh-CN": "断电" },
      };
      tx.saveFault(worse);
      stage.desk.fleet.live.emit(tx, "fault", { fault: worse, change: "opened" });
    });
    await page.getByText("Power failed").waitFor();
    expect(await first.innerText()).toContain("Terminal lost");
    await page.keyboard.press("r");
    await first.getByText("Power failed").waitFor();
  });

  it("before a runbook that disturbs it asks, and names what: Escape leaves, Enter confirms", async () => {
    const { fleet } = stage.desk;
    await fleet.store.write((tx) => {
      const { ticket: _, conclusion: __, ...bare } = fault(4, Date.now());
      const title = { en: "Note jammed", "zh-CN": "卡钞" };
      tx.saveFault({ ...bare, device: "cash-1", code: "cashAcceptor.transport.jammed", title });
    });
    const runs = () => fleet.store.read.diagnoses({ terminal: "kiosk-001" }).filter((one) => one.device === "cash-1");
    const { page, complaints } = await stage.open("/faults/fault-0004");
    await page.getByRole("heading", { name: "Note jammed" }).waitFor();
    await fleet.hear("kiosk-001", { customer: { present: true, forMs: 5000 } });
    const dialog = page.getByRole("dialog");
    await page.keyboard.press("d");
    await dialog.getByText("cash-1 of kiosk-001 is interrupted meanwhile").waitFor();
    await dialog.getByText("A customer is being served").waitFor();
    await picture(page, "faults-confirm");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(page.url()).toContain("fault-0004");
    expect(runs()).toEqual([]);
    await page.keyboard.press("d");
    await dialog.waitFor();
    // Asked again in the very moment in which the question is closed, before the page has heard of that.
    await page.evaluate(`document.querySelector("dialog[open]").close();
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "d" }));`);
    await dialog.waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => runs().length).toBe(1);
    await dialog.waitFor({ state: "detached" });
    expect(strange(complaints)).toEqual([]);
  });

  it("what one has begun to see to stays before one when it is over; the next one comes with j", async () => {
    const { store, live } = stage.desk.fleet;
    const tell = (state: "open" | "closed") => {
      const now = Date.now();
      const { ticket: _, ...bare } = fault(7, now);
      const title = { en: "Cabinet is open", "zh-CN": "机柜被打开" };
      const impact = ["allSales" as const, "security" as const];
      const over = state === "closed" ? { closedAt: now } : {};
      const told = { ...bare, ...over, state, title, impact, since: now - 60_000 };
      return store.write((tx) => {
        tx.saveFault(told);
        live.emit(tx, "fault", { fault: told, change: state === "open" ? "opened" : "closed" });
      });
    };
    await tell("open");
    const { page } = await stage.open("/faults");
    const shown = page.getByRole("heading", { name: "Cabinet is open" });
    await shown.waitFor();
    const runs = store.read.diagnoses({ terminal: "kiosk-001" }).length;
    await page.keyboard.press("d");
    await expect.poll(() => store.read.diagnoses({ terminal: "kiosk-001" }).length).toBe(runs + 1);
    await tell("closed");
    await page.locator(".queue-list li", { hasText: "Cabinet is open" }).waitFor({ state: "detached" });
    await page.getByText("closed · lasted 1 min").first().waitFor();
    expect(await shown.count()).toBe(1);
    await page.keyboard.press("j");
    await shown.waitFor({ state: "detached" });
    expect(await page.locator(".queue-list li.chosen").count()).toBe(1);
  });

  it("whoever may not is offered nothing, and the keys do nothing", async () => {
    await stage.desk.add({ id: "vera", name: "Vera", role: "viewer" });
    const { page } = await stage.open(`/faults/${stage.desk.fleet.faultId}`, {}, "vera");
    await page.locator(".fault-detail .story").first().waitFor();
    expect(await page.locator(".fault-detail button").count()).toBe(0);
    const audited = stage.desk.fleet.store.read.audit({ limit: 1000 }).length;
    await page.keyboard.press("a");
    await page.keyboard.press("d");
    expect(stage.desk.fleet.store.read.audit({ limit: 1000 }).length).toBe(audited);
  });
});
