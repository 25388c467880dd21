import { connect } from "node:net";
import type { TObject } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AppError,
  checker,
  mayDo,
  type RouteName,
  roles,
  routeNames,
  routeOf,
  systemClock,
} from "../../contract/index.ts";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";
import { Attempts } from "./attempts.ts";
import { answerFor, statusOfCode } from "./errors.ts";
import { createHttp } from "./server.ts";

let fleet: ServedFleet;
let rehearsal: string;
beforeAll(async () => {
  const refused = { terminal: "kiosk-001", topic: "t", text: { en: "not JSON", "zh-CN": "不是 JSON" } };
  fleet = await serveFleet({
    attempts: { tries: 1000, windowMs: 1000, most: 10 },
    fill: (tx, at) => void tx.addQuarantine({ ...refused, receivedAt: at, payload: Buffer.from("{") }),
  });
  const wish = { rules: [{ rule: "printer.paper.low", settings: { holdMs: 60_000 } }], days: 1 };
  rehearsal = ((await (await send("/api/rehearsals", JSON.stringify(wish))).json()) as { id: string }).id;
});
afterAll(() => fleet.close());

/** A request to every route that its path and body allow. */
const samples: Partial<Record<RouteName, { body?: unknown }>> = {
  enrol: { body: { id: "kiosk-walk" } },
  maintenance: { body: { minutes: 0 } },
  tagTerminals: { body: { terminals: ["kiosk-001"], add: ["walk"] } },
  setSite: { body: { name: "Walk" } },
  removeSite: { body: { name: "nowhere" } },
  saveView: { body: { name: "walk", query: "", layout: "map", shared: false } },
  changeView: { body: { name: "walked", query: "", layout: "map", shared: false } },
  runCommand: { body: { command: "testPrint" } },
  approveCommand: { body: { approve: false } },
  diagnose: { body: {} },
  setWarranty: { body: {} },
  moveStock: { body: { kind: "receive", item: "display", to: "nowhere" } },
  setStockPlace: { body: { id: "van-walk", kind: "van" } },
  setStockItem: { body: { item: "display" } },
  ticketAction: { body: { action: "comment", text: "x" } },
  hook: { body: {} },
  setOnCallPlan: { body: { plan: { rotas: [], paths: [] }, check: true } },
  overrideOnCall: { body: { rota: "none", person: "eva", from: "2026-12-24", to: "2026-12-25", why: "walk" } },
  swapOnCall: {
    body: {
      rota: "none",
      person: "eva",
      from: "2026-12-24",
      to: "2026-12-25",
      why: "walk",
      with: { person: "tom", from: "2026-12-26", to: "2026-12-27" },
    },
  },
  cancelOnCallChange: { body: {} },
  logOnCallCall: { body: { minutes: 3, result: "walk" } },
  makeOnCallFeed: { body: {} },
  revokeOnCallFeed: { body: {} },
  setPerson: { body: { id: "wanda", name: "Wanda Walk", role: "viewer" } },
  setPassword: { body: { password: "only for the walk" } },
  inspect: { body: { answers: [{ item: "outside", result: "ok" }] } },
};
const values: Record<string, string> = { terminal: "kiosk-001", device: "printer", number: "1" };
const pathOf = (name: RouteName): string =>
  routeOf(name).path.replaceAll(/:([a-z]+)/g, (_, key: string) => {
    const ids: Partial<Record<RouteName, string>> = {
      command: "cmd-00000001",
      diagnosis: "diag-0001",
      explain: fleet.faultId,
      knowledge: "printer.paper.out",
      rule: "printer.paper.out",
      rehearsal,
    };
    return values[key] ?? ids[name] ?? "none";
  });
const call = (name: RouteName, token?: string): Promise<Response> => {
  const body = samples[name]?.body;
  return fetch(fleet.url + pathOf(name), {
    method: routeOf(name).method,
    signal: AbortSignal.timeout(5000),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};
type Init = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };
const ask = (path: string, init: Init = {}, token = fleet.tokens.admin): Promise<Response> =>
  fetch(fleet.url + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
const send = (path: string, body: string, type = "application/json", method = "POST"): Promise<Response> =>
  ask(path, { method, body, headers: { "content-type": type } });
const codeOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
];

describe("S4: no route without a permission", () => {
  it.each(routeNames)("%s", async (name) => {
    const { needs } = routeOf(name);
    const without = await call(name);
    await without.body?.cancel();
    if (needs === "password") return expect([401, 403]).toContain(without.status);
    if (needs === null) return expect(without.status).toBe(200);
    expect(without.status).toBe(401);
    // A token opens nothing here: only a signature over the body does.
    if (needs === "signed") return expect((await call(name, fleet.tokens.admin)).status).toBe(401);
    expect((await call(name, "rm_wrong")).status).toBe(401);
    for (const has of roles) {
      const answer = await call(name, fleet.tokens[has]);
      await answer.body?.cancel();
      if (needs === "self" || mayDo(has, needs)) expect(answer.status, `${has} ${name}`).not.toBe(403);
      else expect(answer.status, `${has} ${name}`).toBe(403);
    }
    return undefined;
  });

  it("the server has no route but those of the table", async () => {
    const { app } = await createHttp({
      store: fleet.store,
      live: fleet.live,
      desks: {} as never,
      actions: {} as never,
      clock: systemClock,
      log: { error: () => undefined },
      config: { host: "127.0.0.1", port: 0 },
    });
    await app.ready();
    const methods = [...app.printRoutes({ commonPrefix: false }).matchAll(/\(([A-Z, ]+)\)/g)].flatMap(([, m = ""]) =>
      m.split(", "),
    );
    await app.close();
    expect(methods).toHaveLength(routeNames.length);
    expect(new Set(methods)).toEqual(new Set(["GET", "POST", "PUT", "DELETE"]));
  });
});

describe("answers", () => {
  it.each(
    routeNames.filter(
      (name) => routeOf(name).method === "GET" && (routeOf(name).response as { type?: string }).type !== "string",
    ),
  )("%s is what the contract says", async (name) => {
    const answer = await call(name, fleet.tokens.admin);
    expect(answer.status).toBe(200);
    expect(checker(routeOf(name).response).issues(await answer.json())).toEqual([]);
  });

  it("a terminal's detail loses nothing on the way: frames, codes, measures", async () => {
    const text = await (await ask("/api/terminals/kiosk-001")).text();
    for (const piece of ["DLE EOT 4 = 7E", '"cuts":1822', "TM-T88V", "testPrint"]) expect(text).toContain(piece);
  });

  it("enrols, and answers no more than the contract names", async () => {
    const answer = await send("/api/terminals", JSON.stringify({ id: "kiosk-new", name: "New" }));
    expect(await answer.json()).toEqual({
      id: "kiosk-new",
      password: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(await codeOf(await send("/api/terminals", JSON.stringify({ id: "kiosk-new" })))).toEqual([409, "conflict"]);
  });

  it("metrics count records, faults, tickets, connections and the event loop", async () => {
    const text = await (await fetch(`${fleet.url}/metrics`)).text();
    expect(text).toMatch(/^roundsman_faults_active 1$/m);
    expect(text).toMatch(/^roundsman_terminals_connected 1$/m);
    expect(text).toContain("nodejs_eventloop_lag_seconds");
  });
});

describe("wrong input: which field, and why", () => {
  const wrong: [string, () => Promise<Response>, number, string, RegExp][] = [
    ["no JSON", () => send("/api/terminals", "{"), 400, "invalid", /not valid JSON/],
    ["empty body", () => send("/api/terminals", ""), 400, "invalid", /empty/],
    ["no body", () => ask("/api/terminals", { method: "POST" }), 400, "invalid", /body must be object/],
    ["missing field", () => send("/api/terminals", "{}"), 400, "invalid", /body.*id/],
    [
      "unknown field",
      () => send("/api/terminals", '{"id":"a","admin":true}'),
      400,
      "invalid",
      /body\.admin is not a known key/,
    ],
    ["bad id", () => send("/api/terminals", '{"id":"a/b"}'), 400, "invalid", /body\.id must match pattern/],
    [
      "number as text",
      () => send("/api/terminals/kiosk-001/maintenance", '{"minutes":"5"}', undefined, "PUT"),
      400,
      "invalid",
      /body\.minutes must be integer/,
    ],
    [
      "too many minutes",
      () => send("/api/terminals/kiosk-001/maintenance", '{"minutes":999999}', undefined, "PUT"),
      400,
      "invalid",
      /body\.minutes/,
    ],
    ["prototype key", () => send("/api/terminals", '{"id":"a","__proto__":{"x":1}}'), 400, "invalid", /./],
    [
      "wrong media type",
      () => send("/api/terminals", "id=a", "application/x-www-form-urlencoded"),
      415,
      "unsupportedMedia",
      /application\/json/,
    ],
    [
      "odd media type, body still checked",
      () => send("/api/terminals", '{"id":"a","x":1}', "application/json ;x, text/plain"),
      400,
      "invalid",
      /body\.x/,
    ],
    ["plain text", () => send("/api/terminals", '{"id":"a"}', "text/plain"), 415, "unsupportedMedia", /./],
    ["huge body", () => send("/api/terminals", JSON.stringify({ id: "x".repeat(64_000) })), 413, "tooLarge", /larger/],
    ["bad query", () => ask("/api/faults?limit=many"), 400, "invalid", /query\.limit must be integer/],
    ["query out of range", () => ask("/api/faults?limit=0"), 400, "invalid", /query\.limit/],
    ["unknown query", () => ask("/api/faults?sort=x"), 400, "invalid", /query\.sort is not a known key/],
    ["query twice", () => ask("/api/faults?limit=1&limit=2"), 400, "invalid", /query\.limit/],
    ["bad path", () => ask("/api/tickets/abc"), 400, "invalid", /path\.number must be integer/],
    ["long path", () => ask(`/api/terminals/${"x".repeat(100)}`), 400, "invalid", /too long/],
    ["unknown terminal", () => ask("/api/terminals/nobody"), 404, "notFound", /nobody/],
    ["unknown address", () => ask("/api/nothing"), 404, "notFound", /GET \/api\/nothing/],
  ];
  it.each(wrong)("%s", async (_, request, status, code, message) => {
    const answer = await request();
    const body = (await answer.json()) as { code: string; message: string };
    expect([answer.status, body.code]).toEqual([status, code]);
    expect(body.message).toMatch(message);
  });

  const ofOneTerminal = routeNames.filter(
    (name) => "terminal" in ((routeOf(name).query as TObject | undefined)?.properties ?? {}),
  );
  it.each(ofOneTerminal)("%s of a terminal that nobody knows is no empty list", async (name) => {
    const answer = await ask(`${pathOf(name)}?terminal=nobody`);
    expect([answer.status, (await answer.json()) as { code: string; message: string }]).toMatchObject([
      404,
      { code: "notFound", message: expect.stringMatching(/terminal nobody is not known/) },
    ]);
  });

  it("numbers and booleans in the query are read", async () => {
    expect(((await (await ask("/api/faults?limit=1&all=true")).json()) as unknown[]).length).toBe(1);
  });

  it("a half request is cut off without an answer that says anything", async () => {
    const { port, hostname } = new URL(fleet.url);
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write("NONSENSE\r\n\r\n"));
      let all = "";
      socket.on("data", (piece: Buffer) => {
        all += piece.toString();
      });
      socket.on("close", () => resolve(all));
    });
    expect(text).toMatch(/^HTTP\/1.1 400/);
  });

  it("failures of our own say nothing of the inside", () => {
    expect(answerFor(new TypeError("secret path /etc")).body).toEqual({
      code: "internal",
      message: expect.not.stringContaining("secret") as string,
      text: { en: expect.any(String) as string, "zh-CN": expect.not.stringContaining("secret") as string },
    });
    const inner = new AppError("store", "cannot open /secret/path");
    expect(answerFor(inner).body.text["zh-CN"]).toBe("数据无法保存，原因见服务端日志");
    for (const status of Object.values(statusOfCode)) expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe("failed attempts", () => {
  it("an address that failed too often must wait, whatever it shows then", async () => {
    const clock = new FakeClock();
    const own = await serveFleet({ clock, attempts: { tries: 3, windowMs: 60_000, most: 10 } });
    const get = (token: string): Promise<Response> =>
      fetch(`${own.url}/api/summary`, { headers: { authorization: `Bearer ${token}` } });
    for (let n = 0; n < 3; n++) expect((await get("wrong")).status).toBe(401);
    const blocked = await get(own.tokens.admin);
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get("retry-after"))).toBe(60);
    await clock.advance(60_001);
    expect((await get(own.tokens.admin)).status).toBe(200);
    await own.close();
  });

  it("remembers a bounded number of addresses", () => {
    const clock = new FakeClock();
    const attempts = new Attempts(clock, { tries: 1, windowMs: 1000, most: 2 });
    for (const address of ["a", "b", "c"]) attempts.fail(address);
    expect(["a", "b", "c"].map((address) => attempts.waitMs(address))).toEqual([0, 1000, 1000]);
  });
});
