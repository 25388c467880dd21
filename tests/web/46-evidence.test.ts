import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { AttachmentView, Person, VisitView } from "../../contract/index.ts";
import { offerEvidence, sendEvidence } from "../support/made-evidence.ts";
import { audit } from "./accessible.ts";
import { picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const people: readonly Person[] = [
  { id: "ada", name: "Ada Okafor", role: "admin" },
  { id: "tom", name: "Tom Berg", role: "technician" },
  { id: "vera", name: "Vera Lind", role: "viewer" },
];
/** One red pixel. */
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);
const tooMuch = Buffer.alloc(11 * 1024 ** 2, png.subarray(0, 8));
/** The last part of a bundle comes when a test has seen that it is on its way. */
let send = (): void => undefined;
const whole = new Promise<void>((done) => {
  send = done;
});

describeWeb(
  "evidence and files",
  {
    people,
    fill: (tx) => offerEvidence(tx, "kiosk-001"),
    evidence: (desk, command) => sendEvidence(desk, command, whole),
  },
  (stage) => {
    const panel = (page: Page) => page.getByRole("region", { name: "Evidence and files" });
    const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
    const dialog = (page: Page) => page.getByRole("dialog");
    const files = (kind: "ticket" | "visit", number: number): AttachmentView[] =>
      stage.desk.fleet.store.read.attachments({ kind, number });
    const choose = (page: Page, name: string, buffer: Buffer): Promise<void> =>
      page.locator("input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer });
    const saved = async (page: Page, name: string): Promise<Buffer> => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
      return readFile(await download.path());
    };

    it("evidence is asked for, seen coming, and read as a page", async () => {
      const { page, complaints } = await stage.open("/tickets/1");
      await button(page, "Ask for evidence").click();
      await dialog(page).getByLabel("Device").selectOption("cash-1");
      await dialog(page).getByLabel("Minutes back").fill("2000");
      await dialog(page).getByText("From 1 to 1440 minutes.").waitFor();
      expect(await dialog(page).getByRole("button", { name: "Ask for evidence" }).isDisabled()).toBe(true);
      await dialog(page).getByLabel("Minutes back").fill("30");
      await picture(page, "evidence-ask");
      await dialog(page).getByRole("button", { name: "Ask for evidence" }).click();
      await panel(page)
        .getByText(/^[1-9] of [2-9] parts have come$/)
        .waitFor();
      await picture(page, "evidence-arriving");
      send();
      await panel(page).getByRole("link", { name: "Evidence of cash-1, last 30 min" }).click();
      await page.getByRole("heading", { name: "What happened" }).waitFor();
      await page.getByText("412 older lines of the log").waitFor();
      await page.getByText("nothing of its line is in here").waitFor();
      const entries = page.locator(".evidence-entry");
      expect(await entries.count()).toBe(200);
      expect(await entries.last().innerText()).toMatch(/\d\d:\d\d:\d\d\.\d{3}\s+error\s+printer: the port was lost/);
      await page.getByText("Bill jammed in the transport (43)").first().waitFor();
      expect(await audit(page)).toEqual([]);
      await page.getByRole("button", { name: /^Health 2$/ }).click();
      expect(await entries.allInnerTexts()).toEqual([
        expect.stringContaining("transport jammed (CCNET 43)"),
        expect.stringContaining("no answer within 500 ms"),
      ]);
      await page.getByLabel("Device", { exact: true }).selectOption("printer");
      expect(await entries.count()).toBe(1);
      const [file] = files("ticket", 1);
      const raw = JSON.parse((await saved(page, "Raw file")).toString()) as { terminal: string };
      expect([raw.terminal, file?.evidence]).toEqual(["kiosk-001", expect.any(String)]);
      expect(strange(complaints)).toEqual([]);
    });

    it("a file is dropped, told what it shows, fetched, and taken away by who may; what is too large is refused in words", async () => {
      const { page } = await stage.open("/tickets/1", {}, "ada");
      const dropped = await page.evaluateHandle(`(() => {
        const carried = new DataTransfer();
        const bytes = Uint8Array.from(atob("${png.toString("base64")}"), (one) => one.charCodeAt(0));
        carried.items.add(new File([bytes], "lock.png", { type: "image/png" }));
        return carried;
      })()`);
      await panel(page).waitFor();
      for (const type of ["dragover", "drop"]) await panel(page).dispatchEvent(type, { dataTransfer: dropped });
      await dialog(page).getByLabel("What it shows").fill("the broken lock");
      await button(page, "Attach").click();
      await panel(page).getByText("the broken lock").waitFor();
      expect(await saved(page, "lock.png")).toEqual(png);
      await choose(page, "huge.png", tooMuch);
      await button(page, "Attach").click();
      await page
        .getByRole("alert")
        .getByText("the file (11.0 MiB) is larger than the room left here (10.0 MiB)")
        .waitFor();
      await picture(page, "files-refused");
      await page.keyboard.press("Escape");
      const lock = panel(page).getByRole("listitem").filter({ hasText: "lock.png" });
      await lock.getByRole("button", { name: "Take away" }).click();
      await dialog(page).getByLabel("Why").fill("a face is on it");
      await dialog(page).getByRole("button", { name: "Take away" }).click();
      await lock.getByText(/^Taken away .* by Ada Okafor: a face is on it$/).waitFor();
      await dialog(page).waitFor({ state: "detached" });
      expect(await lock.getByRole("button").count()).toBe(0);
      expect(files("ticket", 1).at(-1)).toMatchObject({ name: "lock.png", gone: { by: "user:ada" } });
      await picture(page, "ticket-files");
    });

    it("files of a visit at the office in the same way; who may only look is offered nothing, and refused", async () => {
      const { fleet } = stage.desk;
      const headers = { authorization: `Bearer ${fleet.tokens.engineer}`, "content-type": "application/json" };
      const from = Date.now() - 60_000;
      const body = JSON.stringify({ ticket: 1, technician: "tom", from, to: from + 3_600_000, force: true });
      const { number } = (await (
        await fetch(`${fleet.url}/api/visits`, { method: "POST", headers, body })
      ).json()) as VisitView;
      const { page, complaints } = await stage.open(`/visits/${number}`);
      await choose(page, "form.png", png);
      await button(page, "Attach").click();
      await button(page, "form.png").waitFor();
      expect(await page.getByRole("button", { name: "Take away" }).count()).toBe(0);
      await dialog(page).waitFor({ state: "detached" });
      await picture(page, "visit-files");
      expect(files("visit", number)).toMatchObject([{ name: "form.png", by: "user:eva" }]);
      expect(strange(complaints)).toEqual([]);
      const { page: other } = await stage.open("/tickets/1", {}, "vera");
      await panel(other).getByText("lock.png").waitFor();
      expect(await other.locator("input[type=file]").count()).toBe(0);
      expect(await button(other, "Ask for evidence").count()).toBe(0);
      const status = await other.evaluate<number>(`fetch("/api/tickets/1/evidence", {
        method: "POST",
        headers: { "content-type": "application/json", "x-roundsman": "active" },
        body: "{}",
      }).then((answer) => answer.status)`);
      expect(status).toBe(403);
    });

    it.each(
      shown([
        ["evidence", {}],
        ["evidence-dark-zh", { language: "zh-CN", theme: "dark" }],
        ["evidence-phone", { width: 360, height: 740 }],
        ["evidence-phone-zh", { width: 360, height: 740, language: "zh-CN" }],
      ] as const),
    )("picture %s", async (name, looks) => {
      const [asked] = stage.desk.fleet.store.read.evidence({ ticket: 1 });
      for (const [path, of] of [
        [`/tickets/1/evidence/${asked?.id}`, name],
        ["/tickets/1", `${name}-ticket`],
      ] as const) {
        const { page } = await stage.open(path, looks);
        await page.locator("h1").waitFor();
        await page.locator(".ant-skeleton").waitFor({ state: "detached" });
        await page.locator(".evidence-entry, .file").last().waitFor();
        if ("width" in looks) await page.locator(".evidence-entry, .file").last().scrollIntoViewIfNeeded();
        expect(await widerThanWindow(page)).toBe(false);
        await picture(page, of);
      }
    });
  },
);
