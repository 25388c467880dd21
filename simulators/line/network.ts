import { connect, createServer, type Server, type Socket } from "node:net";

/** `pass`: bytes go through. `cut`: connections are reset and refused. `blackhole`: connections live, but nothing passes in the named direction. */
export type NetworkState = "pass" | "cut" | "blackhole" | "blackholeUp" | "blackholeDown";

export interface NetworkLine {
  readonly port: number;
  set(state: NetworkState): void;
  /** Bytes passed towards the server and back, payload only. */
  bytes(): { up: number; down: number };
  connections(): number;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

const blocks = (state: NetworkState, direction: "up" | "down"): boolean =>
  state === "blackhole" || state === (direction === "up" ? "blackholeUp" : "blackholeDown");

/** The modem line of a simulated terminal: a TCP relay on loopback whose faults are those of real networks. */
export const openNetworkLine = async (target: { host: string; port: number }): Promise<NetworkLine> => {
  let state: NetworkState = "pass";
  const pairs = new Set<Pair>();
  const passed = { up: 0, down: 0 };

  const relay = (from: Socket, to: Socket, direction: "up" | "down") =>
    from.on("data", (bytes: Buffer) => {
      if (blocks(state, direction)) return;
      passed[direction] += bytes.length;
      to.write(bytes);
    });
  const drop = ({ client, server }: Pair) => {
    client.destroy();
    server.destroy();
  };
  const accept = (client: Socket) => {
    if (state === "cut") {
      client.resetAndDestroy();
      return;
    }
    const server = connect(target.port, target.host);
    const pair = { client, server };
    pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // The close event follows and ends both: an error needs no more than that.
      socket.on("error", () => undefined);
      socket.on("close", () => {
        if (blocks(state, "up") && blocks(state, "down")) return;
        pairs.delete(pair);
        drop(pair);
      });
    }
    relay(client, server, "up");
    relay(server, client, "down");
  };

  const listener: Server = createServer(accept);
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (listener.address() as { port: number }).port,
    set(next) {
      state = next;
      if (next === "cut" || next === "pass")
        for (const pair of pairs) if (next === "cut" || pair.client.destroyed || pair.server.destroyed) drop(pair);
    },
    bytes: () => ({ ...passed }),
    connections: () => [...pairs].filter((p) => !p.client.destroyed).length,
    async close() {
      for (const pair of pairs) drop(pair);
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
};
