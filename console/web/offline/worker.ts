/**
 * The service worker: lets the console open without a network. It keeps the page itself and the files it is built of, nothing that the API ever said: what a
 * technician may read offline is in the browser's database, and goes when they sign out.
 */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asking extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
/** Of the worker's own global scope, what is used here: the page's library of types does not know it. */
interface Scope {
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  addEventListener(type: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listener: (event: Asking) => void): void;
}
const scope = globalThis as unknown as Scope;

/** Filled in when the console is built: names of all its files, and what they hold. */
const build = { version: "%VERSION%", files: "%FILES%" };
const cacheName = `roundsman ${build.version}`;
const shell = "/";
/** A page that has not come by then comes from here. */
const patienceMs = 4000;

const files = [...build.files.split(" "), "/mark.svg", "/icon-192.png", "/manifest.webmanifest"];

const install = async (): Promise<void> => {
  const cache = await caches.open(cacheName);
  await cache.addAll(files);
  await cache.add(new Request(shell, { headers: { accept: "text/html" }, cache: "reload" }));
};

/** Older builds' files go once no page of theirs is open any more: that is when a worker is activated. */
const activate = async (): Promise<void> => {
  const old = (await caches.keys()).filter((name) => name.startsWith("roundsman ") && name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
};

const kept = async (key: string | Request): Promise<Response | undefined> =>
  (await caches.open(cacheName)).match(key, { ignoreVary: true });

/** The page as the broker has it now; without a network, or while the broker is away, as it was kept. */
const page = async (request: Request): Promise<Response> => {
  const answer = await fetch(request, { signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined); // no network: that is what we are for
  if (answer && answer.status < 500) return answer;
  return (await kept(shell)) ?? answer ?? Response.error();
};

const file = async (request: Request): Promise<Response> => (await kept(request)) ?? fetch(request);

scope.addEventListener("install", (event) => event.waitUntil(install()));
scope.addEventListener("activate", (event) => event.waitUntil(activate()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== scope.location.origin || pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (files.includes(pathname)) event.respondWith(file(request));
});

export {};
