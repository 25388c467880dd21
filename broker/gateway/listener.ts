import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { AppError, messageOf } from "../../contract/index.ts";

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly maxConnections: number;
  readonly maxPerAddress: number;
}

const listenErrors: Record<string, string> = {
  EADDRINUSE: "another program holds it",
  EACCES: "no permission",
  EADDRNOTAVAIL: "no such address on this machine",
};

/** A listening TCP (or TLS) port that counts connections and turns away what is over the caps. */
export class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #perAddress = new Map<string, number>();
  readonly #options: ListenerOptions;
  #turnedAway = 0;

  constructor(options: ListenerOptions, onSocket: (socket: Socket) => void) {
    this.#options = options;
    const take = (socket: Socket): void => {
      if (this.#admit(socket)) onSocket(socket);
    };
    const { tls } = options;
    this.#server = tls ? createTlsServer({ ...tls, minVersion: "TLSv1.2", handshakeTimeout: 10_000 }) : createServer();
    this.#server.on(tls ? "secureConnection" : "connection", take);
    // A failed handshake is the peer's trouble; without a listener it would be ours.
    this.#server.on("tlsClientError", () => {
      this.#turnedAway += 1;
    });
  }

  /** The port it listens on. Throws `AppError("listen")` that says what is wrong with the address. */
  listen(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => {
        const why = listenErrors[error.code ?? ""] ?? messageOf(error);
        reject(
          new AppError("listen", `cannot listen for MQTT on ${host}:${port}: ${why}`, { host, port }, { cause: error }),
        );
      });
      this.#server.listen({ host, port }, () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address ? address.port : port);
      });
    });
  }

  get connections(): number {
    return this.#sockets.size;
  }
  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** Takes no more connections; those that stand stay. */
  stopAccepting(): void {
    this.#server.close();
  }

  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? "";
    const count = this.#perAddress.get(address) ?? 0;
    if (this.#sockets.size >= this.#options.maxConnections || count >= this.#options.maxPerAddress) {
      this.#turnedAway += 1;
      socket.destroy();
      return false;
    }
    this.#sockets.add(socket);
    this.#perAddress.set(address, count + 1);
    socket.setNoDelay(true);
    socket.once("close", () => this.#release(socket, address));
    return true;
  }

  #release(socket: Socket, address: string): void {
    this.#sockets.delete(socket);
    const left = (this.#perAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#perAddress.set(address, left);
    else this.#perAddress.delete(address);
  }
}
