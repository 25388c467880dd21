import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { audit } from "./accessible.ts";
import { type Desk, picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

const fillAudit = ({ fleet }: Desk): Promise<void> =>
  fleet.store.write((tx) => {
    for (let n = 1; n <= 240; n++)
      tx.addAudit({
        at: Date.now() - (241 - n) * 60_000,
        actor: n % 3 === 0 ? "user:eva" : "broker",
        action: n % 3 === 0 ? "command.requested" : "ticket.comment",
        target: `kiosk-${String(n).padStart(3, "0")}`,
        detail: { n, text: "a long remark that says in many words what could have been said in few of them" },
      });
  });

describeWeb(
  "audit",
  { people: [{ id: "ada", name: "Ada Berg", role: "admin" }], who: "ada", prepare: fillAudit },
  (stage) => {
    it("shows the newest first, older ones on demand, and finds by who, what and on what", async () => {
      const { page, complaints } = await stage.open("/audit");
      const rows = page.locator("tbody tr");
      await rows.filter({ hasText: "kiosk-240" }).waitFor();
      expect(await rows.count()).toBe(100);
      await page.getByText(/The chain holds/).waitFor();
      await picture(page, "audit");
      expect(await audit(page)).toEqual([]);
      await page.getByRole("button", { name: "Older entries" }).click();
      await expect.poll(() => rows.count()).toBe(200);
      await page.getByLabel("Who").fill("EVA");
      await page.getByLabel("On what").fill("kiosk-12");
      await expect.poll(() => rows.count()).toBe(4);
      await page.getByLabel("What", { exact: true }).fill("ticket");
      await page.getByText("No entry has these words.").waitFor();
      expect(new URL(page.url()).searchParams.get("who")).toBe("EVA");
      expect(strange(complaints)).toEqual([]);
    });

    it.each(
      shown([
        ["audit-zh", { language: "zh-CN" }],
        ["audit-phone", { width: 360, height: 740, theme: "dark" }],
      ] as const),
    )("picture %s", async (name, looks) => {
      const { page } = await stage.open("/audit", looks);
      await page.locator(".rows, .cards").waitFor();
      await page.locator(".chain-ok").waitFor();
      await picture(page, name);
      expect(await audit(page)).toEqual([]);
      expect(await widerThanWindow(page)).toBe(false);
    });

    it("is not for everybody", async () => {
      const { page } = await stage.open("/audit", {}, "eva");
      await page.getByText("Your role does not allow this.").waitFor();
      const headers = { authorization: `Bearer ${stage.desk.fleet.tokens.engineer}` };
      expect((await fetch(`${stage.desk.fleet.url}/api/audit/chain`, { headers })).status).toBe(403);
    });

    it("S6: says which entry somebody changed behind the broker's back", async () => {
      const db = new Database(stage.desk.fleet.file);
      db.prepare("UPDATE audit SET actor='user:nobody' WHERE n=17").run();
      db.close();
      const { page } = await stage.open("/audit");
      await page.getByText(/entry 17 of \d+ is not what was written/).waitFor();
      await picture(page, "audit-broken");
    });
  },
);
