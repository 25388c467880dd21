import { expect, it } from "vitest";
import { picture, signIn, visit } from "./rig.ts";
import { describeWeb, strange } from "./stage.ts";

describeWeb("signing in", {}, (stage) => {
  it("tells a wrong password, lets the right one in, and out again", async () => {
    const { page, complaints } = await visit(stage.browser, stage.desk.fleet.url);
    await signIn(page, "eva", "not the password");
    await page.getByText("Login or password is wrong.").waitFor();
    await picture(page, "sign-in-wrong");
    await signIn(page);
    await page.getByRole("link", { name: "kiosk-001" }).waitFor();
    await picture(page, "fleet");
    await page.getByLabel("Account of Eva Lindqvist").click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Roundsman" }).waitFor();
    // They left by themselves: nobody tells them that they were sent away.
    expect(await page.getByText("You were signed out").count()).toBe(0);
    await page.locator("#login").waitFor();
    expect(strange(complaints)).toEqual([]);
  });
});
