import { connect, type Socket } from "node:net";
import type { Clock } from "../../contract/index.ts";
import { DriverError, type DriverErrorCode } from "../api.ts";
import { decodeStates, decodeVersion, ours, type ReaderState, request, statesLength, versionLength } from "./codec.ts";

/** Below the root of the computer. Also the place where systemd listens and starts the daemon when somebody comes. */
export const socketPath = "run/pcscd/pcscd.comm";
const askMs = 3_000;

const connectErrors: Readonly<Record<string, readonly [DriverErrorCode, string]>> = {
  ENOENT: ["portMissing", "pcscd is not running: there is no socket"],
  ENOTDIR: ["portMissing", "pcscd is not running: there is no socket"],
  ECONNREFUSED: ["portMissing", "pcscd is not running: nobody listens at its socket"],
  EACCES: ["portDenied", "the agent's user may not speak with pcscd"],
  EPERM: ["portDenied", "the agent's user may not speak with pcscd"],
};

const connectError = (path: string, error: NodeJS.ErrnoException): DriverError => {
  const [code, text] = connectErrors[error.code ?? ""] ?? (["portLost", error.message] as const);
  return new DriverError(code, `${path}: ${text}`, {}, { cause: error });
};

/** The two questions, one after the other, on a connection of their own; whatever is said beyond their answers is not heard. */
const converse = (
  socket: Socket,
  path: string,
  done: (readers: ReaderState[]) => void,
  fail: (e: DriverError) => void,
) => {
  let heard = Buffer.alloc(0);
  let isAgreed = false;
  socket.on("data", (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    if (!isAgreed && heard.length >= versionLength) {
      const { major, minor, refusal } = decodeVersion(heard);
      if (refusal !== 0 || major !== ours.major)
        return fail(
          new DriverError(
            "refused",
            `${path}: pcscd speaks version ${major}.${minor} of its protocol, we ${ours.major}.${ours.minor}`,
          ),
        );
      isAgreed = true;
      heard = heard.subarray(versionLength);
      socket.write(request.readersState());
    }
    if (isAgreed && heard.length >= statesLength) done(decodeStates(heard.subarray(0, statesLength)));
  });
  socket.once("close", () => {
    const code = heard.length === 0 && !isAgreed ? "noAnswer" : "damagedAnswers";
    fail(new DriverError(code, `${path}: pcscd hung up in the middle`));
  });
  socket.once("connect", () => socket.write(request.version()));
};

/**
 * Asks the daemon for its readers, within three seconds. Throws `DriverError`: `portMissing` (not running), `portDenied`, `noAnswer`, `damagedAnswers`, `refused`
 * (another version), `aborted`.
 */
export const askDaemon = (path: string, clock: Clock, signal: AbortSignal): Promise<ReaderState[]> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new DriverError("aborted", `${path}: stopped by the caller`));
    const socket = connect(path);
    const end = (act: () => void) => {
      timer.cancel();
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      act();
    };
    const fail = (error: DriverError) => end(() => reject(error));
    const onAbort = () => fail(new DriverError("aborted", `${path}: stopped by the caller`));
    const timer = clock.after(askMs, () => fail(new DriverError("noAnswer", `${path}: no answer within ${askMs} ms`)));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", (error) => fail(connectError(path, error)));
    converse(socket, path, (readers) => end(() => resolve(readers)), fail);
  });
