import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../console/client/client.ts";
import { type Inventory, topicOf } from "../../contract/index.ts";
import { startTestBroker, type TestBroker } from "../support/broker.ts";

let broker: TestBroker;
let token: string;
beforeAll(async () => {
  broker = await startTestBroker();
  token = broker.adminToken as string;
});
afterAll(() => broker.end());

const desk = () => createClient({ url: broker.httpUrl, token, signal: AbortSignal.timeout(15_000) });

/** A terminal connects and announces a printer with this serial number; resolves when the broker has acknowledged it. */
const announce = async (id: string, password: string, serial: string): Promise<void> => {
  const inventory: Inventory = {
    v: 1,
    at: 1,
    devices: [{ device: "printer", deviceClass: "printer", driver: "escpos", identity: { serial }, commands: [] }],
  };
  const client = await broker.client(id, password);
  await client.publishAsync(topicOf(id, "inventory"), JSON.stringify(inventory), { qos: 1, retain: true });
  await client.endAsync();
};

test("an exchanged printer is in the register once its inventory is acknowledged; of two who take the last unit one is refused; both outlive a restart", async () => {
  const [a, b] = [await broker.enrol("a"), await broker.enrol("b")];
  await announce("a", a, "S1");
  await announce("b", b, "S2");
  await announce("a", a, "S2");
  const { history, modules } = await desk().terminalAssets({ terminal: "a" });
  expect(modules).toMatchObject([{ unit: { serial: "S2" }, alsoIn: [{ terminal: "b" }], conflict: false }]);
  expect(history[0]).toMatchObject({ change: "exchanged", before: { serial: "S1" }, wasIn: { terminal: "b" } });

  const part = { item: "receipt printer" };
  await desk().setStockPlace({ id: "van", kind: "van" });
  await desk().moveStock({ ...part, kind: "receive", to: "van" });
  const lend = (terminal: string) => desk().moveStock({ ...part, kind: "loanOut", from: "van", terminal });
  const both = await Promise.allSettled([lend("a"), lend("b")]);
  expect(both.map((one) => one.status).sort((x, y) => (x < y ? -1 : 1))).toEqual(["fulfilled", "rejected"]);
  expect(both.find((one) => one.status === "rejected")).toMatchObject({
    reason: { code: "conflict", message: "there is no receipt printer in van" },
  });

  const before = await desk().stock();
  expect(before.items).toMatchObject([{ have: 0, onLoan: 1, installed: 2, target: 1, warning: "belowTarget" }]);
  await broker.stop();
  broker = await startTestBroker({}, broker.folder);
  expect(await desk().stock()).toEqual(before);
  expect((await desk().terminalAssets({ terminal: "a" })).history).toEqual(history);
  expect(broker.errors).toEqual([]);
});
