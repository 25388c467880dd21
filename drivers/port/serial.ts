import { SerialPort } from "serialport";
import type { Clock } from "../../contract/index.ts";
import { type BytePort, DriverError, type DriverErrorCode, type SerialLine } from "../api.ts";

const openTimeoutMs = 5_000;
const writeTimeoutMs = 2_000;
const closeTimeoutMs = 2_000;

/** What the operating system says, in our closed set of codes. */
const openErrors: readonly [RegExp, DriverErrorCode, string][] = [
  [/ENOENT|no such file|file not found/i, "portMissing", "no such port: is the cable in, is the path right?"],
  [/lock port|EBUSY|busy/i, "portBusy", "another program holds the port"],
  [
    /EACCES|EPERM|permission denied|access denied/i,
    "portDenied",
    "no permission: add the user to the group of the port (dialout)",
  ],
];

const openError = (path: string, error: Error): DriverError => {
  const [, code, text] = openErrors.find(([pattern]) => pattern.test(error.message)) ?? [
    undefined,
    "portLost",
    error.message,
  ];
  return new DriverError(code as DriverErrorCode, `${path}: ${text}`, { path }, { cause: error });
};

/** Calls back once, with a deadline: serialport's own callbacks may never come (a peer that stopped reading). */
const within = (
  clock: Clock,
  ms: number,
  late: () => DriverError,
  start: (done: (error?: Error | null) => void) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => reject(late()));
    start((error) => {
      timer.cancel();
      if (error) reject(error);
      else resolve();
    });
  });

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
  const port = new SerialPort({
    path,
    baudRate,
    dataBits: line.dataBits,
    parity: line.parity,
    stopBits: line.stopBits,
    rtscts: line.rtscts ?? false,
    autoOpen: false,
  });
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

  const shut = () =>
    within(
      clock,
      closeTimeoutMs,
      () => new DriverError("closed", `${path}: close got no answer`),
      (done) => port.close(done),
    );
  return {
    path,
    async write(bytes) {
      if (gone) throw gone;
      try {
        const late = () =>
          new DriverError("writeTimeout", `${path}: the line took no bytes for ${writeTimeoutMs} ms`, { path });
        await within(clock, writeTimeoutMs, late, (done) => {
          port.write(Buffer.from(bytes), done);
        });
      } catch (error) {
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
    async close() {
      onData.clear();
      lose(new DriverError("closed", `${path}: closed`, { path }));
      if (!port.isOpen) return;
      try {
        await shut();
      } catch {
        // The port is gone already or the kernel does not answer: nothing more can be done, and the caller goes on.
      }
    },
  };
};
