import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { openStore } from "../../broker/store/sqlite/open.ts";
import { systemClock } from "../../contract/index.ts";
import { type FleetProcess, startProcess } from "../../simulators/fleet/process.ts";
import { until } from "../support/processes.ts";
import { Receiver } from "../support/receiver.ts";

const victim = fileURLToPath(new URL("../../dist/tests/support/notify-victim.js", import.meta.url));
let folder: string;
let receiver: Receiver;
const running: FleetProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "roundsman-notify-"));
  receiver = await Receiver.open();
});
afterEach(async () => {
  for (const one of running.splice(0)) one.kill("SIGKILL");
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

/** Its promise is nearly used up at once: one per cent of six seconds. */
const policy = {
  id: "hasty",
  title: { en: "hasty", "zh-CN": "急" },
  levels: [
    {
      id: "any",
      title: { en: "any", "zh-CN": "任何" },
      severities: ["critical", "major", "minor", "info"],
      clocks: { contact: { within: "0.1 min" } },
    },
  ],
  pauses: [],
  escalateAt: [1],
  overdueRaisesLevel: false,
};

const settle = async (subscribed: boolean): Promise<string> => {
  await writeFile(join(folder, "policy.yaml"), stringify(policy));
  await writeFile(join(folder, "secret"), "secret-of-this-test");
  const config = join(folder, "broker.yaml");
  const settings = {
    dataFolder: join(folder, "data"),
    logLevel: "error",
    mqtt: { port: 0 },
    http: { port: 0 },
    faults: { holdFactor: 0 },
    serviceLevel: { policy: join(folder, "policy.yaml") },
    notify: {
      retry: { firstS: 0.1, mostMinutes: 0.1 },
      channels: { ops: { kind: "webhook", url: `${receiver.url}/in`, secretFile: join(folder, "secret") } },
      subscriptions: subscribed ? [{ name: "ops", channel: "ops", events: ["ticket.escalated"] }] : [],
    },
  };
  await writeFile(config, stringify(settings));
  return config;
};
const start = (...args: string[]): FleetProcess => {
  const process = startProcess(args, join(folder, "log"), victim);
  running.push(process);
  return process;
};

interface Kept {
  readonly escalations: string[];
  readonly messages: {
    readonly id: string;
    readonly state: string;
    readonly tries: number;
    readonly terminal: string;
  }[];
}
const readKept = async (): Promise<Kept> => {
  const store = await openStore(join(folder, "data", "broker.db"), { clock: systemClock });
  const tickets = store.read.tickets({ limit: 1000 });
  const escalations = tickets.flatMap((t) => t.timeline.filter((e) => e.kind === "escalated").map(() => t.terminal));
  const messages = store.read
    .notifications({ limit: 1000 })
    .map(({ id, state, tries, items }) => ({ id, state, tries, terminal: items[0]?.terminal ?? "" }));
  await store.close();
  return { escalations, messages };
};
const idsOf = () => receiver.got.map(({ headers }) => String(headers["webhook-id"]));

test("killed between an escalation and its message: each is told once, none is lost, none is told twice", {
  timeout: 60_000,
}, async () => {
  const config = await settle(true);
  const terminals = ["k1", "k2", "k3"];
  for (const terminal of terminals) expect(await start(config, "die", terminal).ended).toBe("SIGKILL");
  const last = start(config, "run");
  await until(() => new Set(idsOf()).size >= terminals.length, "the messages", 15_000);
  await last.stop();
  const { escalations, messages } = await readKept();
  expect(escalations.sort()).toEqual(terminals);
  expect(messages.map(({ terminal }) => terminal).sort()).toEqual(terminals);
  expect(messages.every(({ state }) => state === "sent")).toBe(true);
  // Every one arrived, and no id but that of a message that was itself cut off by the next kill came twice.
  expect(new Set(idsOf())).toEqual(new Set(messages.map(({ id }) => id)));
  const once = messages.filter(({ tries }) => tries === 1).map(({ id }) => id);
  for (const id of once) expect(idsOf().filter((one) => one === id)).toHaveLength(1);
});

test("killed while the message is on its way: it comes again under the same id, so that the receiver can tell", {
  timeout: 60_000,
}, async () => {
  const config = await settle(true);
  expect(await start(config, "die", "k1").ended).toBe("SIGKILL");
  let first: FleetProcess | undefined;
  receiver.answer = () => {
    first?.kill("SIGKILL");
    return { hang: true };
  };
  first = start(config, "run");
  expect(await first.ended).toBe("SIGKILL");
  receiver.answer = () => ({ status: 200 });
  const second = start(config, "run");
  await until(() => receiver.got.length >= 2, "the message to come again", 15_000);
  await second.stop();
  const { messages } = await readKept();
  expect(messages).toMatchObject([{ state: "sent", tries: 2 }]);
  expect(idsOf()).toEqual([messages[0]?.id, messages[0]?.id]);
  expect(new Set(receiver.got.map(({ body }) => body)).size).toBe(1);
});

test("control: a broker that tells from memory after the commit loses the message, and this test sees it", {
  timeout: 60_000,
}, async () => {
  const config = await settle(false);
  expect(await start(config, "tellAndDie", "k1", `${receiver.url}/in`).ended).toBe("SIGKILL");
  const last = start(config, "run");
  await until(async () => (await fetch(await httpUrl()).catch(() => undefined))?.ok === true, "the broker", 15_000);
  await last.stop();
  expect((await readKept()).escalations).toEqual(["k1"]);
  expect(receiver.got).toEqual([]);
});

const httpUrl = async (): Promise<string> => {
  return `${(await readFile(join(folder, "data", "http-url"), "utf8")).trim()}/health`;
};
