import type { Column, Site, SiteCondition, SiteView } from "../../contract/index.ts";
import { AppError, exitCodes, fleetSites } from "../../contract/plain.ts";
import { csvLines, textOf } from "./csv.ts";
import { type Args, conditionTone, type Desk, optional } from "./desk.ts";
import { load } from "./save.ts";

const columns: readonly Column[] = [
  { title: { en: "Site", "zh-CN": "站点" } },
  { title: { en: "Condition", "zh-CN": "状况" } },
  { title: { en: "Terminals", "zh-CN": "终端数" }, align: "right" },
  { title: { en: "Faulty", "zh-CN": "故障" }, align: "right" },
  { title: { en: "Unknown", "zh-CN": "未知" }, align: "right" },
  { title: { en: "Latitude", "zh-CN": "纬度" }, align: "right", priority: 2 },
  { title: { en: "Longitude", "zh-CN": "经度" }, align: "right", priority: 2 },
  { title: { en: "Address", "zh-CN": "地址" }, priority: 3 },
  { title: { en: "Customer", "zh-CN": "客户" }, priority: 4 },
  { title: { en: "Time zone", "zh-CN": "时区" }, priority: 5 },
];

/** A site as it is listed: one without terminals has no condition. */
type Listed = SiteView & Partial<Omit<SiteCondition, "site">>;

const degrees = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(5));
const count = (value: number | undefined): string => (value ? String(value) : "");

const row = ({ ui, t }: Desk, { condition, counts, ...site }: Listed): string[] => [
  site.name === "" ? t("sites.without") : site.name,
  condition === undefined ? "" : ui.paint(conditionTone[condition] ?? "plain", t(`condition.${condition}`)),
  count(site.terminals),
  count(counts?.faulty),
  count(counts?.unknown),
  degrees(site.latitude),
  degrees(site.longitude),
  site.address ?? "",
  site.customer ?? "",
  site.zone ?? "",
];

/** Every site that is registered or has terminals. */
const listed = async ({ client }: Desk): Promise<Listed[]> => {
  const [terminals, register] = await Promise.all([client.terminals(), client.sites()]);
  const all = new Map<string, Listed>(register.map((site) => [site.name, site]));
  for (const { site = { name: "" }, ...found } of fleetSites(terminals, register))
    all.set(found.name, { ...site, ...found });
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

const list = async (desk: Desk): Promise<number> => {
  const sites = await listed(desk);
  if (desk.ui.json) desk.ui.jsonOut(sites);
  else if (sites.length === 0) desk.ui.out(desk.t("sites.none"));
  else
    desk.ui.table(
      columns,
      sites.map((site) => row(desk, site)),
    );
  return exitCodes.ok;
};

const whichOf = (desk: Desk, args: Args): string => {
  const name = optional(args, "name");
  if (name === undefined) throw new AppError("usage", desk.t("sites.which"));
  return name;
};

/** What is not said stays as it is. */
const set = async (desk: Desk, args: Args): Promise<number> => {
  const name = whichOf(desk, args);
  const known = (await desk.client.sites()).find((site) => site.name === name);
  const [latitude, longitude] = [args.latitude ?? known?.latitude, args.longitude ?? known?.longitude];
  const address = optional(args, "address") ?? known?.address;
  const saved = await desk.client.setSite({
    name,
    ...(latitude === undefined ? {} : { latitude: Number(latitude) }),
    ...(longitude === undefined ? {} : { longitude: Number(longitude) }),
    ...(address ? { address } : {}),
  });
  if (desk.ui.json) desk.ui.jsonOut(saved);
  else desk.prose(desk.t("sites.set", { name }));
  return exitCodes.ok;
};

const remove = async (desk: Desk, args: Args): Promise<number> => {
  const removed = await desk.client.removeSite({ name: whichOf(desk, args) });
  if (desk.ui.json) desk.ui.jsonOut(removed);
  else desk.prose(desk.t("sites.removed", { name: removed.name }));
  return exitCodes.ok;
};

/** Columns of a file by their heads, in either language. */
const heads: Readonly<Record<string, keyof Site>> = {
  site: "name",
  name: "name",
  站点: "name",
  latitude: "latitude",
  lat: "latitude",
  纬度: "latitude",
  longitude: "longitude",
  lon: "longitude",
  经度: "longitude",
  address: "address",
  地址: "address",
};
const limits = { latitude: 90, longitude: 180 } as const;

/** Throws `AppError("usage")` with the first line that cannot be. */
export const sitesOfFile = (text: string, desk: Pick<Desk, "t">): Site[] => {
  const [head, ...lines] = csvLines(text);
  const names = (head?.fields ?? []).map((field) => heads[field.toLowerCase()]);
  if (!names.includes("name")) throw new AppError("usage", desk.t("sites.noHead"));
  return lines.map(({ line, fields }) => {
    const texts = Object.fromEntries(
      names.flatMap((name, n) => (name && fields[n] ? [[name, fields[n]] as const] : [])),
    );
    const wrong = (what: string): AppError => new AppError("usage", desk.t("sites.wrongLine", { line, what }));
    const place = (["latitude", "longitude"] as const).flatMap((key) => {
      const value = texts[key];
      if (value === undefined) return [];
      if (!(Math.abs(Number(value)) <= limits[key])) throw wrong(value);
      return [[key, Number(value)] as const];
    });
    if (!texts.name || place.length === 1) throw wrong(fields.join(", "));
    const { name, address } = texts;
    return { name, ...(address ? { address } : {}), ...Object.fromEntries(place) };
  });
};

/** The whole file is checked before the first site is set: setting one again does no harm. */
const importFile = async (desk: Desk, args: Args): Promise<number> => {
  const file = optional(args, "name");
  if (file === undefined) throw new AppError("usage", desk.t("sites.whichFile"));
  const sites = sitesOfFile(textOf(await load(file)), desk);
  for (const site of sites) await desk.client.setSite(site);
  if (desk.ui.json) desk.ui.jsonOut(sites);
  else desk.prose(desk.t("sites.imported", { count: sites.length, file }));
  return exitCodes.ok;
};

/** What `roundsman sites <action>` does. */
export const siteActions: Readonly<Record<string, (desk: Desk, args: Args) => Promise<number>>> = {
  list,
  set,
  remove,
  import: importFile,
};
