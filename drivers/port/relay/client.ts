import { connect, type Socket } from "node:net";
import type { Clock } from "../../../contract/index.ts";
import { messageOf } from "../../../contract/plain.ts";
import { DriverError, type LineListener, type LinePosition, type QueryOutcome, type SharedLine } from "../../api.ts";
import { askLine, type FromRelay, fromLine, type Hello, lineCutter, readFromRelay } from "./messages.ts";
import type { Passed } from "./passage.ts";

const connectMs = 5_000;
/** Longer than any answer may take. */
const askMs = 2_000;

const openError = (path: string, error: NodeJS.ErrnoException): DriverError => {
  const code = error.code === "EACCES" || error.code === "EPERM" ? "portDenied" : "portMissing";
  const text = code === "portDenied" ? "no permission" : "no relay there: is its service running?";
  return new DriverError(code, `${path}: ${text}`, { path }, { cause: error });
};

/** Connects and waits for the relay's first word. */
const greeted = (path: string, clock: Clock): Promise<{ socket: Socket; hello: Hello; client: Client }> =>
  new Promise((resolve, reject) => {
    const socket = connect(path);
    const fail = (error: DriverError) => {
      timer.cancel();
      socket.destroy();
      reject(error);
    };
    const timer = clock.after(connectMs, () => fail(new DriverError("portLost", `${path}: the relay says nothing`)));
    const client = new Client(path, socket, clock, (hello) => {
      timer.cancel();
      resolve({ socket, hello, client });
    });
    socket.once("error", (error: NodeJS.ErrnoException) => fail(openError(path, error)));
    socket.once("close", () => fail(new DriverError("portLost", `${path}: the relay hung up`)));
  });

/** The agent's end of a relay's socket. */
class Client implements SharedLine {
  readonly path: string;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #onClose = new Set<(reason: DriverError) => void>();
  readonly #asked = new Map<number, (outcome: QueryOutcome | DriverError) => void>();
  #hello: Hello | undefined;
  #listener: LineListener | undefined;
  /** Our monotonic time minus the relay's. */
  #offset = 0;
  #caughtUp: { upTo: number; done: () => void } | undefined;
  #next = 1;
  #gone: DriverError | undefined;

  constructor(path: string, socket: Socket, clock: Clock, greeted: (hello: Hello) => void) {
    this.path = path;
    this.#socket = socket;
    this.#clock = clock;
    const cut = lineCutter((line) => this.#hear(line, greeted));
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      try {
        cut(text);
      } catch (error) {
        this.#lose(new DriverError("portLost", `${path}: this is no relay: ${messageOf(error)}`));
      }
    });
    socket.on("error", () => undefined); // its close follows
    socket.on("close", () => this.#lose(new DriverError("portLost", `${path}: the relay is gone`)));
  }

  get relay(): string {
    return this.#hello?.relay ?? "";
  }

  listen(after: LinePosition | undefined, listener: LineListener, signal: AbortSignal): Promise<void> {
    const hello = this.#hello;
    if (this.#gone || !hello) return Promise.reject(this.#gone ?? new DriverError("closed", `${this.path}: closed`));
    this.#listener = listener;
    listener.port(hello.up, "the relay cannot open the port");
    const same = after?.relay === hello.relay;
    if (after && !same) listener.missed(undefined);
    // Another relay's numbers mean nothing here; what this one remembers is news from its first chunk on.
    const from = same ? after.n + 1 : hello.first;
    return new Promise((resolve, reject) => {
      const end = (act: () => void) => {
        this.#caughtUp = undefined;
        signal.removeEventListener("abort", onAbort);
        off();
        act();
      };
      const onAbort = () => end(() => reject(new DriverError("aborted", `${this.path}: stopped by the caller`)));
      const off = this.onClose((reason) => end(() => reject(reason)));
      signal.addEventListener("abort", onAbort, { once: true });
      this.#caughtUp = { upTo: hello.next - 1, done: () => end(resolve) };
      this.#socket.write(`${fromLine(from)}\n`);
      if (from >= hello.next) this.#caughtUp.done();
    });
  }

  ask(query: Parameters<SharedLine["ask"]>[0]): Promise<QueryOutcome> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const end = (outcome: QueryOutcome | DriverError) => {
        timer.cancel();
        this.#asked.delete(id);
        if (outcome instanceof DriverError) reject(outcome);
        else resolve(outcome);
      };
      const timer = this.#clock.after(askMs, () =>
        end(new DriverError("portLost", `${this.path}: the relay does not answer`)),
      );
      this.#asked.set(id, end);
      this.#socket.write(`${askLine(id, query)}\n`);
    });
  }

  onClose(listener: (reason: DriverError) => void) {
    this.#onClose.add(listener);
    return () => this.#onClose.delete(listener);
  }

  async close(): Promise<void> {
    this.#listener = undefined;
    this.#lose(new DriverError("closed", `${this.path}: closed`));
  }

  #hear(line: string, greeted: (hello: Hello) => void): void {
    if (this.#gone) return;
    const said = readFromRelay(line);
    if (!said) throw new RangeError("a line that makes no sense");
    if (said.kind !== "hello") return this.#told(said);
    if (this.#hello) return;
    this.#hello = said.hello;
    this.#offset = this.#clock.mono() - said.hello.t;
    greeted(said.hello);
  }

  #told(said: Exclude<FromRelay, { kind: "hello" }>): void {
    if (said.kind === "asked") return this.#asked.get(said.id)?.(said.outcome);
    if (said.kind === "gap") {
      this.#listener?.missed(said.to - said.from);
      return;
    }
    this.#passed(said.passed);
    if (this.#caughtUp && said.passed.n >= this.#caughtUp.upTo) this.#caughtUp.done();
  }

  #passed({ n, t, way, bytes }: Passed): void {
    const listener = this.#listener;
    if (way === "!") {
      const text = Buffer.from(bytes).toString("utf8");
      return listener?.port(text === "open", text.replace(/^lost /, ""));
    }
    const toDevice = way === ">" || way === "+";
    listener?.heard({ n, toDevice, ours: way === "+" || way === "-", bytes, at: t + this.#offset });
  }

  #lose(reason: DriverError): void {
    if (this.#gone) return;
    this.#gone = reason;
    this.#socket.destroy();
    for (const end of this.#asked.values()) end(reason);
    for (const listener of this.#onClose) listener(reason);
  }
}

/** Connects to a relay. Throws `DriverError`: `portMissing` (no relay there), `portDenied`, `portLost`. */
export const openShared = async (path: string, clock: Clock): Promise<SharedLine> =>
  (await greeted(path, clock)).client;
