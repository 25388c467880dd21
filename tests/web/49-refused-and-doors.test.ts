import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import type { Person } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { type Looks, picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const minuteMs = 60_000;
const phone: Looks = { width: 360, height: 740, language: "zh-CN" };
const people: readonly Person[] = [
  { id: "tom", name: "Tom Berg", role: "technician", skills: ["mechanic"] },
  { id: "vera", name: "Vera Lind", role: "viewer" },
  { id: "sven", name: "Sven Hall", role: "engineer", scope: { sites: ["Nowhere"] } },
];

const lacks = { en: "/records/0 must have required properties seq", "zh-CN": "/records/0：缺少seq" };
const refuse = (
  tx: Tx,
  terminal: string,
  at: number,
  text: { en: string; "zh-CN": string },
  payload: Buffer | string,
) => tx.addQuarantine({ terminal, topic: `rm/1/${terminal}/up`, receivedAt: at, text, payload: Buffer.from(payload) });
/** Turns the text around, rings, and would be markup. */
const hostile = '{"v":1,"note":"\u202e\u0007<img src=x onerror=alert(1)>","stream":"0123456789abcdef.urgent"}';

/** One terminal sends the same thing again and again; two doors were opened, and something stood open before. */
const fill = (tx: Tx, now: number): void => {
  refuse(tx, "", now - 300 * minuteMs, { en: "the first packet is not CONNECT", "zh-CN": "首个报文不是 CONNECT" }, "");
  refuse(
    tx,
    "kiosk-003",
    now - 200 * minuteMs,
    { en: "not JSON", "zh-CN": "不是 JSON" },
    Buffer.from([0xff, 0x00, 0x1b]),
  );
  for (let n = 0; n < 7; n++)
    refuse(tx, "kiosk-002", now - (7 - n) * 20_000, lacks, `${hostile.slice(0, -1)},"n":${n}}`);
  const door = { device: "cabinet-1", component: "outerDoor" } as const;
  const see = (terminal: string, state: string, minutes: number): void => {
    const at = now - minutes * minuteMs;
    tx.addSighting({ ...door, terminal, state, since: at, at, receivedAt: at });
  };
  see("kiosk-002", "closed", 4000);
  see("kiosk-002", "open", 170);
  see("kiosk-002", "closed", 160);
  see("kiosk-003", "open", 1);
};

describeWeb("refused messages, doors and keys", { people, fill }, (stage) => {
  const ask = async (path: string, body: unknown, token = stage.desk.fleet.tokens.engineer): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const asked = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    return (await fetch(`${stage.desk.fleet.url}${path}`, { headers, ...asked })).status;
  };

  it("a loop is seen at once, what was in a message is read without harm, and what is refused meanwhile is there", async () => {
    const { page, complaints } = await stage.open("/terminals/kiosk-002", { height: 1000 });
    await page.getByRole("link", { name: "Some of its messages were refused" }).click();
    await page.getByText("again and again: 7 in 10 min").waitFor();
    expect(await page.getByLabel("Terminal").inputValue()).toBe("kiosk-002");
    await page.getByLabel("Terminal").selectOption("");
    const list = page.getByRole("table", { name: "Refused messages" });
    await expect.poll(() => list.locator("tbody tr").count()).toBe(9);
    await page.getByRole("table", { name: "How many of each kind" }).getByText("not signed in").waitFor();
    await list.locator("tbody tr").first().getByText("What was in it").click();
    const payload = list.locator("pre");
    await payload.waitFor();
    expect(await payload.textContent()).toContain('"note":"\\u{202e}\\u{0007}<img src=x onerror=alert(1)>"');
    expect(await page.locator("img[src=x]").count()).toBe(0);
    await list.locator("tr", { hasText: "kiosk-003" }).getByText("What was in it").click();
    await page.getByText("It is no text; these are its bytes.").waitFor();
    await picture(page, "refused");
    expect(await audit(page)).toEqual([]);

    await page.getByRole("button", { name: "Only kiosk-003" }).click();
    await expect.poll(() => list.locator("tbody tr").count()).toBe(1);
    await stage.desk.fleet.store.write((tx) => {
      const row = refuse(tx, "kiosk-003", Date.now(), { en: "not JSON", "zh-CN": "不是 JSON" }, "{");
      stage.desk.fleet.live.emit(tx, "quarantine", row);
    });
    await expect.poll(() => list.locator("tbody tr").count()).toBe(2);
    expect(strange(complaints)).toEqual([]);
  });

  it("who may not configure has no way there; who sees a part of the fleet neither", async () => {
    const { page } = await stage.open("/refused", {}, "vera");
    await page.getByRole("alert").waitFor();
    expect(await page.locator("table").count()).toBe(0);
    expect(await ask("/api/quarantine/1", undefined, stage.desk.fleet.tokens.viewer)).toBe(403);
    expect(await ask("/api/quarantine/99", undefined)).toBe(404);
    const { page: scoped } = await stage.open("/refused", {}, "sven");
    await scoped.getByRole("alert").waitFor();
    expect(await scoped.getByRole("link", { name: "Refused messages", includeHidden: true }).count()).toBe(0);
  });

  it("doors that nobody had announced come first; a visit that is planned meanwhile explains its own", async () => {
    const { page, complaints } = await stage.open("/visits?view=doors", {}, "vera");
    const alone = page.getByRole("table", { name: "Opened, and nobody had announced it" });
    await expect.poll(() => alone.locator("tbody tr").count()).toBe(2);
    const from = Date.now() - minuteMs;
    const visit = { terminal: "kiosk-003", technician: "tom", from, to: from + 60 * minuteMs };
    expect(await ask("/api/visits", visit)).toBe(200);
    const others = page.getByRole("table", { name: "Everything else that moved" });
    await others.getByRole("link", { name: "Visit 2" }).waitFor();
    expect(await alone.locator("tbody tr").count()).toBe(1);
    await alone.getByText("not announced").waitFor();
    await picture(page, "doors");
    expect(await audit(page)).toEqual([]);
    await page.getByLabel("Terminal").selectOption("kiosk-002");
    await expect.poll(() => others.getByText("no visit").count()).toBe(1);
    await page.getByLabel("Time").selectOption("1");
    expect(new URL(page.url()).search).toBe("?view=doors&terminal=kiosk-002&days=1");
    await page.getByLabel("Terminal").selectOption("");
    await others.getByRole("link", { name: "Visit 2" }).click();
    await page.waitForURL("**/visits/2");
    expect(strange(complaints)).toEqual([]);
  });

  it("what somebody else changes of a site or a rule reaches a page that is open; what was typed there stays", async () => {
    const { page: map } = await stage.open("/?view=map", {}, "vera");
    await map
      .getByText("has no coordinates", { exact: false })
      .or(map.getByText("have no coordinates"))
      .first()
      .waitFor();
    const site = stage.desk.fleet.store.read.terminal("kiosk-001")?.site ?? "";
    const { page: rule } = await stage.open("/rules/printer.paper.low");
    await rule.getByLabel("Opens after").fill("25 min");
    expect(await ask("/api/sites", { name: site, latitude: 22.5, longitude: 114 })).toBe(200);
    await map.locator(`.map [data-site="${site}"]`).waitFor();
    const settings = { holdMs: 7 * minuteMs };
    expect(await ask("/api/rules", { rules: [{ rule: "printer.paper.out", settings }], why: "other" })).toBe(200);
    expect(await ask("/api/rules", { rules: [{ rule: "printer.paper.low", settings }], why: "too soon" })).toBe(200);
    await rule.getByText("Somebody else has changed this rule meanwhile.", { exact: false }).waitFor();
    expect(await rule.getByLabel("Opens after").inputValue()).toBe("25 min");
    await picture(rule, "rule-outdated");
    await rule.getByRole("button", { name: "Take what is in force now" }).click();
    expect(await rule.getByLabel("Opens after").inputValue()).toBe("7 min");
  });

  it.each(
    shown<readonly [string, string, Looks]>([
      ["refused-dark", "/refused", { theme: "dark", width: 1440 }],
      ["doors-phone", "/visits?view=doors", phone],
      ["doors-zh", "/visits?view=doors", { language: "zh-CN" }],
      ["refused-phone", "/refused", phone],
    ]),
  )("picture %s", async (name, path, looks) => {
    const { page } = await stage.open(path, looks);
    await page.locator(".rows, .cards").first().waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
