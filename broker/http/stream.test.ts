import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../tests/support/fake-clock.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";
import type { StreamLimits } from "./stream.ts";
import { hashToken } from "./tokens.ts";

const limits: StreamLimits = { waitingBytes: 65_536, clients: 2, heartbeatMs: 15_000, kept: 5 };
const open: { fleet?: ServedFleet; sockets: Socket[] } = { sockets: [] };
afterEach(async () => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  await open.fleet?.close();
});

const start = async (stream = limits, clock = new FakeClock()): Promise<{ fleet: ServedFleet; clock: FakeClock }> => {
  open.fleet = await serveFleet({ clock, stream });
  return { fleet: open.fleet, clock };
};
const tell = (fleet: ServedFleet, text: string, terminal = "kiosk-001"): Promise<void> =>
  fleet.store.write((tx) => fleet.live.emit(tx, "event", { terminal, code: "c", text, at: 1 }));

const refusedMessage = {
  terminal: "kiosk-001",
  topic: "t",
  receivedAt: 1,
  text: { en: "not JSON", "zh-CN": "不是 JSON" },
  payload: Buffer.from("{"),
};

/** A client of the stream that collects what comes. */
const follow = async (fleet: ServedFleet, query = "", headers: Record<string, string> = {}) => {
  const stop = new AbortController();
  const answer = await fetch(`${fleet.url}/api/events${query}`, {
    headers: { authorization: `Bearer ${fleet.tokens.viewer}`, ...headers },
    signal: stop.signal,
  });
  const reader = answer.body?.getReader();
  let text = "";
  const until = async (piece: string, times = 1): Promise<string> => {
    while (text.split(piece).length <= times) {
      const next = await reader?.read();
      if (!next || next.done) throw new Error(`the stream ended before "${piece}"; it said ${text}`);
      text += new TextDecoder().decode(next.value);
    }
    return text;
  };
  return { status: answer.status, until, stop: () => stop.abort() };
};

describe("live stream", () => {
  it("tells what was committed, to those who asked for that terminal", async () => {
    const { fleet } = await start();
    const all = await follow(fleet);
    const one = await follow(fleet, "?terminal=kiosk-002");
    await tell(fleet, "first");
    await tell(fleet, "second", "kiosk-002");
    expect(await all.until("second")).toContain("first");
    expect(await one.until("second")).not.toContain("first");
    all.stop();
    one.stop();
  });

  it("tells nothing of a transaction that was rolled back", async () => {
    const { fleet } = await start();
    const client = await follow(fleet);
    const failing = fleet.store.write((tx) => {
      fleet.live.emit(tx, "event", { terminal: "kiosk-001", code: "c", text: "never", at: 1 });
      throw new Error("rolled back");
    });
    await expect(failing).rejects.toThrow("rolled back");
    await tell(fleet, "after");
    expect(await client.until("after")).not.toContain("never");
    client.stop();
  });

  it("leaves health out unless asked", async () => {
    const { fleet } = await start();
    const [plain, all] = [await follow(fleet), await follow(fleet, "?health=true")];
    const row = fleet.store.read.health("kiosk-001")[0];
    if (!row) throw new Error("no health in the fixture");
    await fleet.store.write((tx) =>
      fleet.live.emit(tx, "health", { terminal: "kiosk-001", device: "cash-1", health: row.health }),
    );
    await tell(fleet, "after");
    expect(await plain.until("after")).not.toContain("event: health");
    expect(await all.until("after")).toContain("event: health");
    plain.stop();
    all.stop();
  });

  it("tells of spare parts, and of what else needs a permission, only those who may ask for it", async () => {
    const { fleet } = await start();
    const [viewer, technician] = [
      await follow(fleet),
      await follow(fleet, "", { authorization: `Bearer ${fleet.tokens.technician}` }),
    ];
    const move = { n: 1, at: 1, by: "user:li", kind: "receive", item: "UPS", quantity: 1, to: "depot" } as const;
    await fleet.store.write((tx) => {
      fleet.live.emit(tx, "stockMove", { move });
      fleet.live.emit(tx, "quarantine", tx.addQuarantine(refusedMessage));
    });
    await tell(fleet, "after");
    expect(await viewer.until("after")).not.toMatch(/stockMove|quarantine/);
    const told = await technician.until("after");
    expect([told.includes("event: stockMove"), told.includes("event: quarantine")]).toEqual([true, false]);
    viewer.stop();
    technician.stop();
  });

  it("tells of sites whom they belong to, of rules everybody, and of saved views whoever sees them", async () => {
    const { fleet } = await start({ ...limits, clients: 3 });
    const token = { name: "sven", role: "viewer" as const, scope: { sites: ["Airport"] }, createdAt: 1 };
    await fleet.store.write((tx) => tx.saveToken({ ...token, id: "sven", hash: hashToken("rm_sven") }));
    const as = (secret: string) => ({ authorization: `Bearer ${secret}`, "content-type": "application/json" });
    const engineer = as(fleet.tokens.engineer);
    const [own, viewer, scoped] = [
      await follow(fleet, "", engineer),
      await follow(fleet),
      await follow(fleet, "", as("rm_sven")),
    ];
    const ask = async (path: string, body: object): Promise<void> => {
      const answer = await fetch(`${fleet.url}${path}`, {
        method: "POST",
        headers: engineer,
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
    };
    await ask("/api/sites", { name: "Airport", latitude: 1, longitude: 2 });
    await ask("/api/sites", { name: "Harbour" });
    await ask("/api/sites", { name: "Harbour" });
    await ask("/api/sites/removed", { name: "Harbour" });
    await ask("/api/rules", { rules: [{ rule: "printer.paper.low", settings: { holdMs: 60_000 } }], why: "too soon" });
    const view = { query: "status:ok", layout: "map" };
    await ask("/api/views", { ...view, name: "mine", shared: false });
    await ask("/api/views", { ...view, name: "ours", shared: true });
    await tell(fleet, "after", "kiosk-001");
    const heard = async (client: { until: (piece: string) => Promise<string> }, last: string): Promise<string[]> =>
      [...(await client.until(last)).matchAll(/^data: (\{"name":"(?:site|rules|savedView)".*)$/gm)].map(
        ([, data]) => data ?? "",
      );
    const airport = '{"name":"site","site":{"name":"Airport","latitude":1,"longitude":2}}';
    const harbour = [
      '{"name":"site","site":{"name":"Harbour"}}',
      '{"name":"site","site":{"name":"Harbour"},"removed":true}',
    ];
    const rules = '{"name":"rules","revision":1,"rules":["printer.paper.low"],"by":"user:eva"}';
    const [mine, ours] = ["false", "true"].map(
      (shared, n) => `{"name":"savedView","number":${n + 1},"by":"user:eva","shared":${shared}}`,
    );
    expect(await heard(own, "after")).toEqual([airport, ...harbour, rules, mine, ours]);
    expect(await heard(viewer, "after")).toEqual([airport, ...harbour, rules, ours]);
    expect(await heard(scoped, '"number":2')).toEqual([airport, rules, ours]);
    for (const client of [own, viewer, scoped]) client.stop();
  });

  it("gives a client that comes back what it missed, and says so when that is too long ago", async () => {
    const { fleet } = await start();
    const first = await follow(fleet);
    await tell(fleet, "one");
    const id = [...(await first.until('one"')).matchAll(/id: (\S+)/g)].at(-1)?.[1] ?? "";
    first.stop();
    await tell(fleet, "two");
    const back = await follow(fleet, "", { "last-event-id": id });
    expect(await back.until("two")).not.toMatch(/"one"/);
    back.stop();
    for (let n = 0; n < 10; n++) await tell(fleet, `more${n}`);
    const late = await follow(fleet, "", { "last-event-id": id });
    expect(await late.until("event: missed")).toContain("missed");
    late.stop();
  });

  it("who was cut before the first event comes back for what came after", async () => {
    const { fleet } = await start();
    const first = await follow(fleet);
    const id = /id: (\S+)/.exec(await first.until("event: here"))?.[1] ?? "";
    first.stop();
    await tell(fleet, "unseen");
    const back = await follow(fleet, "", { "last-event-id": id });
    expect(await back.until("unseen")).not.toContain("event: missed");
    back.stop();
  });

  it("an id of another life of the broker is never taken for one of this", async () => {
    const { fleet } = await start();
    const client = await follow(fleet, "", { "last-event-id": "deadbeef-1" });
    expect(await client.until("event: missed")).toContain("missed");
    client.stop();
  });

  it("sends a heartbeat every 15 s", async () => {
    const { fleet, clock } = await start();
    const client = await follow(fleet);
    await client.until("event: here");
    await clock.advance(30_000);
    expect((await client.until("event: here", 3)).match(/event: here/g)).toHaveLength(3);
    client.stop();
  });

  it("takes a bounded number of clients", async () => {
    const { fleet } = await start();
    const two = [await follow(fleet), await follow(fleet)];
    expect((await follow(fleet)).status).toBe(503);
    for (const client of two) client.stop();
  });

  it("drops a client that does not read, and no other", async () => {
    const { fleet } = await start();
    const reader = await follow(fleet);
    const { port, hostname } = new URL(fleet.url);
    const frozen = connect(Number(port), hostname);
    open.sockets.push(frozen);
    frozen.pause();
    frozen.write(`GET /api/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${fleet.tokens.viewer}\r\n\r\n`);
    const dropped = async (): Promise<boolean> =>
      /^roundsman_event_clients_dropped 1$/m.test(await (await fetch(`${fleet.url}/metrics`)).text());
    // The kernel's own buffers take megabytes before the broker's bound is reached.
    const big = "x".repeat(60_000);
    for (let n = 0; n < 400 && !(await dropped()); n++) {
      for (let k = 0; k < 10; k++) await tell(fleet, `${big} e-${n}-${k}`);
      await reader.until(`e-${n}-9`);
    }
    expect(await dropped()).toBe(true);
    await tell(fleet, "still here");
    await reader.until("still here");
    reader.stop();
  });

  it("closing the server ends every stream", async () => {
    const { fleet } = await start();
    const client = await follow(fleet);
    await client.until("event: here");
    const ended = client.until("never");
    await Promise.all([expect(ended).rejects.toThrow(), fleet.close()]);
    delete open.fleet;
  });
});
