import { expect, it } from "vitest";
import { type Looks, picture, shown } from "./rig.ts";
import { describeWeb, widerThanWindow } from "./stage.ts";

describeWeb("reports and knowledge", {}, (stage) => {
  const open = async (path: string, looks: Looks = {}) => {
    const opened = await stage.open(path, looks);
    await opened.page.locator(".page :is(h1, article)").first().waitFor();
    return opened;
  };

  it("opens a report for the time and the terminal that are chosen", async () => {
    const { page, context } = await open("/reports");
    await page.getByRole("radio", { name: "this month" }).check();
    await page.getByLabel("Terminal").fill("kiosk-001");
    await picture(page, "reports");
    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: "Fault report: Open" }).click();
    const report = await opened;
    await report.getByRole("heading", { level: 1 }).waitFor();
    expect(new URL(report.url()).searchParams.get("terminal")).toBe("kiosk-001");
    expect(await report.locator("body").innerText()).toContain("kiosk-001");
    await picture(report, "report");
  });

  it("finds a fault by words in either language, and shows what cures it", async () => {
    const { page } = await open("/knowledge/printer.paper.out");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await picture(page, "knowledge");
    await page.getByLabel("Search").fill("纸币");
    await page.getByRole("link", { name: /jam/i }).first().click();
    await page.getByRole("heading", { name: "What to do" }).waitFor();
    await page.getByLabel("Search").fill("qqqq");
    await page.getByText("Nothing has these words.").waitFor();
  });

  it.each(
    shown([
      ["reports-phone", "/reports", { width: 360, height: 740, language: "zh-CN" }],
      ["knowledge-zh", "/knowledge/printer.paper.out", { language: "zh-CN" }],
      ["knowledge-phone", "/knowledge/printer.paper.out", { width: 360, height: 740, theme: "dark" }],
    ] as const),
  )("picture %s", async (name, path, looks) => {
    const { page } = await open(path, looks);
    await picture(page, name);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
