import { expect, it } from "vitest";
import { storeHotHours } from "../support/hot-hosts.ts";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const hot = "host.temperature.high";

describeWeb("rules", { people: [{ id: "vera", name: "Vera", role: "viewer" }], fill: storeHotHours }, (stage) => {
  it("found, rehearsed, put into force with a reason, told as not delivered, and taken back", async () => {
    const { page, complaints } = await stage.open("/rules", { height: 1500 });
    await page.getByRole("heading", { name: "printer" }).waitFor();
    await picture(page, "rules");
    expect(await audit(page)).toEqual([]);
    await page.getByLabel("Search").fill("temperature");
    await page.getByRole("link", { name: "Computer is too hot" }).click();

    const rehearse = page.getByRole("button", { name: "Rehearse" });
    await page.getByText("the device says: temperature high").waitFor();
    expect(await rehearse.isDisabled()).toBe(true);
    await page.getByLabel("Fault above").fill("hot");
    await page.getByText("This is no number.").waitFor();
    await page.getByLabel("Fault above").fill("950");
    await rehearse.click();
    await page.locator(".wrong", { hasText: "between -20 and 120" }).waitFor();
    await page.getByLabel("Fault above").fill("95");
    await page.getByLabel("Opens after").fill("20 min");
    await page.getByLabel("Readings of").selectOption("1");
    await rehearse.click();
    await page.getByText("Faults 2 → 0, tickets 2 → 0.").waitFor();
    await page.getByRole("button", { name: "gone 2" }).waitFor();
    await picture(page, "rules-rehearsed");
    expect(await audit(page)).toEqual([]);

    await page.getByRole("button", { name: "Put into force …" }).click();
    await page.getByLabel("Reason").fill("hall without cooling");
    await picture(page, "rules-force");
    await page.getByRole("button", { name: "Put into force", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByText("hall without cooling").first().waitFor();
    expect(stage.desk.fleet.store.read.ruleSettings()).toMatchObject({
      revision: 1,
      by: "user:eva",
      settings: { [hot]: { limit: { raise: 95 }, holdMs: 1_200_000 } },
    });
    await page.getByRole("link", { name: "Rules", exact: true }).last().click();
    await page.getByRole("button", { name: "Set otherwise 1" }).click();
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    await page.getByText("Opens after, Limit").waitFor();
    await page.getByRole("link", { name: "Computer is too hot" }).click();
    await page.getByRole("button", { name: "As delivered" }).click();
    await page.getByRole("button", { name: "Put into force …" }).click();
    await page.getByLabel("Reason").fill("cooling is back");
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Put into force", exact: true }).click();
    await page.getByText("back to delivery").waitFor();
    expect(stage.desk.fleet.store.read.ruleSettings()?.settings).toEqual({});
    expect(strange(complaints).filter((text) => !text.includes("400"))).toEqual([]);
  });

  it("policies are read in words, and a pasted file is told what is wrong with it", async () => {
    const { page, complaints } = await stage.open("/rules", { height: 1300 });
    await page.getByRole("link", { name: "Policies" }).click();
    await page.getByText("contact within").first().waitFor();
    await page.getByText("incidents.minimum").waitFor();
    await page.getByLabel("Policy file (YAML)").fill("id: mine\ntitle: { en: Mine, zh-CN: mine }\nlevels: []\n");
    const policy = page.getByRole("region", { name: "Check a changed policy file" });
    await policy.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByText("line 3").waitFor();
    await page.getByRole("heading", { name: "Check a changed policy file" }).scrollIntoViewIfNeeded();
    await picture(page, "policies-check");
    expect(await audit(page)).toEqual([]);
    expect(strange(complaints)).toEqual([]);
  });

  it.each(
    shown([
      ["policies", "/policies", { height: 1500 }],
      ["policies-phone", "/policies", { width: 360, height: 1500, theme: "dark", language: "zh-CN" }],
      ["rules-zh", "/rules", { language: "zh-CN" }],
      ["rules-phone", "/rules", { width: 360, height: 740, theme: "dark" }],
      ["rule-zh", `/rules/${hot}`, { language: "zh-CN", theme: "dark", width: 1440 }],
      ["rule-phone", `/rules/${hot}`, { width: 360, height: 1600 }],
    ] as const),
  )("picture %s", async (name, path, looks) => {
    const { page } = await stage.open(path, looks);
    await page.locator(".rule-name, .policy-levels").first().waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
  });

  it("everybody may read them; to set or rehearse one takes permission", async () => {
    const { page } = await stage.open(`/rules/${hot}`, {}, "vera");
    await page.getByRole("heading", { name: "In force" }).waitFor();
    expect(await page.getByRole("button", { name: "Rehearse" }).count()).toBe(0);
    const { url, tokens } = stage.desk.fleet;
    const headers = { authorization: `Bearer ${tokens.viewer}`, "content-type": "application/json" };
    const body = JSON.stringify({ rules: [{ rule: hot, settings: {} }], why: "because I can" });
    expect((await fetch(`${url}/api/rules`, { method: "POST", headers, body })).status).toBe(403);
  });
});
