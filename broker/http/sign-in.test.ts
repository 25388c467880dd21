import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import type { Person, SessionView } from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { type ServedFleet, type ServeOptions, serveFleet } from "../../tests/support/served-fleet.ts";
import { hashToken } from "./tokens.ts";

const eva: Person = { id: "eva", name: "Eva", role: "engineer" };
const password = "correct horse battery";
const minute = 60_000;

const open: { fleet?: ServedFleet } = {};
afterEach(async () => {
  await open.fleet?.close();
});
const start = async (options: ServeOptions = {}, ...people: readonly Person[]): Promise<ServedFleet> => {
  const fleet = await serveFleet(options);
  open.fleet = fleet;
  for (const person of people.length > 0 ? people : [eva]) {
    await fleet.store.write((tx) => fleet.people.save(tx, person, "user:admin"));
    await fleet.people.setPassword(person.id, password, "user:admin");
  }
  return fleet;
};

interface Asked {
  readonly method?: string;
  readonly body?: unknown;
  readonly cookie?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}
/** As a browser's page of our own asks. */
const ask = (
  fleet: ServedFleet,
  path: string,
  { method = "GET", body, cookie, headers = {} }: Asked = {},
): Promise<Response> =>
  fetch(fleet.url + path, {
    method,
    signal: AbortSignal.timeout(8000),
    headers: {
      ...(method === "GET" ? {} : { origin: fleet.url }),
      "x-roundsman": "active",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const signIn = (fleet: ServedFleet, login = "eva", secret = password, more: Asked = {}): Promise<Response> =>
  ask(fleet, "/api/session", { method: "POST", body: { login, password: secret }, ...more });
const cookieOf = (answer: Response): string => answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
const statusWith = async (fleet: ServedFleet, cookie: string, headers = {}): Promise<number> =>
  (await ask(fleet, "/api/terminals", { cookie, headers })).status;
const maintain = (fleet: ServedFleet, asked: Asked): Promise<Response> =>
  ask(fleet, "/api/terminals/kiosk-001/maintenance", { method: "PUT", body: { minutes: 5 }, ...asked });

describe("signing in", () => {
  it("answers who one is and sets a cookie that no script reads and no other site sends", async () => {
    const fleet = await start();
    const answer = await signIn(fleet);
    const view = (await answer.json()) as SessionView;
    expect(view).toMatchObject({ name: "eva", role: "engineer", person: { name: "Eva" }, idleMs: 15 * minute });
    expect(view.permissions).toContain("command");
    expect(answer.headers.getSetCookie()[0]).toMatch(/^roundsman-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = cookieOf(answer);
    expect(await statusWith(fleet, cookie)).toBe(200);
    expect(await (await ask(fleet, "/api/session", { cookie })).json()).toMatchObject({ name: "eva" });
  });

  it("keeps no secret: neither password nor session id stands in the data file", async () => {
    const fleet = await start();
    const secret = cookieOf(await signIn(fleet)).split("=")[1] ?? "";
    const bytes = [fleet.file, `${fleet.file}-wal`].map((file) => readFileSync(file, "latin1")).join("");
    expect(bytes).toContain(hashToken(secret));
    expect(bytes.includes(secret)).toBe(false);
    expect(bytes.includes(password)).toBe(false);
  });

  it("gives a new id at each sign-in, and the one before is worth nothing", async () => {
    const fleet = await start();
    const first = cookieOf(await signIn(fleet));
    const second = cookieOf(await signIn(fleet, "eva", password, { cookie: first }));
    expect(second).not.toBe(first);
    expect([await statusWith(fleet, first), await statusWith(fleet, second)]).toEqual([401, 200]);
  });

  it("is one answer for a wrong password, an unknown login and a disabled person", async () => {
    const fleet = await start({}, eva, { id: "tom", name: "Tom", role: "technician", disabled: true });
    const answers = await Promise.all([signIn(fleet, "eva", "wrong"), signIn(fleet, "nobody"), signIn(fleet, "tom")]);
    const said = await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]));
    expect(new Set(said.map(String)).size).toBe(1);
    expect(said[0]?.[0]).toBe(401);
  });

  it("is audited: what was done, and what was refused", async () => {
    const fleet = await start();
    await signIn(fleet, "eva", "wrong");
    const cookie = cookieOf(await signIn(fleet));
    await ask(fleet, "/api/session", { method: "DELETE", cookie });
    const actions = fleet.store.read.audit({ limit: 1000 }).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(["session.refused", "session.begin", "session.end"]));
    expect(await statusWith(fleet, cookie)).toBe(401);
  });
});

describe("a session", () => {
  it("ends when nobody does anything, and an idle page that asks by itself does not keep it", async () => {
    const clock = new FakeClock();
    const fleet = await start({ clock });
    const cookie = cookieOf(await signIn(fleet));
    await clock.advance(14 * minute);
    expect(await statusWith(fleet, cookie)).toBe(200);
    await clock.advance(14 * minute);
    expect(await statusWith(fleet, cookie, { "x-roundsman": "idle" })).toBe(200);
    await clock.advance(2 * minute);
    expect(await statusWith(fleet, cookie)).toBe(401);
  });

  it("ends after twelve hours, whatever one does", async () => {
    const clock = new FakeClock();
    const fleet = await start({ clock });
    const cookie = cookieOf(await signIn(fleet));
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      await clock.advance(10 * minute);
      expect(await statusWith(fleet, cookie)).toBe(200);
    }
    await clock.advance(10 * minute);
    expect(await statusWith(fleet, cookie)).toBe(401);
  });

  it("ends at once when the person is disabled, gets another role, or another password", async () => {
    const fleet = await start();
    const changes = [
      () => fleet.store.write((tx) => fleet.people.save(tx, { ...eva, role: "viewer" }, "user:admin")),
      () => fleet.people.setPassword("eva", password, "user:admin"),
      () => fleet.store.write((tx) => fleet.people.save(tx, { ...eva, disabled: true }, "user:admin")),
    ];
    for (const change of changes) {
      const cookie = cookieOf(await signIn(fleet));
      expect(await statusWith(fleet, cookie)).toBe(200);
      await change();
      expect(await statusWith(fleet, cookie)).toBe(401);
    }
  });

  it("changes its own password by saying the present one; other sessions end", async () => {
    const fleet = await start();
    const [mine, other] = [cookieOf(await signIn(fleet)), cookieOf(await signIn(fleet))];
    const change = (current: string): Promise<Response> =>
      ask(fleet, "/api/session/password", {
        method: "POST",
        cookie: mine,
        body: { current, password: "another long one" },
      });
    const wrong = await change("wrong");
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { issues: [{ path: "/current" }] }]);
    const changed = await change(password);
    expect(changed.status).toBe(200);
    expect(await statusWith(fleet, cookieOf(changed))).toBe(200);
    expect([await statusWith(fleet, mine), await statusWith(fleet, other)]).toEqual([401, 401]);
    expect((await signIn(fleet, "eva", "another long one")).status).toBe(200);
  });

  it("S4: who sees a part of the fleet comes back to their page, and changes their own password, too", async () => {
    const scope = { sites: ["Harbour"] };
    const fleet = await start({}, { ...eva, scope });
    const cookie = cookieOf(await signIn(fleet));
    expect(await (await ask(fleet, "/api/session", { cookie })).json()).toMatchObject({ person: eva, scope });
    const body = { current: password, password: "another long one" };
    expect((await ask(fleet, "/api/session/password", { method: "POST", cookie, body })).status).toBe(200);
  });

  it("a live stream ends with it", async () => {
    const clock = new FakeClock();
    const fleet = await start({ clock });
    const cookie = cookieOf(await signIn(fleet));
    const stream = await ask(fleet, "/api/events", { cookie });
    const reading = stream.text();
    await clock.advance(20 * minute);
    expect(await reading).toContain("event: here");
  });
});

describe("a request by cookie that changes something", () => {
  const foreign: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["from a page of another origin", { origin: "http://evil.example" }],
    ["that the browser says comes from another site", { "sec-fetch-site": "cross-site" }],
    ["from the same site, but another origin", { "sec-fetch-site": "same-site" }],
    ["typed into the address bar", { "sec-fetch-site": "none" }],
    ["from nowhere", { origin: "null" }],
  ];
  it("is refused unless it comes from our own page", async () => {
    const fleet = await start();
    const cookie = cookieOf(await signIn(fleet));
    for (const [what, headers] of foreign) {
      expect((await maintain(fleet, { cookie, headers })).status, what).toBe(403);
      expect((await signIn(fleet, "eva", password, { headers })).status, what).toBe(403);
    }
    expect(fleet.store.read.terminal("kiosk-001")?.maintenance).toBeUndefined();
  });

  it("is refused without our own header, and without any word of its origin; with both it is done", async () => {
    const fleet = await start();
    const cookie = cookieOf(await signIn(fleet));
    const bare = {
      method: "PUT",
      body: JSON.stringify({ minutes: 5 }),
      headers: { cookie, "content-type": "application/json" },
    };
    const url = `${fleet.url}/api/terminals/kiosk-001/maintenance`;
    expect((await fetch(url, { ...bare, headers: { ...bare.headers, origin: fleet.url } })).status).toBe(403);
    expect((await fetch(url, { ...bare, headers: { ...bare.headers, "x-roundsman": "active" } })).status).toBe(403);
    expect((await maintain(fleet, { cookie })).status).toBe(200);
    expect(fleet.store.read.terminal("kiosk-001")?.maintenance?.by).toBe("user:eva");
  });

  it("of a token needs none of it: no browser sends that by itself", async () => {
    const fleet = await start();
    const headers = { authorization: `Bearer ${fleet.tokens.engineer}`, origin: "http://evil.example" };
    expect((await maintain(fleet, { headers })).status).toBe(200);
  });
});

describe("S11: login abuse is bounded", () => {
  it("ten tries per account, then half an hour, from wherever; a right one in time clears them", async () => {
    const clock = new FakeClock();
    const fleet = await start({ clock, attempts: { tries: 1000, windowMs: 1000, most: 10 } });
    for (let n = 0; n < 9; n++) expect((await signIn(fleet, "eva", "wrong")).status).toBe(401);
    expect((await signIn(fleet)).status).toBe(200);
    for (let n = 0; n < 10; n++) expect((await signIn(fleet, "eva", "wrong")).status).toBe(401);
    const refused = await signIn(fleet);
    expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, 1800]);
    await clock.advance(31 * minute);
    expect((await signIn(fleet)).status).toBe(200);
  });

  it("many guesses at one moment are no more than ten", async () => {
    const fleet = await start({ attempts: { tries: 1000, windowMs: 1000, most: 10 } });
    const answers = await Promise.all(Array.from({ length: 40 }, () => signIn(fleet, "eva", "wrong")));
    const tried = answers.filter(({ status }) => status === 401).length;
    expect(tried).toBeLessThanOrEqual(10);
  });

  it("an address that fails too often must wait, for a token as for a password", async () => {
    const fleet = await start({ attempts: { tries: 3, windowMs: minute, most: 10 } });
    for (const login of ["a", "b", "c"]) await signIn(fleet, login);
    expect((await signIn(fleet)).status).toBe(429);
  });

  it("200 sign-ins at once with real hashes: what else is asked is answered meanwhile", async () => {
    const fleet = await start({ cost: { log2N: 17, r: 8, p: 1 }, attempts: { tries: 1e6, windowMs: 1000, most: 10 } });
    const refused = new Set<number>();
    const logins = Array.from({ length: 200 }, async (_, n) => {
      if ((await signIn(fleet, `nobody-${n}`)).status === 503) refused.add(n);
    });
    const ended = Promise.allSettled(logins);
    const waits: number[] = [];
    while (waits.length < 40 || refused.size < 150) {
      const begun = performance.now();
      await fleet.store.write((tx) => tx.saveSetting("s11", String(waits.length)));
      waits.push(performance.now() - begun);
    }
    // Commits go on while passwords are hashed, and few of them wait for longer than a commit takes.
    expect(waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.9)]).toBeLessThan(200);
    await fleet.close();
    delete open.fleet;
    await ended;
  });
});

describe("idempotency-key: done once", () => {
  const key = { "idempotency-key": "0f3c2a77-11" };
  const comment = (fleet: ServedFleet, text: string, headers = {}): Promise<Response> =>
    ask(fleet, "/api/tickets/1/actions", {
      method: "POST",
      body: { action: "comment", text },
      headers: { authorization: `Bearer ${fleet.tokens.engineer}`, ...key, ...headers },
    });
  const comments = (fleet: ServedFleet): number =>
    fleet.store.read.ticket(1)?.timeline.filter(({ kind }) => kind === "comment").length ?? 0;

  it("asked again, it is answered the same and not done again; also both at one moment", async () => {
    const fleet = await start();
    const [first, second] = await Promise.all([comment(fleet, "twice"), comment(fleet, "twice")]);
    const third = await comment(fleet, "twice");
    const texts = await Promise.all([first, second, third].map((answer) => answer.json()));
    expect(texts[1]).toEqual(texts[0]);
    expect(texts[2]).toEqual(texts[0]);
    expect(comments(fleet)).toBe(1);
    await comment(fleet, "once more", { "idempotency-key": "another-key" });
    expect(comments(fleet)).toBe(2);
  });

  it("a key that stood for another request, and one that is none, are refused", async () => {
    const fleet = await start();
    await comment(fleet, "one");
    expect((await comment(fleet, "other")).status).toBe(409);
    expect((await comment(fleet, "x", { "idempotency-key": "short" })).status).toBe(400);
    expect(comments(fleet)).toBe(1);
  });

  it("what was refused as a whole may be asked again under its key", async () => {
    const fleet = await start();
    const enrol = (id: string): Promise<Response> =>
      ask(fleet, "/api/terminals", {
        method: "POST",
        body: { id },
        headers: { authorization: `Bearer ${fleet.tokens.admin}`, ...key },
      });
    expect((await enrol("kiosk-001")).status).toBe(409);
    expect((await enrol("kiosk-new")).status).toBe(200);
    // Its answer holds a password, and is kept nowhere.
    expect((await enrol("kiosk-new")).status).toBe(409);
  });

  it("begun by a broker that died, it is not done again, and nobody claims to know whether it was done", async () => {
    const fleet = await start();
    await comment(fleet, "begun");
    const rows = fleet.store.read.requestKey("user:eva", key["idempotency-key"]);
    await fleet.store.write((tx) => {
      if (rows) tx.dropRequestKey(rows.actor, rows.key);
      if (rows) tx.saveRequestKey({ actor: rows.actor, key: rows.key, request: rows.request, at: rows.at });
    });
    const answer = await comment(fleet, "begun");
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("not known") as string]);
    expect(comments(fleet)).toBe(1);
  });
});

describe("the page itself", () => {
  it("says that the console is not built, where it is not; the API works all the same", async () => {
    const fleet = await start();
    const answer = await fetch(fleet.url);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("npm run build") as string]);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("is served at every address of its own with a strict policy, a nonce of its own each time; files for ever", async () => {
    const folder = fileURLToPath(new URL("../../tests/support/tiny-console/", import.meta.url));
    const fleet = await start({ console: folder });
    const page = (path: string): Promise<Response> => fetch(fleet.url + path, { headers: { accept: "text/html" } });
    const answers = await Promise.all(["/", "/terminals/kiosk-001", "/index.html"].map(page));
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const nonce = /nonce="([\w-]{24})"/.exec(await answer.text())?.[1] ?? "";
        const policy = answer.headers.get("content-security-policy") ?? "";
        expect(policy).toContain(`'nonce-${nonce}'`);
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/unsafe|https?:/);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(3);
    const file = await fetch(`${fleet.url}/assets/tiny-1234.js`, { headers: { "accept-encoding": "br" } });
    expect(file.headers.get("cache-control")).toContain("immutable");
    expect((await fetch(`${fleet.url}/assets/none.js`, { headers: { accept: "text/html" } })).status).toBe(404);
    expect((await page("/api/nothing")).status).toBe(404);
    expect((await page("/assets/..%2f..%2fpackage.json")).status).toBe(404);
  });
});
