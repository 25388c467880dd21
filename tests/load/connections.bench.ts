import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { sleep, systemClock, topicOf } from "../../contract/index.ts";
import { residentMiB } from "./process-usage.ts";
import { RawClient, subscribePacket } from "./raw-client.ts";
import type { Bench } from "./row.ts";

const terminals = 10_000;
const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** Opens them fifty at a time, as a fleet with jittered back-off would at its worst. */
const connectAll = async (
  address: { host: string; port: number },
  list: readonly { id: string; password: string }[],
) => {
  const clients: RawClient[] = [];
  for (let i = 0; i < list.length; i += 50)
    clients.push(...(await Promise.all(list.slice(i, i + 50).map((t) => RawClient.open(address, t.id, t.password)))));
  return clients;
};

/** Broker memory with ten thousand terminals connected, subscribed to their three topics and announced. */
const bench: Bench = {
  name: "connections",
  async run({ log }) {
    const server = fork(fileURLToPath(new URL(`./ingest-server${extension}`, import.meta.url)), [
      "product",
      String(terminals),
    ]);
    try {
      const [ready] = (await once(server, "message")) as [
        { port: number; terminals: { id: string; password: string }[] },
      ];
      const empty = residentMiB(server.pid ?? 0);
      const startedAt = performance.now();
      const clients = await connectAll({ host: "127.0.0.1", port: ready.port }, ready.terminals);
      const tookS = (performance.now() - startedAt) / 1000;
      log(`${clients.length} connected in ${tookS.toFixed(1)} s`);
      clients.forEach((client, n) => {
        const id = ready.terminals[n]?.id ?? "";
        for (const channel of ["cmd", "ack", "config"] as const)
          client.socket.write(subscribePacket(topicOf(id, channel)));
        const session = { epoch: n.toString(16).padStart(16, "0"), n: 1 };
        client.publish(topicOf(id, "state"), JSON.stringify({ v: 1, session, status: "online", since: 1 }));
      });
      await sleep(systemClock, 5_000);
      const resident = residentMiB(server.pid ?? 0);
      for (const client of clients) client.socket.destroy();
      const note = `${empty.toFixed(0)} MiB before; ${(((resident - empty) * 1024) / clients.length).toFixed(1)} KiB a terminal; connected in ${tookS.toFixed(1)} s`;
      return [
        {
          what: `broker memory, ${clients.length} connected terminals`,
          value: resident,
          unit: "MiB",
          atMost: 1024,
          note,
        },
      ];
    } finally {
      server.kill("SIGKILL");
    }
  },
};

export default bench;
