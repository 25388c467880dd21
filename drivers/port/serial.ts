import { SerialPort } from "serialport";
import type { Clock } from "../../contract/index.ts";
// Not the whole contract: the relay of a shared port loads this file, and the schema library would cost it 20 MB.
import { sleep } from "../../contract/plain.ts";
import { type BytePort, DriverError, type DriverErrorCode, isDriverError, type SerialLine } from "../api.ts";

const openTimeoutMs = 5_000;
const writeTimeoutMs = 2_000;
const closeTimeoutMs = 2_000;

/** What the operating system says, in our closed set of codes. */
const openErrors: readonly [RegExp, DriverErrorCode, string][] = [
  [/ENOENT|no such file|file not found/i, "portMissing", "no such port: is the cable in, is the path right?"],
  [/lock port|EBUSY|busy/i, "portBusy", "another program holds the port"],
  [/ENOTTY|EISDIR|inappropriate ioctl|is a directory/i, "portMissing", "this is no serial port"],
  [
    /EACCES|EPERM|permission denied|access denied/i,
    "portDenied",
    "no permission: add the user to the group of the port (dialout)",
  ],
];

export const openError = (path: string, error: Error): DriverError => {
  const known = openErrors.find(([pattern]) => pattern.test(error.message));
  const [code, text] = known ? [known[1], known[2]] : (["portLost", error.message] as const);
  return new DriverError(code, `${path}: ${text}`, { path }, { cause: error });
};

/** Calls back once, with a deadline: serialport's own callbacks may never come (a peer that stopped reading). */
export const within = (
  clock: Clock,
  ms: number,
  late: () => DriverError,
  start: (done: (error?: Error | null) => void) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => reject(late()));
    const done = (error?: Error | null) => {
      timer.cancel();
      if (error) reject(error);
      else resolve();
    };
    try {
      start(done);
    } catch (error) {
      done(error as Error);
    }
  });

/** A port with these settings, not yet open. Throws `DriverError`. */
export const newPort = (path: string, line: SerialLine, baudRate: number): SerialPort => {
  try {
    return new SerialPort({
      path,
      baudRate,
      dataBits: line.dataBits,
      parity: line.parity,
      stopBits: line.stopBits,
      rtscts: line.rtscts ?? false,
      autoOpen: false,
    });
  } catch (error) {
    throw openError(path || "(no path)", error as Error);
  }
};

/**
 * Opens a real serial port. A new `SerialPort` each time: after a write error the old object says it opened and never writes again.
 * Throws `DriverError` `portMissing`, `portBusy`, `portDenied` or `portLost`.
 */
export const openSerial = async (
  path: string,
  line: SerialLine,
  clock: Clock,
  baudRate: number = line.baudRates[0],
): Promise<BytePort> => {
  const port = newPort(path, line, baudRate);
  const onData = new Set<(bytes: Uint8Array) => void>();
  const onClose = new Set<(reason: DriverError) => void>();
  let gone: DriverError | undefined;
  const lose = (reason: DriverError) => {
    if (gone) return;
    gone = reason;
    for (const listener of onClose) listener(reason);
  };
  // `data` is attached before the open: without a reader an unplugged port is never noticed.
  port.on("data", (bytes: Buffer) => {
    for (const listener of onData) listener(bytes);
  });
  port.on("error", (error) =>
    lose(new DriverError("portLost", `${path}: ${error.message}`, { path }, { cause: error })),
  );
  port.on("close", () => lose(new DriverError("portLost", `${path}: the port went away`, { path })));
  try {
    const late = () => new DriverError("portLost", `${path}: opening took longer than ${openTimeoutMs} ms`, { path });
    await within(clock, openTimeoutMs, late, (done) => port.open(done));
  } catch (error) {
    // An open that ends after its deadline would hold the port for ever.
    port.once("open", () => port.close());
    throw error instanceof DriverError ? error : openError(path, error as Error);
  }

  if (line.modemLines) await settled(port, clock, line.modemLines);
  await flushed(port, clock);

  let unwritten = 0;
  let stuck = false;
  /** Settles with the write, the deadline or the loss of the port, whichever is first: serialport forgets a write that a loss overtook. */
  const handOver = (bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      const settle = (act: () => void) => {
        onClose.delete(reject);
        act();
      };
      onClose.add(reject);
      within(clock, writeTimeoutMs, lateWrite, (done) => {
        unwritten += 1;
        port.write(Buffer.from(bytes), (error) => {
          unwritten -= 1;
          done(error);
        });
      }).then(
        () => settle(resolve),
        (error) => settle(() => reject(error)),
      );
    });
  const lateWrite = () =>
    new DriverError("writeTimeout", `${path}: the line took no bytes for ${writeTimeoutMs} ms`, { path });
  let closing: Promise<void> | undefined;
  const shut = async () => {
    if (!port.isOpen) return;
    const late = () => new DriverError("closed", `${path}: close got no answer`);
    try {
      await within(clock, closeTimeoutMs, late, (done) => port.close(done));
    } catch {
      // The port is gone already or the kernel does not answer: nothing more can be done, and the caller goes on.
    }
  };
  return {
    path,
    async write(bytes) {
      if (gone) throw gone;
      // Behind a line that takes no bytes commands would pile up, and all run when it comes back.
      if (unwritten > 0 && stuck) throw lateWrite();
      try {
        await handOver(bytes);
        stuck = false;
      } catch (error) {
        stuck = isDriverError(error, "writeTimeout");
        if (error instanceof DriverError) throw error;
        lose(new DriverError("portLost", `${path}: ${(error as Error).message}`, { path }, { cause: error }));
        throw gone ?? error;
      }
    },
    onData: (listener) => {
      onData.add(listener);
      return () => onData.delete(listener);
    },
    onClose: (listener) => {
      onClose.add(listener);
      return () => onClose.delete(listener);
    },
    close() {
      onData.clear();
      lose(new DriverError("closed", `${path}: closed`, { path }));
      closing ??= shut();
      return closing;
    },
  };
};

/** An interface that feeds on the modem lines needs a moment (NUT waits as long). */
const supplyMs = 100;

/** Sets the modem lines. A virtual port has none, and a device that needs them will not answer there: that is seen by asking it. */
const settled = async (
  port: SerialPort,
  clock: Clock,
  lines: { readonly dtr: boolean; readonly rts: boolean },
): Promise<void> => {
  try {
    await within(
      clock,
      closeTimeoutMs,
      () => new DriverError("portLost", `${port.path}: no modem lines`),
      (done) => port.set(lines, done),
    );
    await sleep(clock, supplyMs);
  } catch {
    // see above
  }
};

/** What lay in the kernel before we opened is nobody's answer. Not every line can flush; then the link drops it as late answers. */
const flushed = async (port: SerialPort, clock: Clock): Promise<void> => {
  try {
    await within(
      clock,
      closeTimeoutMs,
      () => new DriverError("portLost", `${port.path}: no flush`),
      (done) => port.flush(done),
    );
  } catch {
    // see above: a stale frame is then unsolicited, and harmless
  }
};
