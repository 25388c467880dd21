import { mkdtemp } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError, systemClock } from "../../contract/index.ts";
import { until } from "../../tests/support/processes.ts";
import { seeded } from "../../tests/support/seeded.ts";
import type { DeviceSimulation } from "../api.ts";
import type { Pace } from "./pace.ts";
import { SalesApplication } from "./sales-application.ts";

interface Posted {
  readonly path: string;
  readonly body: Record<string, unknown>;
}
const hasty: Pace = { betweenCustomers: [1, 3], step: [0, 2], patience: 20 };

let server: Server;
let socketPath: string;
let posted: Posted[];
let status = 204;
let app: SalesApplication;

beforeEach(async () => {
  posted = [];
  status = 204;
  socketPath = join(await mkdtemp(join(tmpdir(), "sales-")), "kiosk.sock");
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      posted.push({ path: request.url ?? "", body: JSON.parse(text) as Record<string, unknown> });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
});
afterEach(async () => {
  app.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A device that writes down what is done to it. */
const recorder = (acts: string[], over: Partial<DeviceSimulation> = {}): DeviceSimulation => ({
  receive: () => undefined,
  inject: () => undefined,
  clear: () => undefined,
  act: (action) => void acts.push(action),
  powerCycle: () => undefined,
  state: () => ({}),
  close: () => undefined,
  ...over,
});

const open = (devices: Record<string, DeviceSimulation>, path = socketPath) => {
  app = new SalesApplication({
    clock: systemClock,
    random: seeded(7),
    devices: new Map(Object.entries(devices)),
    agent: { socketPath: path },
    pace: hasty,
  });
  app.start();
  return app;
};
const salesSeen = () => posted.filter((p) => p.path === "/sale").map((p) => p.body);

describe("sales application", () => {
  it("serves customers at the devices and reports each one: present, touches, sale, gone", async () => {
    const acts: string[] = [];
    let stacked = 0;
    const cash = recorder(acts, {
      act: (a) => {
        acts.push(a);
        stacked += 1;
      },
      state: () => ({ stacked }),
    });
    open({ cash, reader: recorder(acts), printer: recorder(acts), touch: recorder(acts) });
    await until(() => app.stats().success >= 8, "sales");
    app.stop();
    for (const action of ["touch", "insertNote", "insertCard", "takeCard", "print"]) expect(acts).toContain(action);
    expect(new Set(salesSeen().map((s) => s["kind"]))).toEqual(new Set(["cash", "card"]));
    expect(posted[0]).toEqual({ path: "/customer", body: { present: true } });
    expect(posted.find((p) => p.path === "/touch-target")?.body).toMatchObject({ device: "touch" });
    expect(salesSeen()[0]).toMatchObject({ result: "success", currency: "EUR" });
    expect(new Set(salesSeen().map((s) => s["transaction"])).size).toBe(salesSeen().length);
  });

  it("a device that does not do its part is a failed sale with a cause", async () => {
    const jammed = recorder([], {
      act: () => {
        throw new AppError("jammed", "a card is stuck");
      },
    });
    const paperless = recorder([], { state: () => ({ offline: true }) });
    open({ cash: recorder([], { state: () => ({ stacked: 4 }) }), reader: jammed, printer: paperless });
    await until(() => app.stats().failed >= 6, "failures");
    const causes = new Set(salesSeen().map((s) => s["cause"]));
    expect(causes).toContain("reader jammed");
    expect(causes).toContain("cash note not accepted");
    expect(app.stats().success).toBe(0);
  });

  it("a receipt that is not printed is a failed sale", async () => {
    const offline = recorder([], { state: () => ({ offline: true }) });
    open({ cash: recorder([]), reader: recorder([]), printer: offline });
    await until(() => app.stats().failed >= 2, "failures");
    expect(salesSeen().map((s) => s["cause"])).toContain("printer offline");
    expect(app.stats().success).toBe(0);
  });

  it("an agent that is away or refuses costs the report, never the sale", async () => {
    open({ cash: recorder([]), reader: recorder([]), printer: recorder([]) }, `${socketPath}.nobody`);
    await until(() => app.stats().success >= 3, "sales");
    expect(app.stats().unreported).toBeGreaterThanOrEqual(6);
    app.stop();
    status = 500;
    open({ cash: recorder([]), reader: recorder([]), printer: recorder([]) });
    await until(() => app.stats().success >= 2, "sales");
    expect(app.stats().unreported).toBeGreaterThan(0);
  });

  it("stops at once, says that the customer is gone, and starts again", async () => {
    open({ cash: recorder([]), reader: recorder([]), printer: recorder([]) });
    await until(() => app.stats().customers >= 1, "a customer");
    app.stop();
    app.stop();
    await until(() => posted.at(-1)?.path === "/customer" && posted.at(-1)?.body["present"] === false, "a last word");
    const served = app.stats().customers;
    app.start();
    app.start();
    await until(() => app.stats().customers > served, "another customer");
  });
});
