import { createServer, type Socket } from "node:net";
import { Aedes, type AedesOptions } from "aedes";
import { topicOf } from "../../../contract/index.ts";
import { connectTerminal } from "../../support/broker.ts";
import type { Gate } from "../gateway-checks.ts";

/**
 * The negative control of S1, S2, S5 and S10: aedes on a port, with no frame guard and only those rights that `options` bring. Left alone aedes closes
 * `$SYS` to clients; that goes as soon as a host decides about publishing itself, and so it does here.
 */
export const bareBroker = async (options: AedesOptions = {}): Promise<Gate & { end(): Promise<void> }> => {
  const aedes = await Aedes.createBroker({ authorizePublish: (_client, _packet, done) => done(null), ...options });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    aedes.handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new RangeError("no address");
  const { port } = address;
  return {
    port,
    client: (id, password, more) => connectTerminal(port, id, password, more),
    send: (terminal, channel, value) => {
      const payload = Buffer.from(JSON.stringify(value));
      const topic = topicOf(terminal, channel);
      aedes.publish({ cmd: "publish", topic, payload, qos: 1, retain: false, dup: false }, () => undefined);
      return true;
    },
    end: async () => {
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
    },
  };
};
