import type { Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import type { OnCallPlan, Person } from "../../contract/index.ts";
import { Receiver } from "../support/receiver.ts";
import { audit } from "./accessible.ts";
import { type Desk, picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const dayMs = 86_400_000;
const dateOf = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
const both = (en: string, zh: string) => ({ en, "zh-CN": zh });
const zone = "Asia/Shanghai";
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const people: readonly Person[] = [
  { id: "eva", name: "Eva Lindqvist", role: "engineer", phone: "+46 8 1234 01" },
  { id: "li", name: "Li Lei 李雷", role: "technician", phone: "+86 755 1234 02" },
  { id: "dana", name: "Dana Kovac", role: "dispatcher" },
  { id: "ada", name: "Ada Berg", role: "admin" },
  { id: "vera", name: "Vera Lind", role: "viewer" },
];
/** Of the second line nobody is on duty from ten in the evening to midnight. */
const plan: OnCallPlan = {
  rotas: [
    {
      id: "first-line",
      title: both("First line", "一线值班"),
      queues: ["remote", "software"],
      zone,
      layers: [{ people: ["eva", "li"], shift: "day", handover: { time: "09:00" }, from: dateOf(-30) }],
    },
    {
      id: "second-line",
      title: both("Second line", "二线值班"),
      queues: ["field"],
      zone,
      layers: [
        {
          people: ["ada", "dana"],
          shift: "week",
          from: dateOf(-30),
          hours: { week: Object.fromEntries(weekdays.map((day) => [day, ["00:00-22:00"]])) },
        },
      ],
    },
  ],
  paths: [
    {
      queue: "remote",
      ways: ["text"],
      acceptMinutes: 10,
      steps: [
        { at: 0, tell: [{ onCall: "first-line" }] },
        { at: 100, tell: [{ person: "dana" }] },
      ],
    },
  ],
};

const receiver = await Receiver.open();
afterAll(() => receiver.close());
const notify = {
  channels: { text: { kind: "sms", url: `${receiver.url}/sms?to={to}`, json: { text: "{text}" } } },
};
const ask = async ({ fleet }: Desk, method: string, path: string, body: unknown, token = fleet.tokens.admin) => {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return fetch(`${fleet.url}${path}`, { method, headers, body: JSON.stringify(body) });
};
/** A text message that its gateway refuses, of a ticket that came in. */
const prepare = async (desk: Desk): Promise<void> => {
  receiver.answer = () => ({ status: 400, body: "no credit" });
  expect((await ask(desk, "PUT", "/api/on-call/plan", { plan })).status).toBe(200);
  const ticket = { terminal: "kiosk-002", title: "no light", severity: "critical" };
  expect((await ask(desk, "POST", "/api/tickets", ticket)).status).toBe(200);
};

describeWeb("on call", { people, notify, prepare }, (stage) => {
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  const tab = async (page: Page, name: string): Promise<void> => {
    await page.getByRole("navigation", { name: "On call" }).getByRole("link", { name }).click();
  };

  it("says who is on duty and who would be called; an override is looked at, made and taken back; one has a calendar", async () => {
    const { page, complaints } = await stage.open("/on-call", {}, "dana");
    await page.getByRole("alert").getByText("nobody is on duty from").first().waitFor();
    await page.locator(".rota a[href='tel:+468123401'], .rota a[href='tel:+86755123402']").first().waitFor();
    await button(page, "first line, remote").click();
    await page.locator(".steps").getByText("by text to +").waitFor();
    await page.locator(".steps").getByText("Not accepted within 10 min, or at 100 % of the time").waitFor();
    await page.locator(".steps").getByText("not by text: no phone number").waitFor();
    await picture(page, "on-call");
    expect(await audit(page)).toEqual([]);

    await tab(page, "Calendar");
    await page.locator(".bar").first().waitFor();
    await button(page, "Override").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Who stands in").selectOption("dana");
    await dialog.getByLabel("From").fill(`${dateOf(2)}T10:00`);
    await dialog.getByLabel("Until").fill(`${dateOf(2)}T12:00`);
    await dialog.getByLabel("Reason").fill("Eva is ill");
    await button(page, "Show what changes").click();
    await dialog.getByRole("status").getByText("Dana Kovac").waitFor();
    await picture(page, "on-call-override");
    expect(await audit(page)).toEqual([]);
    await button(page, "Save").click();
    await dialog.waitFor({ state: "detached" });
    const row = page.locator("tr", { hasText: "Eva is ill" });
    await row.getByText("override").waitFor();
    await page.locator(".bar-changed").first().waitFor();
    await picture(page, "on-call-calendar");
    expect(await audit(page)).toEqual([]);
    await row.getByRole("button", { name: "Take back" }).click();
    await dialog.getByRole("button", { name: "Take back" }).click();
    await row.getByText("taken back by Dana Kovac").waitFor();

    await button(page, "Make an address").click();
    const address = await page.getByLabel("Address to subscribe to").locator("input").inputValue();
    expect((await fetch(address)).headers.get("content-type")).toMatch(/^text\/calendar/);
    await button(page, "Revoke").click();
    await button(page, "Make an address").waitFor();
    expect((await fetch(address)).status).toBe(401);
    expect(strange(complaints)).toEqual([]);
  });

  it("two people swap; calls and messages are told; what was given up is tried again", async () => {
    const { page } = await stage.open("/on-call/calendar", {}, "dana");
    await button(page, "Swap").click();
    const dialog = page.getByRole("dialog");
    const [one, other] = [
      dialog.getByRole("group", { name: "One gives" }),
      dialog.getByRole("group", { name: "and takes" }),
    ];
    await one.getByLabel("Duty").selectOption({ index: 3 });
    await other.getByLabel("Duty").selectOption({ index: 4 });
    await dialog.getByLabel("Reason").fill("a wedding");
    await button(page, "Show what changes").click();
    await dialog.getByRole("status").getByText("→").first().waitFor();
    await picture(page, "on-call-swap");
    await button(page, "Save").click();
    await page.locator("tr", { hasText: "a wedding" }).getByText("swap").waitFor();

    await tab(page, "Calls");
    await page.getByRole("region", { name: "Called by the broker" }).getByText("not yet").first().waitFor();
    await button(page, "Write a call down").click();
    await dialog.getByLabel("Minutes").fill("12");
    await dialog.getByLabel("Result").fill("restarted by phone");
    await button(page, "Save").click();
    await page.getByRole("region", { name: "Telephone calls" }).getByText("restarted by phone").waitFor();
    await picture(page, "on-call-calls");

    await tab(page, "Messages");
    const failed = page.getByRole("region", { name: "Messages" }).locator("tr", { hasText: "given up" }).first();
    await failed.getByText("no credit").waitFor();
    await picture(page, "on-call-messages");
    expect(await audit(page)).toEqual([]);
    receiver.answer = () => ({ status: 200, body: "{}" });
    await failed.getByRole("button").click();
    await page.getByRole("region", { name: "Messages" }).locator(".message-sent").waitFor();
    expect(receiver.got.at(-1)?.path).toMatch(/^\/sms\?to=/);
  });

  it("the plan is read in words and changed as text: what is wrong is said by key, what would change before it is saved", async () => {
    const { page, complaints } = await stage.open("/on-call/plan", {}, "eva");
    await page.getByText("day by day, from 09:00").waitFor();
    await page.getByText("Each next step as soon as nobody accepts within 10 min.").waitFor();
    await picture(page, "on-call-plan");
    await button(page, "Change the plan").click();
    const text = page.getByLabel("Rotas and escalation paths as YAML");
    const yaml = await text.inputValue();
    await text.fill(yaml.replace(zone, "Mars/Base"));
    await button(page, "Check").click();
    await page.getByRole("alert").getByText("rotas.0.zone").waitFor();
    await page.getByRole("button", { name: /^line \d+$/ }).click();
    expect(await page.evaluate("window.getSelection().toString()")).toContain("Mars/Base");
    expect(await button(page, "Save the plan").isDisabled()).toBe(true);
    await text.fill(yaml.replace("[ eva, li ]", "[ li, eva ]"));
    await button(page, "Check").click();
    await page
      .getByRole("region", { name: "What changes" })
      .or(page.locator(".moves"))
      .getByText("First line")
      .first()
      .waitFor();
    await picture(page, "on-call-plan-text");
    expect(await audit(page)).toEqual([]);
    await button(page, "Save the plan").click();
    await page.getByText("Version 2, set").waitFor();
    expect(strange(complaints).filter((one) => !one.includes("400"))).toEqual([]);
  });

  it("who only looks sees who is on duty, and nothing of how to reach them or to change it", async () => {
    const { page } = await stage.open("/on-call/messages", {}, "vera");
    await page.locator(".on-duty").first().waitFor();
    expect(await page.locator("a[href^='tel:'], .test-call").count()).toBe(0);
    expect(await page.getByRole("link", { name: "Messages" }).count()).toBe(0);
    await tab(page, "Calendar");
    await page.locator(".bar").first().waitFor();
    expect(await page.locator("button.bar").count()).toBe(0);
    expect(await button(page, "Override").count()).toBe(0);
    // A calendar of one's own everybody may have.
    await button(page, "Make an address").click();
    await button(page, "Revoke").waitFor();
    const { fleet } = stage.desk;
    const wish = { rota: "first-line", person: "li", from: dateOf(3), to: dateOf(3), why: "no" };
    expect((await ask(stage.desk, "POST", "/api/on-call/overrides", wish, fleet.tokens.viewer)).status).toBe(403);
  });

  it.each(
    shown([
      ["on-call-dark", "/on-call", { theme: "dark" }, ".rota"],
      ["on-call-zh", "/on-call", { language: "zh-CN" }, ".rota"],
      ["on-call-month", "/on-call/calendar?weeks=4", { width: 1440, language: "zh-CN", theme: "dark" }, ".bar"],
      ["on-call-plan-zh", "/on-call/plan", { language: "zh-CN" }, ".rota-words"],
      ["on-call-messages-zh", "/on-call/messages", { language: "zh-CN", theme: "dark" }, ".rows"],
      ["on-call-now-phone", "/on-call", { width: 360, height: 740 }, ".rota"],
      ["on-call-plan-phone", "/on-call/plan", { width: 360, height: 740 }, ".rota-words"],
      ["on-call-calls-phone", "/on-call/calls", { width: 360, height: 740 }, ".card"],
      ["on-call-messages-phone", "/on-call/messages", { width: 360, height: 740, language: "zh-CN" }, ".card"],
      [
        "on-call-phone",
        "/on-call/calendar",
        { width: 360, height: 740, language: "zh-CN", theme: "dark" },
        ".duty-day",
      ],
    ] as const),
  )("picture %s", async (name, path, looks, there) => {
    const { page } = await stage.open(path, looks, "ada");
    await page.locator(there).first().waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
