import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "../../contract/index.ts";

/** The console sends it with every request. No page of another origin can: the browser would have to ask us first, and we never allow it. */
export const consoleHeader = "x-roundsman";

const refuse = (message: string): never => {
  throw new AppError("forbidden", message);
};

/**
 * A request that changes something and is signed by nothing but a cookie must come from our own page. `SameSite=Strict` says so already; three
 * more things say it independently (promises §4.4). Throws `forbidden`.
 */
export const demandSameOrigin = (headers: IncomingHttpHeaders, ownOrigins: readonly string[]): void => {
  if (headers[consoleHeader] === undefined) refuse(`the header ${consoleHeader} is missing`);
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") refuse(`the request comes from another place (${String(site)})`);
  const { origin } = headers;
  if (origin === undefined) {
    if (site === undefined) refuse("the request does not say where it comes from");
  } else if (!ownOrigins.includes(origin)) refuse(`the request comes from ${origin.slice(0, 200)}`);
};
