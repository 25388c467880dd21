import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Tx } from "../../broker/store/store.ts";
import type { Person, Site } from "../../contract/index.ts";
import { paperFault } from "../support/fleet-rows.ts";
import { audit } from "./accessible.ts";
import { type Looks, picture, shown } from "./rig.ts";
import { describeWeb, strange, widerThanWindow } from "./stage.ts";

/** Sites with as many terminals, and where they lie; the first two stand side by side. */
const sites: readonly (readonly [Site, number])[] = [
  [{ name: "Central Station", latitude: 22.5431, longitude: 114.0579, address: "1 Station Square" }, 24],
  [{ name: "Central Station, east hall", latitude: 22.5437, longitude: 114.0604 }, 6],
  [{ name: "Harbour Ferry Terminal", latitude: 22.4829, longitude: 113.9154 }, 3],
  [{ name: "机场东 Airport East", latitude: 22.6482, longitude: 113.8144 }, 12],
  [{ name: "Border Crossing", latitude: 22.5312, longitude: 114.1137 }, 8],
  [{ name: "University Town", latitude: 22.5893, longitude: 113.9735 }, 2],
  [{ name: "Depot" }, 1],
];

const idOf = (site: number, n: number): string => `k${site + 1}${String(n + 1).padStart(2, "0")}`;

const manyTags = ["24h", "card-only", "pilot-roof", "step-free", "two-screens", "wheelchair"];

/** All are well but one at the harbour, and those at the border, which are lost. */
const fill = (tx: Tx, now: number): void => {
  const [row, health] = [tx.read.terminal("kiosk-001"), tx.read.health("kiosk-001")];
  if (!row) return;
  for (const [s, [site, count]] of sites.entries()) {
    tx.saveSite(site);
    for (let n = 0; n < count; n++) {
      const id = idOf(s, n);
      const status = site.name.startsWith("Border") ? "lost" : "online";
      const tags = id === "k602" ? { tags: manyTags } : {};
      tx.saveTerminal({ ...row, id, name: `${site.name} ${n + 1}`, site: site.name, status, ...tags });
      for (const one of health) tx.saveHealth({ ...one, terminal: id });
    }
  }
  const view = { query: "-status:ok", layout: "map", shared: true } as const;
  for (const name of ["Needs somebody", "Night round", "Pilot of the new firmware, all lines and all halls"])
    tx.saveView({ ...view, name, number: 0, owner: "user:ada" });
  tx.saveFault({ ...paperFault("h", now), id: "40aa9c01", terminal: idOf(2, 1) });
};

const people: readonly Person[] = [
  { id: "vera", name: "Vera Moll", role: "viewer" },
  { id: "sven", name: "Sven Hall", role: "engineer", scope: { sites: ["Border Crossing"] } },
];

const marks = (page: Page) => page.locator(".map [data-site]");
const markOf = (page: Page, site: string) => page.locator(`.map [data-site="${site}"]`);
const places = (page: Page): Promise<(string | null)[]> =>
  marks(page).evaluateAll((all) =>
    all.map((one) => `${one.getAttribute("data-site")} ${one.getAttribute("transform")}`).sort(),
  );

describeWeb("map, tags and saved views", { people, fill }, (stage) => {
  it("tags rows that are ticked, finds them by their tag, and keeps that as a view for everybody", async () => {
    const { page, complaints } = await stage.open("/?q=site:%3DUniversity*");
    // Tags that do not fit are counted; the name keeps its place, and the title tells all.
    const many = page.locator(".matrix-row", { hasText: "k602" });
    await many.getByText(/^\+[2-5]$/).waitFor();
    expect(await many.locator(".tags").getAttribute("title")).toBe(manyTags.join(" "));
    await page.setViewportSize({ width: 2400, height: 800 });
    await many.getByText(/^\+\d$/).waitFor({ state: "detached" });
    await page.setViewportSize({ width: 1280, height: 800 });
    await many.getByText(/^\+[2-5]$/).waitFor();
    await picture(page, "fleet-many-tags");
    await page.getByRole("checkbox", { name: "Choose k601" }).check();
    await page.getByRole("button", { name: "Tag the chosen one" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Add").fill("VIP?");
    await dialog.getByText(/“vip\?” cannot be a tag/).waitFor();
    expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Add").fill("vip pilot-firmware");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.locator(".matrix-row", { hasText: "k601" }).getByText("pilot-firmware").waitFor();
    await page.getByRole("button", { name: "Choose none" }).click();

    const filter = page.getByLabel("Filter", { exact: true });
    await filter.fill("status:ok tag:v");
    await expect.poll(() => page.locator('datalist option[value="status:ok tag:vip"]').count()).toBe(1);
    await filter.fill("site:=Depot");
    await page.getByRole("button", { name: "Tag the one shown" }).click();
    await dialog.getByLabel("Add").fill("vip");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await filter.fill("tag:vip");
    await expect.poll(() => page.locator(".matrix-row").count()).toBe(2);

    await page.getByRole("button", { name: "Save this view" }).click();
    await dialog.getByLabel("Name").fill("VIP");
    await dialog.getByRole("checkbox", { name: "Everybody sees it" }).check();
    await picture(page, "view-saved");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: "VIP 2" }).waitFor();
    await page.waitForURL(/\?saved=\d+$/);

    // It can be sent to somebody; who may not configure sees it and changes nothing of it.
    const { page: other } = await stage.open(new URL(page.url()).search.replace("?", "/?"), {}, "vera");
    await expect.poll(() => other.locator(".matrix-row").count()).toBe(2);
    expect(await other.getByRole("button", { name: "Change this view" }).count()).toBe(0);
    expect(await other.getByRole("checkbox").count()).toBe(0);
    expect(await other.getByRole("button", { name: /^Tag / }).count()).toBe(0);

    await page.goto(`${stage.desk.fleet.url}/terminals/k601`);
    await page.locator(".terminal-tags").getByRole("link", { name: "vip" }).click();
    await page.locator(".matrix-row", { hasText: "k601" }).waitFor();
    await page.getByRole("link", { name: "VIP 2" }).click();
    await page.getByRole("button", { name: "Change this view" }).click();
    await dialog.getByRole("button", { name: "Remove this view" }).click();
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => page.getByRole("link", { name: /^VIP/ }).count()).toBe(0);
    await other.reload();
    await other.getByText(/^The view of this address is no longer there/).waitFor();
    expect(strange(complaints)).toEqual([]);
  });

  it("shows sites where they lie; news change marks, hands move them, a mark leads to its terminals, and who may says where a site lies", async () => {
    const { page, complaints } = await stage.open("/?q=-site:%3D中央*");
    await page.getByRole("button", { name: "Map" }).click();
    await marks(page).first().waitFor();
    // Both halls of the station are one mark until one looks more closely.
    await expect.poll(() => marks(page).count()).toBe(5);
    expect(await markOf(page, "Harbour Ferry Terminal").getAttribute("data-condition")).toBe("faulty");
    expect(await markOf(page, "Central Station").getAttribute("data-condition")).toBe("ok");
    await page.locator(".site-list li", { hasText: "Border Crossing" }).getByText("8 unknown").waitFor();
    await picture(page, "map");
    expect(await audit(page)).toEqual([]);

    const before = await places(page);
    await stage.desk.fleet.store.write((tx) => {
      const fault = { ...paperFault("c", Date.now()), id: "40aa9c02", terminal: idOf(0, 3) };
      tx.saveFault(fault);
      stage.desk.fleet.live.emit(tx, "fault", { fault, change: "opened" });
    });
    await expect.poll(() => markOf(page, "Central Station").getAttribute("data-condition")).toBe("faulty");
    expect(await places(page)).toEqual(before);

    const map = page.getByRole("group", { name: /^Map of sites/ });
    await map.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("+");
    await expect.poll(() => places(page)).not.toEqual(before);
    await page.keyboard.press("0");
    await expect.poll(() => places(page)).toEqual(before);
    const box = await map.boundingBox();
    if (!box) expect.fail("the map has no place");
    await page.mouse.move(box.x + 20, box.y + box.height - 60);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => places(page)).not.toEqual(before);
    await page.getByRole("button", { name: "Show all sites" }).click();
    await expect.poll(() => places(page)).toEqual(before);

    await markOf(page, "Central Station").click();
    await markOf(page, "Central Station, east hall").waitFor();
    await markOf(page, "Central Station, east hall").click();
    await expect.poll(() => page.locator(".matrix-row").count()).toBe(6);
    expect(new URL(page.url()).searchParams.get("q")).toBe('site:="Central Station, east hall"');
    await page.goBack();

    await page.getByText("1 site has no coordinates. Set them here", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Coordinates Depot" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Latitude/).fill("22.7012, 114.1530");
    expect(await dialog.getByLabel(/^Longitude/).inputValue()).toBe("114.1530");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await expect.poll(() => page.getByText("no coordinates").count()).toBe(0);
    expect(stage.desk.fleet.store.read.site("Depot")).toEqual({ name: "Depot", latitude: 22.7012, longitude: 114.153 });
    expect(strange(complaints)).toEqual([]);
  });

  it("who sees a part of the fleet sees the sites of that part, and sets none", async () => {
    const { page } = await stage.open("/?view=map", {}, "sven");
    await marks(page).first().waitFor();
    expect(await marks(page).count()).toBe(1);
    expect(await page.locator(".site-list li").count()).toBe(1);
    expect(await page.getByRole("button", { name: /^Coordinates/ }).count()).toBe(0);
    await picture(page, "map-scoped");
  });

  it.each(
    shown<readonly [string, string, Looks]>([
      ["fleet-tags", "/?q=site:=Depot,University*", { width: 1440 }],
      ["map-zh-dark", "/?view=map", { language: "zh-CN", theme: "dark", width: 1440 }],
      ["fleet-tags-phone", "/?q=tag:vip", { width: 360, height: 740 }],
      ["map-phone", "/?saved=1", { width: 360, height: 740, language: "zh-CN" }],
    ]),
  )("picture %s", async (name, path, looks) => {
    const { page } = await stage.open(path, looks);
    await page.locator(".matrix-row, .map [data-site]").first().waitFor();
    await picture(page, name);
    expect(await audit(page)).toEqual([]);
    expect(await widerThanWindow(page)).toBe(false);
  });
});
