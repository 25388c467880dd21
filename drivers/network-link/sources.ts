import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import { isAbsolute, join } from "node:path";
import type { Clock } from "../../contract/index.ts";
import { DriverError, isDriverError } from "../api.ts";
import { Files, type Found, isThere } from "../system/files.ts";
import { runProgram } from "../system/program.ts";
import { type HostAndPort, type NameServer, type Pinged, pingedOf, serverText } from "./codec.ts";

/** What came of a question: an answer after so many ms, no answer, or that it could not be asked at all. `why` is a word of the system. */
export type Asked<T = object> =
  | ({ readonly kind: "answer"; readonly ms: number } & T)
  | { readonly kind: "lost"; readonly why: string }
  | { readonly kind: "cannotAsk"; readonly why: string };

/** Where everything comes from: files of the kernel, `ping`, the resolver, a TCP connection. All end within their deadline, or with the signal. */
export interface Sources {
  /** Undefined: not there, or not readable. */
  text(path: string, signal: AbortSignal): Promise<string | undefined>;
  names(path: string, signal: AbortSignal): Promise<readonly string[]>;
  ping(address: string, count: number, signal: AbortSignal): Promise<Pinged | { readonly cannotAsk: string }>;
  /** Addresses of a name; for the root of all names (``) only that there is an answer. */
  resolve(
    servers: readonly NameServer[],
    name: string,
    signal: AbortSignal,
  ): Promise<Asked<{ readonly addresses: readonly string[] }>>;
  connect(to: HostAndPort, signal: AbortSignal): Promise<Asked>;
}

const fileMs = 2_000;
const pingWaitSeconds = 1;
const resolveMs = 2_000;
const connectMs = 3_000;

/** Runs `work` until it ends, `ms` are over (undefined), or the signal says stop (`DriverError` `aborted`); `stop` ends it. */
const within = <T>(
  { clock, ms, signal }: { readonly clock: Clock; readonly ms: number; readonly signal: AbortSignal },
  stop: () => void,
  work: Promise<T>,
): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      act();
    };
    const onAbort = () =>
      settle(() => {
        stop();
        reject(new DriverError("aborted", "network-link: stopped by the caller"));
      });
    const timer = clock.after(ms, () =>
      settle(() => {
        stop();
        resolve(undefined);
      }),
    );
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });

const codeOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === "string" ? code : "failed";
};

/** Fixed arguments; the address is one that `isIP` has passed. An echo of 16 bytes is the smallest whose time ping tells. */
const pingArgs = (address: string, count: number): string[] => [
  "-c",
  String(count),
  "-s",
  "16",
  "-W",
  String(pingWaitSeconds),
  address,
];

const pingWith = async (
  clock: Clock,
  program: string,
  address: string,
  count: number,
  signal: AbortSignal,
): Promise<Pinged | { readonly cannotAsk: string }> => {
  try {
    // Questions of one run go out a second apart.
    const timeoutMs = count * 1_000 + 1_000 * pingWaitSeconds + 1_000;
    const { stdout, stderr } = await runProgram(clock, {
      file: program,
      args: pingArgs(address, count),
      timeoutMs,
      signal,
    });
    const pinged = pingedOf(stdout);
    if (pinged) return pinged;
    // No way there at all is told at once, and nothing was sent.
    if (/unreachable/i.test(stderr)) return { sent: count, times: [] };
    return { cannotAsk: "ping did not say what came of it" };
  } catch (error) {
    if (!isDriverError(error) || error.code === "aborted") throw error;
    return { cannotAsk: `ping: ${error.code}` };
  }
};

/** A server that says "no such name" has answered. */
const answers = new Set(["ENOTFOUND", "ENODATA"]);
/** The resolver's own words for "could not even ask". */
const notAsked = new Set(["EBADNAME", "EBADSTR", "EFORMERR", "ENOMEM", "EDESTRUCTION"]);

const addressesOf = async (resolver: Resolver, name: string): Promise<readonly string[]> => {
  if (name === "") {
    await resolver.resolveNs(".");
    return [];
  }
  try {
    return await resolver.resolve4(name);
  } catch (error) {
    if (codeOf(error) !== "ENODATA") throw error;
    return resolver.resolve6(name);
  }
};

const resolveWith = async (
  clock: Clock,
  servers: readonly NameServer[],
  name: string,
  signal: AbortSignal,
): Promise<Asked<{ readonly addresses: readonly string[] }>> => {
  const resolver = new Resolver({ timeout: resolveMs, tries: 1 });
  resolver.setServers(servers.map(serverText));
  const startedAt = clock.mono();
  const ms = resolveMs * servers.length + 500;
  try {
    const found = await within({ clock, ms, signal }, () => resolver.cancel(), addressesOf(resolver, name));
    if (found === undefined) return { kind: "lost", why: "ETIMEOUT" };
    return { kind: "answer", ms: clock.mono() - startedAt, addresses: found };
  } catch (error) {
    if (isDriverError(error)) throw error;
    const why = codeOf(error);
    // Of the root any answer will do; a name that should be there and is not is no service.
    if (name === "" && answers.has(why)) return { kind: "answer", ms: clock.mono() - startedAt, addresses: [] };
    return notAsked.has(why) ? { kind: "cannotAsk", why } : { kind: "lost", why };
  }
};

const connectTo = async (clock: Clock, { host, port }: HostAndPort, signal: AbortSignal): Promise<Asked> => {
  const startedAt = clock.mono();
  const socket = connect({ host, port, autoSelectFamily: false });
  const stop = () => void socket.destroy();
  const work = new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  // An error after the end is nobody's any more.
  socket.on("error", () => undefined);
  try {
    const done = await within(
      { clock, ms: connectMs, signal },
      stop,
      work.then(() => true),
    );
    return done ? { kind: "answer", ms: clock.mono() - startedAt } : { kind: "lost", why: "ETIMEDOUT" };
  } catch (error) {
    if (isDriverError(error)) throw error;
    return { kind: "lost", why: codeOf(error) };
  } finally {
    socket.destroy();
  }
};

const textOf = (found: Found<string>): string | undefined => (isThere(found) ? found.is : undefined);

/** The operating system whose `/` is `root`. */
export const systemSources = (root: string, ping: string, clock: Clock): Sources => {
  const files = new Files(clock, fileMs);
  const program = isAbsolute(ping) ? ping : join(root, ping);
  return {
    text: async (path, signal) => textOf(await files.text(join(root, path), signal, 65_536)),
    names: async (path, signal) => {
      const found = await files.names(join(root, path), signal);
      return isThere(found) ? found.is : [];
    },
    ping: (address, count, signal) => pingWith(clock, program, address, count, signal),
    resolve: (servers, name, signal) => resolveWith(clock, servers, name, signal),
    connect: (to, signal) => connectTo(clock, to, signal),
  };
};
