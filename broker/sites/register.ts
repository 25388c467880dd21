import { AppError, issueAt, type Site, type SiteView } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import { contractOf } from "../service-levels/contracts.ts";
import type { ServiceLevels } from "../service-levels/service-levels.ts";
import type { Tx } from "../store/store.ts";

/** More would be a mistake of a script. */
const mostSites = 10_000;

interface Doing {
  readonly live: Pick<Live, "emit">;
  readonly at: number;
  readonly by: string;
}

/** A site with what its contract says of it: the one place that knows its time zone. */
export const siteView = (site: Site, { contracts }: Pick<ServiceLevels, "contracts">, at: number): SiteView => {
  const contract = contractOf(contracts, { id: "", site: site.name }, at);
  return contract ? { ...site, customer: contract.customer, zone: contract.zone } : site;
};

/** Adds a site or replaces what is known of it. Throws `AppError`: `invalid` for half a coordinate, `conflict` if there are too many. */
export const saveSite = (tx: Tx, site: Site, { live, at, by }: Doing): void => {
  if ((site.latitude === undefined) !== (site.longitude === undefined)) {
    const path = site.latitude === undefined ? "body.latitude" : "body.longitude";
    const text = { en: "latitude and longitude belong together", "zh-CN": "纬度和经度必须同时填写" };
    throw new AppError("invalid", text, { issues: [issueAt(path, text)] });
  }
  const before = tx.read.site(site.name);
  if (JSON.stringify(before) === JSON.stringify(site)) return;
  if (!before && tx.read.sites().length >= mostSites)
    throw new AppError("conflict", {
      en: `there are ${mostSites} sites already`,
      "zh-CN": `站点已达上限 ${mostSites} 个`,
    });
  tx.saveSite(site);
  const { name: target, ...detail } = site;
  tx.addAudit({ at, actor: by, action: before ? "site.set" : "site.add", target, detail });
  live.emit(tx, "site", { site });
};

/** A terminal names a site that nobody has named yet. */
export const meetSite = (tx: Tx, name: string, live: Doing["live"]): void => {
  if (name === "" || tx.read.site(name)) return;
  tx.saveSite({ name });
  live.emit(tx, "site", { site: { name } });
};

/** Throws `AppError("notFound")`. */
export const removeSite = (tx: Tx, name: string, { live, at, by }: Doing): void => {
  const before = tx.read.site(name);
  if (!before) throw new AppError("notFound", { en: `there is no site ${name}`, "zh-CN": `没有站点 ${name}` });
  tx.dropSite(name);
  const { name: target, ...detail } = before;
  tx.addAudit({ at, actor: by, action: "site.remove", target, detail });
  live.emit(tx, "site", { site: before, removed: true });
};
