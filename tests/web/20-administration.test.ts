import { expect, it } from "vitest";
import type { Person } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { password, picture, shown, signIn } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const people: readonly Person[] = [
  { id: "ada", name: "Ada Berg", role: "admin" },
  {
    id: "tom",
    name: "Tom Hart",
    role: "technician",
    scope: { sites: ["中央车站 Central station"] },
    skills: ["site", "mechanic"],
    email: "tom@example.org",
    phone: "+49 30 1234",
  },
];

describeWeb("administration", { people, who: "ada" }, (stage) => {
  it("adds somebody, gives them a password and another role, and disables them", async () => {
    const { page, complaints } = await stage.open("/");
    // By the keyboard: the menu opens, leads on, and closes.
    await page.locator(".more summary").focus();
    await page.keyboard.press("Enter");
    await picture(page, "more-menu");
    await page.getByRole("link", { name: "Administration" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Administration" }).waitFor();
    expect(await page.locator(".more").getAttribute("open")).toBeNull();

    await page.getByRole("button", { name: "Add a person" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Login").fill("lin");
    await dialog.getByLabel("Name", { exact: true }).fill("Lin Wei");
    await dialog.getByLabel("Role").selectOption("technician");
    await dialog.getByLabel("Sites").fill("Harbour\nAirport");
    await dialog.getByRole("checkbox", { name: "electronics" }).check();
    await dialog.getByLabel("Time zone (optional)").fill("Mars/Base");
    await dialog.getByRole("button", { name: "Add a person" }).click();
    await dialog.getByText("is no time zone: Mars/Base").waitFor();
    await picture(page, "person-refused");
    expect(await audit(page)).toEqual([]);
    await dialog.getByLabel("Time zone (optional)").fill("Asia/Shanghai");
    await dialog.getByLabel("Phone (optional)").fill("+86 755 1234");
    await dialog.getByRole("button", { name: "Add a person" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.locator("tr", { hasText: "Lin Wei" }).waitFor();

    await page.getByRole("button", { name: "Password Lin Wei" }).click();
    await dialog.getByLabel("New password").fill("too short");
    expect(await dialog.getByRole("button", { name: "Set the password" }).isDisabled()).toBe(true);
    await dialog.getByLabel("New password").fill("a long new password");
    await dialog.getByRole("button", { name: "Set the password" }).click();
    await dialog.waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Change Lin Wei" }).click();
    await dialog.getByLabel("Role").selectOption("dispatcher");
    await dialog.getByRole("checkbox", { name: /^Disabled/ }).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.locator("tr", { hasText: "Lin Wei" }).getByText("disabled").waitFor();
    expect(stage.desk.fleet.people.list().find(({ id }) => id === "lin")).toMatchObject({
      role: "dispatcher",
      scope: { sites: ["Harbour", "Airport"] },
      skills: ["electronics"],
      phone: "+86 755 1234",
      zone: "Asia/Shanghai",
      disabled: true,
      hasPassword: true,
    });
    // One's own role is left to somebody else.
    await page.getByRole("button", { name: "Change Ada Berg" }).click();
    expect(await dialog.getByLabel("Role").isDisabled()).toBe(true);
    // The one complaint is the browser's, of the refused time zone.
    expect(strange(complaints).filter((text) => !text.includes("400"))).toEqual([]);
  });

  it("changes one's own password by saying the present one: this session goes on, all others end", async () => {
    const elsewhere = await stage.open("/", {}, "tom");
    const { page, complaints } = await stage.open("/", {}, "tom");
    await page.getByLabel("Account of Tom Hart").click();
    await page.getByRole("button", { name: "Change password" }).click();
    const dialog = page.getByRole("dialog");
    const [current, fresh, again] = ["Present password", "New password", "New password again"].map((label) =>
      dialog.getByLabel(label, { exact: true }),
    );
    if (!current || !fresh || !again) expect.fail("three fields");
    expect(await current.getAttribute("autocomplete")).toBe("current-password");
    expect(await fresh.getAttribute("autocomplete")).toBe("new-password");
    await current.fill("not mine at all");
    await fresh.fill("another long one");
    await again.fill("another long two");
    await dialog.getByText("This is not the same.").waitFor();
    expect(await dialog.getByRole("button", { name: "Change it" }).isDisabled()).toBe(true);
    await again.fill("another long one");
    await dialog.getByRole("button", { name: "Change it" }).click();
    await dialog.getByText("this is not your present password").waitFor();
    await picture(page, "own-password");
    expect(await audit(page)).toEqual([]);
    await current.fill(password);
    await dialog.getByRole("button", { name: "Change it" }).click();
    await dialog.getByText("All your other sessions have ended.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).press("Enter");
    await page.reload();
    await page.locator(".line-connected").waitFor();
    await elsewhere.page.reload();
    await elsewhere.page.locator("#password").waitFor();
    await signIn(elsewhere.page, "tom", "another long one");
    await elsewhere.page.locator(".line-connected").waitFor();
    expect(strange(complaints).filter((text) => !text.includes("400"))).toEqual([]);
  });

  it("enrols a terminal and shows its password once", async () => {
    const { page } = await stage.open("/administration/terminals");
    await page.getByRole("button", { name: "Enrol a terminal" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Terminal").fill("kiosk-042");
    await dialog.getByLabel("Site (optional)").fill("Harbour");
    await dialog.getByRole("button", { name: "Enrol a terminal" }).click();
    const secret = page.getByLabel("Password of kiosk-042, for its agent").locator("input");
    await secret.waitFor();
    expect((await secret.inputValue()).length).toBeGreaterThan(15);
    await page.locator("tr", { hasText: "kiosk-042" }).getByText("never", { exact: true }).waitFor();
    await picture(page, "enrolled");
    expect(await audit(page)).toEqual([]);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Put away" }).click();
    expect(await secret.count()).toBe(0);
    await page.getByRole("button", { name: "Enrol a terminal" }).click();
    await dialog.getByLabel("Terminal").fill("kiosk-042");
    await dialog.getByRole("button", { name: "Enrol a terminal" }).click();
    await dialog.getByRole("alert").waitFor();
  });

  it("is not offered to whoever may not administer, and refused by the broker", async () => {
    const { page } = await stage.open("/administration", {}, "eva");
    await page.getByText("Your role does not allow this.").waitFor();
    await page.locator(".more summary").click();
    expect(await page.getByRole("link", { name: "Administration" }).count()).toBe(0);
    const answer = await fetch(`${stage.desk.fleet.url}/api/people`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.desk.fleet.tokens.engineer}`, "content-type": "application/json" },
      body: JSON.stringify({ id: "eva", name: "Eva", role: "admin" }),
    });
    expect(answer.status).toBe(403);
    await picture(page, "administration-refused");
  });

  it.each(
    shown([
      ["people-zh", "/administration", { language: "zh-CN" }],
      ["people-phone", "/administration", { width: 360, height: 740, theme: "dark" }],
      ["enrolment-phone", "/administration/terminals", { width: 360, height: 740, language: "zh-CN" }],
    ] as const),
  )("picture %s", async (name, path, looks) => {
    const { page } = await stage.open(path, looks);
    await page.locator(".rows, .cards").waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
  });

  it("the form fits a phone", async () => {
    const { page } = await stage.open("/administration", { width: 360, height: 740, language: "zh-CN" });
    await page.getByRole("button", { name: "修改 Tom Hart" }).click();
    await page.getByRole("dialog").waitFor();
    await picture(page, "person-phone");
    expect(await widerThanWindow(page)).toBe(false);
  });
});
