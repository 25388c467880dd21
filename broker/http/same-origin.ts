import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "../../contract/index.ts";

/** The console sends it with every request. No page of another origin can: the browser would have to ask us first, and we never allow it. */
export const consoleHeader = "x-roundsman";

const refuse = (en: string, zh: string): never => {
  throw new AppError("forbidden", { en, "zh-CN": zh });
};

/**
 * A request that changes something and is signed by nothing but a cookie must come from our own page. `SameSite=Strict` says so already; three
 * more things say it independently (promises §4.4). Throws `forbidden`.
 */
export const demandSameOrigin = (headers: IncomingHttpHeaders, ownOrigins: readonly string[]): void => {
  if (headers[consoleHeader] === undefined)
    refuse(`the header ${consoleHeader} is missing`, `缺少请求头 ${consoleHeader}`);
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin")
    refuse(`the request comes from another place (${String(site)})`, `请求来自别处（${String(site)}）`);
  const { origin } = headers;
  if (origin === undefined) {
    if (site === undefined) refuse("the request does not say where it comes from", "请求未说明来源");
  } else if (!ownOrigins.includes(origin))
    refuse(`the request comes from ${origin.slice(0, 200)}`, `请求来自 ${origin.slice(0, 200)}`);
};
