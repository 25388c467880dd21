import { expect, it } from "vitest";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

describeWeb("inspections", { people: [{ id: "vera", name: "Vera Sun", role: "viewer" }] }, (stage) => {
  it("answers what only a person can say, keeps it, and finishes the round", async () => {
    const { page, complaints } = await stage.open("/inspections");
    await page.getByRole("link", { name: "kiosk-001" }).waitFor();
    await picture(page, "inspections");
    expect(await audit(page)).toEqual([]);
    await page.getByRole("link", { name: "kiosk-001" }).click();
    const asked = page.locator(".asked");
    await asked.first().waitFor();
    await picture(page, "inspection");
    expect(await audit(page)).toEqual([]);
    const finish = page.getByRole("button", { name: "Finish the round" });
    expect(await finish.isDisabled()).toBe(true);
    await asked.first().getByRole("radio", { name: "not ok", exact: true }).check();
    await asked.first().getByPlaceholder("Remark").fill("scratched");
    await page.getByRole("button", { name: "Keep the answers" }).click();
    await page.getByText("Eva Lindqvist said not ok: scratched").waitFor();
    for (const one of await asked.all()) await one.getByRole("radio", { name: "ok", exact: true }).check();
    await page.getByText("Everything is answered.").waitFor();
    await finish.click();
    await page.getByText(/round \d+, finished/).waitFor();
    await page.getByRole("link", { name: "Finished rounds" }).click();
    await page
      .getByRole("link", { name: /^#\d+$/ })
      .first()
      .click();
    await page.getByText(/round \d+, finished/).waitFor();
    await picture(page, "inspection-finished");
    expect(strange(complaints)).toEqual([]);
  });

  it("a viewer reads the checklist, and is asked nothing", async () => {
    const { page } = await stage.open("/inspections/terminals/kiosk-002", {}, "vera");
    await page.locator(".item").first().waitFor();
    expect(await page.locator(".asked, .round-end").count()).toBe(0);
    const answer = await fetch(`${stage.desk.fleet.url}/api/terminals/kiosk-002/inspection`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.desk.fleet.tokens.viewer}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(answer.status).toBe(403);
  });

  it.each(
    shown([
      ["inspections-zh", "/inspections", { language: "zh-CN" }],
      ["inspections-phone", "/inspections", { width: 360, height: 740, language: "zh-CN" }],
      ["inspection-phone", "/inspections/terminals/kiosk-002", { width: 360, height: 740, language: "zh-CN" }],
      ["rounds-dark", "/inspections/rounds", { theme: "dark" }],
    ] as const),
  )("picture %s", async (name, path, looks) => {
    const { page } = await stage.open(path, looks);
    await page.locator(".rows, .cards, .items").waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
