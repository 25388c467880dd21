import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import serveStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** What `vite build` wrote; absent where only the API was built. Sources run from the top folder, the built program from `dist/`. */
export const builtConsole = (): string | undefined =>
  ["../../console/web/", "../../dist/console/web/"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((folder) => existsSync(`${folder}assets`));

/** In the page where the nonce of this one answer is to stand. */
const placeholder = /%NONCE%/g;
const yearS = 31_536_000;

/** Styles of the component library are made in the browser and carry the nonce; nothing else that is inline runs or applies. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

const pageHeaders = (nonce: string): Record<string, string> => ({
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": policy(nonce),
  "cache-control": "no-store",
});

/** On every answer of this server. */
export const safeHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const wantsPage = (request: FastifyRequest): boolean =>
  request.method === "GET" &&
  !request.url.startsWith("/api/") &&
  !request.url.startsWith("/assets/") &&
  (request.headers.accept ?? "").includes("text/html");

const page = (folder: string): ((reply: FastifyReply) => FastifyReply) => {
  const text = readFileSync(`${folder}index.html`, "utf8");
  return (reply) => {
    const nonce = randomBytes(18).toString("base64url");
    return reply.headers(pageHeaders(nonce)).send(text.replaceAll(placeholder, nonce));
  };
};

const notBuilt = (reply: FastifyReply): FastifyReply =>
  reply
    .type("text/plain; charset=utf-8")
    .send(
      "Roundsman is running. Its API is below /api; the web console is not built here: `npm run build` builds it.\n",
    );

/**
 * Serves the built console: files whose name holds their hash for ever, the page itself anew each time, also at every address of the page's own.
 * Returns what answers a request that no route takes, if it asks for a page.
 */
export const serveConsole = async (
  app: FastifyInstance,
  folder: string | undefined,
): Promise<(request: FastifyRequest, reply: FastifyReply) => FastifyReply | undefined> => {
  if (folder === undefined)
    return (request, reply) => (request.method === "GET" && request.url === "/" ? notBuilt(reply) : undefined);
  await app.register(serveStatic, {
    root: folder,
    index: false,
    preCompressed: true,
    cacheControl: false,
    globIgnore: ["index.html", "**/*.br", "**/*.gz"],
    wildcard: false,
    setHeaders: (response, path) => {
      const hashed = path.includes("/assets/");
      response.setHeader("cache-control", hashed ? `public, max-age=${yearS}, immutable` : "no-cache");
    },
  });
  const send = page(folder);
  return (request, reply) => (wantsPage(request) ? send(reply) : undefined);
};
