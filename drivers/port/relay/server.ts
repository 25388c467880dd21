import { chmod, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { AppError, messageOf } from "../../../contract/plain.ts";
import { askedLine, gapLine, type Hello, helloLine, lineCutter, passedLine, readToRelay } from "./messages.ts";
import type { PassageReader } from "./passage.ts";
import type { Relay } from "./relay.ts";

export interface ServerOptions {
  readonly relay: Relay;
  readonly socket: string;
  /** Who is told first to each that connects. */
  readonly hello: () => Hello;
}

/** The agent, and an engineer or two. */
const maxClients = 8;
/** What may wait for a client that does not read; it gets the rest out of the passage when it reads again, or learns how much it missed. */
const maxWaitingBytes = 64 * 1024;

/** One that listens. Nothing here ever makes the line wait. */
class Client {
  readonly #socket: Socket;
  readonly #relay: Relay;
  #reader: PassageReader | undefined;

  constructor(socket: Socket, { relay, hello }: ServerOptions) {
    this.#socket = socket;
    this.#relay = relay;
    const cut = lineCutter((line) => this.#hear(line));
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      try {
        cut(text);
      } catch {
        socket.destroy(); // no honest client says such a line
      }
    });
    socket.on("error", () => undefined); // its close follows, and is all there is to know
    socket.on("drain", () => this.pump());
    this.#say(helloLine(hello()));
  }

  /** Tells what is new, as far as the client reads. */
  pump(): void {
    const reader = this.#reader;
    if (!reader || this.#socket.destroyed) return;
    while (this.#socket.writableLength < maxWaitingBytes) {
      const before = reader.next();
      const passed = reader.read();
      if (!passed) return;
      if (passed.n > before) this.#say(gapLine(before, passed.n));
      this.#say(passedLine(passed));
    }
  }

  #hear(line: string): void {
    const said = readToRelay(line);
    if (!said) {
      this.#socket.destroy();
      return;
    }
    if (said.kind === "from") {
      const { passage } = this.#relay;
      const from = said.from === "now" ? passage.next : said.from;
      if (from < passage.first && passage.first > 1) this.#say(gapLine(from, passage.first));
      this.#reader = passage.reader(from);
      this.pump();
      return;
    }
    void this.#relay.ask(said.query).then((outcome) => {
      this.pump();
      if (!this.#socket.destroyed) this.#say(askedLine(said.id, outcome));
    });
  }

  #say(line: string): void {
    this.#socket.write(`${line}\n`);
  }
}

const listening = (server: Server, socket: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, () => {
      server.off("error", reject);
      resolve();
    });
  });

/** Is somebody behind this socket, or is it what a killed relay left? */
const isAlive = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = connect(path, () => {
      probe.destroy();
      resolve(true);
    });
    probe.on("error", () => resolve(false));
  });

/** Throws `AppError("socketInUse")` if a relay is there: before anything of its is taken over. */
export const mustBeFree = async (socket: string): Promise<void> => {
  if (await isAlive(socket)) throw new AppError("socketInUse", `${socket}: another relay is there already`, { socket });
};

/** Serves the conversation on a Unix socket, for its owner and group. Throws `AppError("socketInUse")` or `relay`. */
export const serveRelay = async (options: ServerOptions): Promise<{ close(): Promise<void> }> => {
  const { relay, socket } = options;
  await mustBeFree(socket);
  await rm(socket, { force: true });
  const clients = new Map<Socket, Client>();
  const server = createServer((connection) => {
    if (clients.size >= maxClients) {
      connection.destroy();
      return;
    }
    clients.set(connection, new Client(connection, options));
    connection.on("close", () => clients.delete(connection));
  });
  try {
    await listening(server, socket);
    await chmod(socket, 0o660);
  } catch (error) {
    throw new AppError("relay", `${socket}: ${messageOf(error)}`, { socket }, { cause: error });
  }
  // The bytes go first: what is told about them waits for the end of this turn.
  let due = false;
  relay.onPassed(() => {
    if (due || clients.size === 0) return;
    due = true;
    setImmediate(() => {
      due = false;
      for (const client of clients.values()) client.pump();
    });
  });
  return {
    async close() {
      for (const connection of clients.keys()) connection.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
