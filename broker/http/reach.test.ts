import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AnyRoute,
  type LiveEventJson,
  mayDo,
  type RouteName,
  roles,
  routeNames,
  routeOf,
  type Scope,
  type TerminalSummary,
  type TicketView,
} from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";
import { hashToken } from "./tokens.ts";

/** kiosk-001 stands at the station, kiosk-009 at the airport; each has a fault, a ticket and an event. */
const site = "中央车站 Central station";
const scopes: Readonly<Record<string, Scope>> = {
  station: { sites: [site] },
  airport: { sites: ["Airport"] },
  nowhere: {},
  stranger: { customers: ["Nobody Ltd"] },
};

let fleet: ServedFleet;
const tokens = new Map<string, string>();
beforeAll(async () => {
  fleet = await serveFleet({ attempts: { tries: 10_000, windowMs: 1000, most: 10 } });
  const now = Date.now();
  await fleet.store.write((tx) => {
    const [one, fault, ticket] = [tx.read.terminal("kiosk-001"), tx.read.fault(fleet.faultId), tx.read.ticket(1)];
    if (one) tx.saveTerminal({ ...one, id: "kiosk-009", name: "Gate", site: "Airport" });
    if (fault) tx.saveFault({ ...fault, id: "9f2ab9c0-11aa-4c1e-9b7d-0a1b2c3d4e5f", terminal: "kiosk-009", ticket: 2 });
    if (ticket)
      tx.saveTicket({ ...ticket, number: 0, terminal: "kiosk-009", faults: ["9f2ab9c0-11aa-4c1e-9b7d-0a1b2c3d4e5f"] });
    for (const role of roles)
      for (const [name, scope] of Object.entries(scopes)) {
        const token = `rm_${role}_${name}`;
        tokens.set(`${role} ${name}`, token);
        tx.saveToken({ id: token, name: `${role}-${name}`, role, scope, hash: hashToken(token), createdAt: now });
      }
  });
});
afterAll(() => fleet.close());

const tokenOf = (role: string, scope: string): string => tokens.get(`${role} ${scope}`) ?? "";
const values: Readonly<Record<string, string>> = {
  device: "printer",
  part: "printer.cutter",
  number: "1",
  token: "none",
};
const fill = (route: AnyRoute, terminal: string, id: string): string =>
  route.path.replaceAll(/:([a-z]+)/g, (_, name: string) =>
    name === "terminal" ? terminal : name === "id" ? id : (values[name] ?? "none"),
  );
const call = (name: RouteName, token: string, terminal = "kiosk-001", query = ""): Promise<Response> => {
  const route = routeOf(name);
  const ids: Partial<Record<RouteName, string>> = {
    command: "cmd-00000001",
    diagnosis: "diag-0001",
    explain: fleet.faultId,
    knowledge: "printer.paper.out",
  };
  const body = route.body ? JSON.stringify({}) : undefined;
  return fetch(fleet.url + fill(route, terminal, ids[name] ?? "none") + query, {
    method: route.method,
    signal: AbortSignal.timeout(5000),
    headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
    ...(body ? { body } : {}),
  });
};
const get = async <T>(path: string, scope: string, role = "admin"): Promise<T> => {
  const answer = await fetch(fleet.url + path, { headers: { authorization: `Bearer ${tokenOf(role, scope)}` } });
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
};

const asked = routeNames.filter(
  (name) => !["signed", "password", null].includes(routeOf(name).needs) && name !== "events",
);

describe("S4: no role reaches beyond its scope", () => {
  it.each(asked)("%s", async (name) => {
    const { needs, within, method } = routeOf(name);
    for (const role of roles)
      for (const scope of Object.keys(scopes)) {
        const answer = await call(name, tokenOf(role, scope));
        const text = await answer.text();
        const allowed = needs === "self" || mayDo(role, needs as never);
        if (!allowed) expect(answer.status, `${role} ${scope}`).toBe(403);
        else if (within === undefined) expect([400, 403], `${role} ${scope}`).toContain(answer.status);
        if (scope === "station") continue;
        // A terminal, ticket or visit that is named lies outside, and what is listed holds nothing of it.
        if (allowed && ["terminal", "ticket", "visit", "answer"].includes(within ?? ""))
          expect([400, 403, 404], `${role} ${scope}`).toContain(answer.status);
        if (answer.status === 200 && method === "GET") expect(text, `${role} ${scope}`).not.toMatch(/kiosk-00[123]/);
      }
  });

  it.each(asked.filter((name) => routeOf(name).method !== "GET"))(
    "%s changes nothing before its reach is known",
    (name) => {
      expect([undefined, "terminal", "ticket", "visit", "open"]).toContain(routeOf(name).within);
    },
  );

  it.each(["station", "airport"])("somebody of the %s sees their part as a whole", async (scope) => {
    const own = scope === "station" ? ["kiosk-001", "kiosk-002"] : ["kiosk-009"];
    const id = own[0] ?? "";
    const terminals = await get<TerminalSummary[]>("/api/terminals", scope);
    expect(terminals.map((one) => one.id)).toEqual(own);
    expect(terminals[0]).toMatchObject({ faults: 1, tickets: 1, condition: "faulty" });
    expect((await get<TicketView[]>("/api/tickets", scope)).map(({ terminal }) => terminal)).toEqual([id]);
    expect((await get<{ terminal: string }[]>("/api/faults?all=true", scope)).map(({ terminal }) => terminal)).toEqual([
      id,
    ]);
    expect(await get<object>(`/api/terminals/${id}`, scope)).toMatchObject({ id });
    expect(await get<object[]>(`/api/terminals/${id}/history`, scope)).toBeInstanceOf(Array);
    for (const { terminal } of await get<{ terminal: string }[]>("/api/inspections", scope))
      expect(own).toContain(terminal);
  });

  it("counts their part, and reports of their site and of no other", async () => {
    expect(await get<object>("/api/summary", "station")).toMatchObject({
      terminals: 2,
      faultsActive: 1,
      ticketsOpen: 1,
    });
    expect(await get<object>("/api/summary", "airport")).toMatchObject({
      terminals: 1,
      faultsActive: 1,
      ticketsOpen: 1,
    });
    expect(await get<object>("/api/summary", "nowhere")).toMatchObject({ terminals: 0, faultsActive: 0, records: 0 });
    const asked = (query: string, scope: string): Promise<Response> =>
      fetch(`${fleet.url}/api/reports/availability?format=json${query}`, {
        headers: { authorization: `Bearer ${tokenOf("viewer", scope)}` },
      });
    expect((await asked("", "nowhere")).status).toBe(403);
    const own = await asked("", "airport");
    expect(own.status).toBe(200);
    const text = await own.text();
    expect(text).toContain("Airport");
    expect(text).not.toContain("Central station");
    expect((await asked(`&site=${encodeURIComponent(site)}`, "airport")).status).toBe(403);
    expect((await asked("&terminal=kiosk-001", "airport")).status).toBe(403);
  });

  it("acts on their own, and on no other", async () => {
    const act = (number: number, role: string, scope: string): Promise<number> =>
      fetch(`${fleet.url}/api/tickets/${number}/actions`, {
        method: "POST",
        headers: { authorization: `Bearer ${tokenOf(role, scope)}`, "content-type": "application/json" },
        body: JSON.stringify({ action: "comment", text: "x" }),
      }).then(({ status }) => status);
    expect(await Promise.all([act(1, "engineer", "station"), act(2, "engineer", "station")])).toEqual([200, 403]);
    expect(await Promise.all([act(1, "engineer", "airport"), act(2, "engineer", "airport")])).toEqual([403, 200]);
    expect(await act(1, "viewer", "station")).toBe(403);
  });

  it("hears of their own, and of no other", async () => {
    const stop = new AbortController();
    const answer = await fetch(`${fleet.url}/api/events`, {
      headers: { authorization: `Bearer ${tokenOf("viewer", "airport")}` },
      signal: stop.signal,
    });
    const tell = (terminal: string): Promise<void> =>
      fleet.store.write((tx) => fleet.live.emit(tx, "event", { terminal, code: "c", text: `from ${terminal}`, at: 1 }));
    await tell("kiosk-001");
    await tell("kiosk-009");
    const reader = answer.body?.getReader();
    let text = "";
    while (!text.includes("kiosk-009")) text += new TextDecoder().decode((await reader?.read())?.value);
    expect(text).not.toContain("kiosk-001");
    const events = [...text.matchAll(/^event: event\ndata: (.*)$/gm)].map(
      ([, data = ""]) => JSON.parse(data) as LiveEventJson,
    );
    expect(events).toHaveLength(1);
    stop.abort();
  });
});
