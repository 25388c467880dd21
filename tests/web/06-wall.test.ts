import { expect, it } from "vitest";
import { type Looks, openDesk, picture, signIn, visit } from "./rig.ts";
import { describeWeb } from "./stage.ts";

describeWeb("wall board", {}, (stage) => {
  const open = async (looks: Looks = {}) => {
    const { page } = await visit(stage.browser, `${stage.desk.fleet.url}/wall`, looks);
    await signIn(page);
    await page.locator(".wall-counts").waitFor();
    return page;
  };

  it("fills the screen, and nothing on it asks for a hand", async () => {
    const page = await open({ width: 1920, height: 1080, theme: "dark" });
    await page.getByText("kiosk-001").first().waitFor();
    expect(await page.locator("a, button, input").count()).toBe(0);
    await picture(page, "wall");
    const height = await page.evaluate(
      "parseFloat(getComputedStyle(document.querySelector('.wall-list li')).fontSize)",
    );
    expect(Number(height) / 1080).toBeGreaterThan(0.025);
  });

  it("needs nobody to sign in if its address carries a viewer's token", async () => {
    const address = `${stage.desk.fleet.url}/wall#token=${stage.desk.fleet.tokens.viewer}`;
    const { page } = await visit(stage.browser, address, { width: 1920, height: 1080 });
    await page.getByText("kiosk-001").first().waitFor();
  });

  it("R15: says that it is old when the broker is gone", async () => {
    const other = await openDesk();
    const { page } = await visit(stage.browser, `${other.fleet.url}/wall#token=${other.fleet.tokens.viewer}`, {
      width: 1920,
      height: 1080,
    });
    await page.getByText("kiosk-001").first().waitFor();
    await other.close();
    await page.getByText(/Connection lost/).waitFor();
    await picture(page, "wall-lost");
  });

  it("in Chinese", async () => {
    const page = await open({ width: 1920, height: 1080, language: "zh-CN" });
    await picture(page, "wall-zh");
  });
});
