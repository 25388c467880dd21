import type { BrowserContext, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import type { AttachmentView, Person, Score, TicketView, VisitView } from "../../contract/index.ts";
import { audit } from "./accessible.ts";
import { picture, shown, visit } from "./rig.ts";
import { describeWeb, widerThanWindow } from "./stage.ts";

/** Before anybody has signed in, the broker says so; without a network the browser does; what is refused is written into the console by the browser itself. */
const expected = /401|ERR_INTERNET_DISCONNECTED|409|ERR_FAILED/;
const strange = (complaints: readonly string[]): string[] => complaints.filter((one) => !expected.test(one));
const phone = { width: 360, height: 740 } as const;
const hourMs = 3_600_000;
/** One red pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

const unit = { deviceClass: "printer", driver: "escpos-printer", model: "TM-T88V", serial: "P-OLD-1" } as const;
const fillAsset = (tx: Tx, since: number): void => {
  tx.saveAsset({ terminal: "kiosk-001", device: "printer", unit, since });
};
const people: readonly Person[] = [
  { id: "tom", name: "Tom Berg", role: "technician", phone: "+46 8 1234", skills: ["mechanic"] },
  { id: "dana", name: "Dana Kovac", role: "dispatcher" },
  { id: "vera", name: "Vera Lind", role: "viewer" },
];

describeWeb("visits", { fill: fillAsset, people }, (stage) => {
  let ticket: TicketView;
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const headers = {
      authorization: `Bearer ${stage.desk.fleet.tokens.engineer}`,
      "content-type": "application/json",
    };
    const asked = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${stage.desk.fleet.url}${path}`, { headers, ...asked });
    expect(answer.status).toBe(200);
    return (await answer.json()) as T;
  };
  /** Under way now, so that it is of today at any hour. */
  const plan = (more: object = {}): Promise<VisitView> => {
    const from = Date.now() - 60_000;
    const when = { technician: "tom", from, to: from + hourMs, force: true };
    return ask("/api/visits", { ...when, ...more });
  };
  const now = (number: number): Promise<VisitView> => ask(`/api/visits/${number}`);
  const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
  /** The page and all its files are kept, and this page is theirs. */
  const ready = async (page: Page): Promise<void> => {
    await page.evaluate(`navigator.serviceWorker.controller ? true : new Promise((done) => {
      navigator.serviceWorker.addEventListener("controllerchange", () => done(true));
    })`);
  };
  const offline = async (context: BrowserContext, page: Page): Promise<void> => {
    await ready(page);
    await context.setOffline(true);
  };
  const swap = async (page: Page, serial: string): Promise<void> => {
    await button(page, "Part swapped").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Device").selectOption("printer");
    await dialog.getByRole("combobox", { name: /^Part/ }).selectOption("receipt printer");
    expect(await dialog.getByLabel("Serial number of the old one").inputValue()).toBe("P-OLD-1");
    await dialog.getByLabel("Serial number of the new one").fill(serial);
    await button(page, "Write down").click();
    await dialog.waitFor({ state: "detached" });
  };

  beforeAll(async () => {
    ticket = await ask("/api/tickets", {
      terminal: "kiosk-001",
      title: "Receipts come out blank",
      severity: "major",
      contact: { name: "Ms Wang", phone: "+86 755 1234" },
    });
  });

  it("a dispatcher plans a visit from a ticket, sees it by technician and day, and moves it", async () => {
    const { page, complaints } = await stage.open(`/tickets/${ticket.number}`, {}, "dana");
    await button(page, "Plan a visit").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Technician").selectOption("tom");
    await dialog.getByLabel("Note for the visit").fill("The key is at the counter.");
    await picture(page, "visit-plan");
    await dialog.getByRole("button", { name: "Plan a visit" }).click();
    await page.waitForURL(/\/visits\/\d+$/);
    const number = Number(page.url().split("/").at(-1));
    await page.getByText("The key is at the counter.").waitFor();
    const planned = await now(number);
    expect(planned).toMatchObject({
      ticket: ticket.number,
      technician: "tom",
      plannedBy: "user:dana",
      state: "planned",
    });
    await button(page, "Move").click();
    await page.getByRole("dialog").getByLabel("From").fill("2030-06-03T09:00");
    await page.getByRole("dialog").getByLabel("Until").fill("2030-06-03T11:00");
    await page.getByRole("dialog").getByRole("button", { name: "Move" }).click();
    await page.getByRole("alert").getByText("more than 400 days off").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Visits" }).click();
    await page.getByText("By technician and day").click();
    await page.getByRole("rowheader", { name: "Tom Berg" }).waitFor();
    await picture(page, "visits-plan");
    const [month, { appointment, ...row }] = [30 * 24 * hourMs, planned];
    const past = { ...appointment, from: appointment.from - month, to: appointment.to - month };
    await stage.desk.fleet.store.write((tx) => {
      const kept = tx.read.visit(row.number);
      const order = kept && { ...kept.order, title: { en: "Long ago", "zh-CN": "很久以前" } };
      if (order) tx.saveVisit({ ...kept, number: 0, appointment: past, order });
    });
    await page.getByRole("button", { name: /^All/ }).click();
    expect(await page.getByText("Long ago").count()).toBe(0);
    await page.getByLabel("Time").selectOption("90");
    await page.getByRole("link", { name: /Long ago$/ }).waitFor();
    expect(await audit(page)).toEqual([]);
    expect(strange(complaints).filter((one) => !one.includes("400"))).toEqual([]);
  });

  it("offline: the visit is read, arrival and swap are kept; back online the broker has both once, with their times", async () => {
    const { number } = await plan({ ticket: ticket.number });
    const { page, context, complaints } = await stage.open("/my-day", phone, "tom");
    await page
      .getByRole("link", { name: /Receipts come out blank/ })
      .first()
      .waitFor();
    await picture(page, "my-day");
    expect(await audit(page)).toEqual([]);
    await offline(context, page);
    await page.reload();
    await page.getByText("No network.").waitFor();
    await page.locator(`a[href="/my-day/${number}"]`).click();
    await page.getByRole("link", { name: "+86 755 1234" }).waitFor();
    await button(page, "Arrived").click();
    await page.getByText("1 entry waits to be sent").waitFor();
    await swap(page, "P-NEW-1");
    await page.getByText("2 entries wait to be sent").waitFor();
    await picture(page, "on-site-offline");
    // The phone is put away, and taken out again.
    await page.reload();
    await page.getByText("2 entries wait to be sent").waitFor();
    expect((await now(number)).claims).toEqual([]);
    const back = Date.now();
    // The first answer is lost on its way: what was said is said again, under the same key.
    let lost = 0;
    await context.route("**/api/visits/*/actions", async (route) => {
      if (lost++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await context.setOffline(false);
    await page.getByText("to be sent").waitFor({ state: "detached", timeout: 40_000 });
    expect(lost).toBe(3);
    const { claims, state } = await now(number);
    expect(state).toBe("onSite");
    expect(claims.map(({ action, by }) => [action, by])).toEqual([
      ["arrive", "user:tom"],
      ["swap", "user:tom"],
    ]);
    expect(claims[1]).toMatchObject({
      device: "printer",
      item: "receipt printer",
      oldSerial: "P-OLD-1",
      newSerial: "P-NEW-1",
    });
    for (const { at, receivedAt } of claims) {
      expect(at).toBeLessThan(back);
      expect(receivedAt).toBeGreaterThanOrEqual(back);
    }
    await page.getByText("No network.").waitFor({ state: "detached" });
    await picture(page, "on-site");
    expect(strange(complaints)).toEqual([]);
  });

  it("tested, a photo, left, signed with an opinion; then proof and files on the visit's page", async () => {
    const { number } = await plan({ ticket: ticket.number });
    await ask(`/api/visits/${number}/actions`, { action: "arrive" });
    const { page, complaints } = await stage.open(`/my-day/${number}`, phone, "tom");
    await button(page, "Tested").click();
    await page.getByRole("dialog").getByLabel("Device").selectOption("printer");
    await button(page, "Write down").click();
    await page.locator("input[type=file]").setInputFiles({ name: "IMG_1.png", mimeType: "image/png", buffer: png });
    await button(page, "Leave").click();
    await page.getByRole("radio", { name: "service is back" }).check();
    await button(page, "Write down").click();
    await button(page, "Site signs").click();
    await page.getByRole("radio", { name: "very satisfied" }).check();
    await picture(page, "on-site-sign");
    await page.getByRole("dialog").getByRole("button", { name: "Site signs" }).click();
    await page.locator(".visit-signed").waitFor();
    await page.getByText("to be sent").waitFor({ state: "detached" });
    await expect.poll(async () => (await now(number)).signature?.name).toBe("Ms Wang");
    const scores = () => ask<Score[]>(`/api/tickets/${ticket.number}/scores`);
    await expect
      .poll(async () => (await scores()).map(({ score, visit: of }) => [score, of]))
      .toEqual([["verySatisfied", number]]);
    const files = await ask<AttachmentView[]>(`/api/visits/${number}/attachments`);
    expect(files).toMatchObject([{ mediaType: "image/png", size: png.length, by: "user:tom" }]);
    await page.getByRole("link", { name: "The whole visit" }).click();
    await page.getByRole("heading", { name: "What the terminal saw of it" }).waitFor();
    await page.getByRole("button", { name: files[0]?.name ?? "" }).waitFor();
    expect(await audit(page)).toEqual([]);
    expect(strange(complaints)).toEqual([]);
  });

  it("what is refused is shown with its reason and kept; mended it goes through; signing out empties the phone", async () => {
    const [mine, gone] = [await plan({ ticket: ticket.number }), await plan({ terminal: "kiosk-002" })];
    const { page, context } = await stage.open("/my-day", phone, "tom");
    await page.locator(`a[href="/my-day/${gone.number}"]`).waitFor();
    await offline(context, page);
    await page.locator(`a[href="/my-day/${gone.number}"]`).click();
    await button(page, "Arrived").click();
    await page.getByText("1 entry waits").waitFor();
    await page.getByRole("link", { name: "← My day" }).click();
    await page.locator(`a[href="/my-day/${mine.number}"]`).click();
    await button(page, "Arrived").click();
    await swap(page, "P-OLD-1");
    await button(page, "Tested").click();
    await button(page, "Write down").click();
    await ask(`/api/visits/${gone.number}/actions`, { action: "cancel", text: "The shop is closed." });
    await context.setOffline(false);
    await page.getByText("is the old part's serial number").waitFor();
    await page.getByText("They wait for what was refused").waitFor();
    await page.reload();
    await page.getByText("is the old part's serial number").waitFor();
    await picture(page, "on-site-refused");
    expect(await audit(page)).toEqual([]);
    await button(page, "Mend").click();
    await page.getByLabel("Serial number of the new one").fill("P-NEW-2");
    await button(page, "Write down").click();
    await page.getByText("Refused by the broker").waitFor({ state: "detached" });
    await expect
      .poll(async () => (await now(mine.number)).claims.map(({ action }) => action))
      .toEqual(["arrive", "swap", "test"]);
    await page.getByRole("link", { name: "← My day" }).click();
    await page.getByText(`visit ${gone.number} is cancelled: arrive is not possible`).waitFor();
    await page.locator(".account summary").click();
    await button(page, "Sign out").click();
    await page.getByText("1 entry has not been sent.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await page.locator("#login").waitFor();
    const left = await page.evaluate<unknown[]>(`new Promise((done, fail) => {
        const asked = indexedDB.open("roundsman");
        asked.onerror = fail;
        asked.onsuccess = () => {
          const all = asked.result.transaction("phone").objectStore("phone").getAll();
          all.onsuccess = () => done(all.result.flat());
        };
      })`);
    expect(left).toEqual([]);
  });

  it("a viewer reads a visit and is offered nothing; the broker refuses what they ask all the same", async () => {
    const { page } = await stage.open("/my-day/1", phone, "vera");
    await page.getByText("Your role lets you read this visit").waitFor();
    expect(await page.locator(".steps").count()).toBe(0);
    await page.goto(`${stage.desk.fleet.url}/visits/1`);
    await page.getByRole("heading", { name: "What the terminal saw of it" }).waitFor();
    expect(await page.locator(".actions button").count()).toBe(0);
    const before = (await now(1)).version;
    const status = await page.evaluate<number>(`fetch("/api/visits/1/actions", {
        method: "POST",
        headers: { "content-type": "application/json", "x-roundsman": "active" },
        body: JSON.stringify({ action: "arrive" }),
      }).then((answer) => answer.status)`);
    expect(status).toBe(403);
    expect((await now(1)).version).toBe(before);
  });

  it("can be installed: a manifest with icons that are there", async () => {
    const { page, context } = await visit(stage.browser, stage.desk.fleet.url);
    const href = await page.locator("link[rel=manifest]").getAttribute("href");
    const manifest = (await (await fetch(`${stage.desk.fleet.url}${href}`)).json()) as {
      icons: { src: string; type: string }[];
    };
    for (const { src, type } of manifest.icons)
      expect((await fetch(`${stage.desk.fleet.url}${src}`)).headers.get("content-type")).toContain(type);
    const session = await context.newCDPSession(page);
    const told = await session.send("Page.getInstallabilityErrors");
    expect(told.installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  });

  it.each(
    shown([
      ["visits", "/visits?show=all", {}],
      ["visits-zh", "/visits?show=all", { language: "zh-CN" }],
      ["visits-phone-zh", "/visits?show=all", { ...phone, language: "zh-CN" }],
      ["visits-plan-phone", "/visits?view=plan", phone],
      ["visit", "/visits/3", {}],
      ["visit-zh", "/visits/3", { language: "zh-CN", theme: "dark" }],
      ["visit-phone", "/visits/3", phone],
      ["my-day-zh", "/my-day", { ...phone, language: "zh-CN", theme: "dark" }],
      ["on-site-zh", "/my-day/3", { ...phone, language: "zh-CN" }],
      ["on-site-wide", "/my-day/3", {}],
    ] as const),
  )("picture %s", async (name, path, looks) => {
    const { page } = await stage.open(path, looks, "tom");
    await page.locator(".page h1").waitFor();
    await page.locator(".ant-skeleton").waitFor({ state: "detached" });
    await picture(page, name);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
