import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import type { CommandDescriptor, Person } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const payOut: CommandDescriptor = {
  name: "payOut",
  title: "Pay out the notes of the store",
  disturbs: "money",
  automatic: false,
  resets: false,
  timeoutMs: 10_000,
  args: { type: "object", properties: { euros: { type: "integer" } }, additionalProperties: false },
};

/** The bill validator of kiosk-001 can pay out. */
const fillOffer = (tx: Tx): void => {
  const row = tx.read.terminal("kiosk-001");
  if (!row?.inventory) return;
  const devices = row.inventory.devices.map((d) => (d.device === "cash-1" ? { ...d, commands: [payOut] } : d));
  tx.saveTerminal({ ...row, inventory: { ...row.inventory, devices } });
};
const people: readonly Person[] = [
  { id: "bela", name: "Béla Kovács", role: "engineer" },
  { id: "tom", name: "Tom Weber", role: "technician" },
];

describeWeb("approvals", { fill: fillOffer, people }, (stage) => {
  const commands = () => stage.desk.fleet.store.read.commands({ terminal: "kiosk-001" });
  const ask = async (euros: number, reason: string): Promise<void> => {
    const { url, tokens } = stage.desk.fleet;
    const answer = await fetch(`${url}/api/terminals/kiosk-001/devices/cash-1/commands`, {
      method: "POST",
      headers: { authorization: `Bearer ${tokens.engineer}`, "content-type": "application/json" },
      body: JSON.stringify({ command: "payOut", args: { euros }, reason }),
    });
    expect(answer.status).toBe(200);
  };

  it("whoever may decide sees on every page that something waits, and says yes or no from the list", async () => {
    const bela = await stage.open("/tickets", {}, "bela");
    const tom = await stage.open("/tickets", {}, "tom");
    await bela.page.getByRole("navigation").first().waitFor();
    expect(await bela.page.locator(".waiting-mark").count()).toBe(0);
    await ask(20, "the customer is owed 20 EUR");
    await bela.page.getByRole("status").getByRole("link", { name: "1 to approve" }).waitFor();
    await ask(50, "the ticket was paid twice");
    await bela.page.getByRole("link", { name: "2 to approve" }).click();
    await bela.page.getByText("Why: the ticket was paid twice").waitFor();
    await bela.page.getByText("Pay out the notes of the store: euros 50", { exact: true }).waitFor();
    expect(await bela.page.locator("body").innerText()).not.toContain("{");
    await picture(bela.page, "approvals");
    expect(await audit(bela.page)).toEqual([]);
    const [second, first] = await bela.page.locator(".approval-list > li").all();
    await second?.getByRole("button", { name: "Approve" }).click();
    await bela.page.getByRole("link", { name: "1 to approve" }).waitFor();
    await first?.page().getByRole("button", { name: "Decline" }).click();
    await bela.page.getByText("Nothing waits for a second person.").waitFor();
    await expect
      .poll(() =>
        commands()
          .slice(0, 2)
          .map(({ state }) => state),
      )
      .toEqual(["succeeded", "refused"]);
    expect(await tom.page.locator(".waiting-mark").count()).toBe(0);
    for (const { complaints } of [bela, tom]) expect(strange(complaints)).toEqual([]);
  });

  it("a refusal stands in the viewer's language; the page is not for everybody", async () => {
    await ask(10, "退还顾客多付的款项");
    const { page, complaints } = await stage.open("/approvals", { language: "zh-CN" }, "bela");
    await page.getByText("原因：退还顾客多付的款项").waitFor();
    const [waiting] = commands();
    await stage.desk.fleet.store.write((tx) => {
      if (waiting) tx.saveCommand({ ...waiting, state: "expired", finishedAt: Date.now() });
    });
    await page.getByRole("button", { name: "批准" }).click();
    await page.getByRole("alert").getByText("该命令不在等待批准").waitFor();
    expect(complaints.filter((text) => !/401|409/.test(text))).toEqual([]);
    const tom = await stage.open("/approvals", { language: "zh-CN" }, "tom");
    await tom.page.getByText("涉及现金的命令").waitFor();
  });

  it.each(
    shown([
      ["approvals-zh", { language: "zh-CN" }],
      ["approvals-phone", { width: 360, height: 740, theme: "dark" }],
    ] as const),
  )("picture %s", async (name, looks) => {
    await ask(20, "顾客投诉少找 20 元，已核对流水 20261121-0117，申请退款");
    const { page } = await stage.open("/approvals", looks, "bela");
    await page.locator(".approval-list > li").first().waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
    await page.locator(".approval-list button").last().click();
    await expect.poll(() => page.locator(".approval-list > li").count()).toBe(0);
  });
});
