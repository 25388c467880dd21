import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  LiveEventJson,
  RouteResponse,
  SavedViewView,
  Scope,
  SiteView,
  TerminalDetail,
  TerminalSummary,
} from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";
import { hashToken } from "./tokens.ts";

const station = "中央车站 Central station";
const many = 600;
let fleet: ServedFleet;
const heard: LiveEventJson[] = [];
beforeAll(async () => {
  fleet = await serveFleet({
    fill: (tx, now) => {
      const one = tx.read.terminal("kiosk-001");
      for (let n = 100; one && n < 100 + many; n++)
        tx.saveTerminal({ ...one, id: `kiosk-${n}`, name: `Kiosk ${n}`, site: "Airport" });
      const scoped = (name: string, role: "engineer" | "viewer", scope: Scope): void =>
        tx.saveToken({ id: name, name, role, scope, hash: hashToken(`rm_${name}`), createdAt: now });
      scoped("alan", "engineer", { sites: ["Airport"] });
      scoped("sven", "viewer", { sites: [station] });
    },
  });
  fleet.live.after((event) => {
    if (event.name === "tags") heard.push(event);
  });
});
afterAll(() => fleet.close());

type Who = "admin" | "engineer" | "dispatcher" | "viewer" | "rm_alan" | "rm_sven";
const ask = async <T = { code: string; issues?: { path: string }[] }>(
  method: string,
  path: string,
  who: Who = "engineer",
  body?: unknown,
): Promise<{ status: number; body: T }> => {
  const token = who === "rm_alan" || who === "rm_sven" ? who : fleet.tokens[who];
  const answer = await fetch(fleet.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: (await answer.json()) as T };
};
const audited = async (action: string): Promise<RouteResponse<"audit">> =>
  (await ask<RouteResponse<"audit">>("GET", `/api/audit?what=${action}&limit=1000`, "admin")).body;
const tagsOf = async (id: string): Promise<readonly string[]> =>
  (await ask<TerminalDetail>("GET", `/api/terminals/${id}`)).body.tags ?? [];

describe("tags", () => {
  it("are given to one and taken again; each change is audited and told", async () => {
    const give = { terminals: ["kiosk-001"], add: ["vip", "pilot-firmware", "样机"] };
    expect((await ask("POST", "/api/tags", "engineer", give)).body).toEqual({ changed: ["kiosk-001"] });
    expect((await ask("POST", "/api/tags", "engineer", give)).body).toEqual({ changed: [] });
    expect(await tagsOf("kiosk-001")).toEqual(["pilot-firmware", "vip", "样机"]);
    const swap = { terminals: ["kiosk-001"], add: ["old"], remove: ["vip", "样机", "never-there"] };
    await ask("POST", "/api/tags", "engineer", swap);
    const all = (await ask<TerminalSummary[]>("GET", "/api/terminals")).body;
    expect(all.find(({ id }) => id === "kiosk-001")?.tags).toEqual(["old", "pilot-firmware"]);
    expect(all.find(({ id }) => id === "kiosk-002")).not.toHaveProperty("tags");
    expect(await audited("terminal.tag")).toMatchObject([
      { actor: "user:eva", target: "kiosk-001", detail: { added: ["pilot-firmware", "vip", "样机"], removed: [] } },
      { actor: "user:eva", target: "kiosk-001", detail: { added: ["old"], removed: ["vip", "样机"] } },
    ]);
    expect(heard.at(-1)).toEqual({ name: "tags", terminal: "kiosk-001", tags: ["old", "pilot-firmware"] });
    await ask("POST", "/api/tags", "engineer", { terminals: ["kiosk-001"], remove: ["old", "pilot-firmware"] });
    expect(await tagsOf("kiosk-001")).toEqual([]);
  });

  it("are given to many at once, all or none", async () => {
    const ids = Array.from({ length: 400 }, (_, n) => `kiosk-${n + 100}`);
    const before = heard.length;
    const unknown = { terminals: [...ids.slice(1), "kiosk-nobody"], add: ["spring"] };
    expect((await ask("POST", "/api/tags", "engineer", unknown)).status).toBe(404);
    expect(await tagsOf("kiosk-101")).toEqual([]);
    const { body } = await ask<{ changed: string[] }>("POST", "/api/tags", "engineer", {
      terminals: ids,
      add: ["spring"],
    });
    expect(body.changed).toHaveLength(400);
    expect(heard.length - before).toBe(400);
    expect((await audited("terminal.tag")).filter(({ target }) => target === "kiosk-321")).toHaveLength(1);
  });

  it.each([
    ["in capitals", { terminals: ["kiosk-001"], add: ["VIP"] }, 400],
    ["with a comma", { terminals: ["kiosk-001"], add: ["a,b"] }, 400],
    ["too long", { terminals: ["kiosk-001"], add: ["x".repeat(33)] }, 400],
    ["of nobody", { terminals: [], add: ["x"] }, 400],
    ["that are none", { terminals: ["kiosk-001"] }, 400],
  ])("%s are refused", async (_, body, status) => {
    expect((await ask("POST", "/api/tags", "engineer", body)).status).toBe(status);
  });

  it("of one terminal are twenty at most", async () => {
    const word = (n: number): string => `t${n}`;
    const twenty = Array.from({ length: 20 }, (_, n) => word(n));
    expect((await ask("POST", "/api/tags", "engineer", { terminals: ["kiosk-699"], add: twenty })).status).toBe(200);
    const more = await ask("POST", "/api/tags", "engineer", { terminals: ["kiosk-699"], add: ["t20"] });
    expect(more).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  it("are set by those who may configure, on terminals they reach", async () => {
    const on = (...terminals: string[]) => ({ terminals, add: ["own"] });
    expect((await ask("POST", "/api/tags", "dispatcher", on("kiosk-001"))).status).toBe(403);
    expect((await ask("POST", "/api/tags", "rm_alan", on("kiosk-150", "kiosk-001"))).status).toBe(403);
    expect(await tagsOf("kiosk-150")).not.toContain("own");
    expect((await ask("POST", "/api/tags", "rm_alan", on("kiosk-150"))).status).toBe(200);
  });
});

describe("sites", () => {
  const names = async (who: Who): Promise<string[]> =>
    (await ask<SiteView[]>("GET", "/api/sites", who)).body.map(({ name }) => name);

  it("are known from enrolment on; where they lie is set, audited and taken out again", async () => {
    await ask("POST", "/api/terminals", "admin", { id: "kiosk-900", site: "Harbour" });
    await ask("POST", "/api/terminals", "admin", { id: "kiosk-901", site: "Harbour" });
    expect(await names("viewer")).toEqual(["Harbour"]);
    const harbour = { name: "Harbour", latitude: 22.285, longitude: 114.158, address: "Pier 3" };
    expect((await ask("POST", "/api/sites", "engineer", harbour)).body).toEqual(harbour);
    await ask("POST", "/api/sites", "engineer", harbour);
    expect((await ask<SiteView[]>("GET", "/api/sites", "viewer")).body).toEqual([harbour]);
    expect((await audited("site.")).map(({ action, target }) => [action, target])).toEqual([["site.set", "Harbour"]]);
    expect((await ask("POST", "/api/sites/removed", "engineer", { name: "Harbour" })).status).toBe(200);
    expect((await ask("POST", "/api/sites/removed", "engineer", { name: "Harbour" })).status).toBe(404);
    expect(await names("viewer")).toEqual([]);
  });

  it("lie on the globe or nowhere", async () => {
    for (const place of [
      { latitude: 91, longitude: 0 },
      { latitude: 0, longitude: 180.5 },
      { latitude: "1", longitude: 1 },
    ])
      expect((await ask("POST", "/api/sites", "engineer", { name: "X", ...place })).status).toBe(400);
    expect(await ask("POST", "/api/sites", "engineer", { name: "X", latitude: 1 })).toMatchObject({
      status: 400,
      body: { code: "invalid", issues: [{ path: "body.longitude" }] },
    });
  });

  it("are seen by those whose terminals stand there, and set by those who see all", async () => {
    for (const name of ["Airport", station, "Empty"]) await ask("POST", "/api/sites", "engineer", { name });
    expect(await names("viewer")).toEqual(["Airport", "Empty", station]);
    expect(await names("rm_alan")).toEqual(["Airport"]);
    expect(await names("rm_sven")).toEqual([station]);
    expect((await ask("POST", "/api/sites", "rm_alan", { name: "Airport" })).status).toBe(403);
    expect((await ask("POST", "/api/sites", "viewer", { name: "Airport" })).status).toBe(403);
  });
});

describe("saved views", () => {
  const view = (name: string, more: object = {}) => ({ name, query: "tag:vip", layout: "map", shared: false, ...more });
  const list = async (who: Who): Promise<[string, boolean][]> =>
    (await ask<SavedViewView[]>("GET", "/api/views", who)).body.map(({ name, own }) => [name, own]);

  it("are one's own; they are renamed, changed and forgotten", async () => {
    const { body: saved } = await ask<SavedViewView>("POST", "/api/views", "viewer", view("Mine"));
    expect(saved).toMatchObject({ name: "Mine", own: true, by: "user:vera" });
    const path = `/api/views/${saved.number}`;
    expect(await list("engineer")).toEqual([]);
    expect((await ask("PUT", path, "engineer", view("Theirs"))).status).toBe(404);
    expect((await ask("DELETE", path, "engineer")).status).toBe(404);
    expect((await ask("POST", "/api/views", "viewer", view("mine"))).status).toBe(409);
    expect((await ask("PUT", path, "viewer", view("Ours", { layout: "matrix" }))).body).toMatchObject({ name: "Ours" });
    expect(await list("viewer")).toEqual([["Ours", true]]);
    expect((await ask("DELETE", path, "viewer")).status).toBe(200);
    expect(await list("viewer")).toEqual([]);
    expect((await audited("view.")).map(({ action }) => action)).toEqual(["view.add", "view.set", "view.remove"]);
  });

  it("are shared by those who may configure, also those of others", async () => {
    const shared = view("All of VIP", { shared: true });
    expect((await ask("POST", "/api/views", "dispatcher", shared)).status).toBe(403);
    const { body: saved } = await ask<SavedViewView>("POST", "/api/views", "engineer", shared);
    for (const who of ["viewer", "rm_sven"] as const) expect(await list(who)).toEqual([["All of VIP", false]]);
    expect((await ask("PUT", `/api/views/${saved.number}`, "viewer", shared)).status).toBe(403);
    expect((await ask("DELETE", `/api/views/${saved.number}`, "dispatcher")).status).toBe(403);
    expect((await ask("DELETE", `/api/views/${saved.number}`, "admin")).status).toBe(200);
    const again = await ask<SavedViewView>("POST", "/api/views", "viewer", view("Private"));
    expect(again.body.number).toBeGreaterThan(saved.number); // an old address leads to nothing else
  });

  it("a query nobody understands is refused with its word", async () => {
    const wrong = await ask("POST", "/api/views", "viewer", view("Odd", { query: "paper:pink" }));
    expect(wrong).toMatchObject({ status: 400, body: { issues: [{ path: "body.query" }] } });
  });
});
