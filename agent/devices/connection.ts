import { type Clock, type DeviceIdentity, withDefaults } from "../../contract/index.ts";
import {
  type BytePort,
  type DeviceSession,
  type Driver,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type SerialLine,
} from "../../drivers/api.ts";
import { tap } from "../../drivers/port/wiretap.ts";
import type { DeviceSettings } from "../config/settings.ts";
import { withDeadline } from "./deadline.ts";
import type { FrameLog } from "./frames.ts";

/** Opens a port. Same shape as `openSerial`; tests bring a memory line. Throws `DriverError`. */
export type PortOpener = (path: string, line: SerialLine, clock: Clock, baudRate?: number) => Promise<BytePort>;

/** An open port with an identified device on it. */
export interface Connection {
  readonly session: DeviceSession;
  readonly identity: DeviceIdentity;
  /** Why the port went away; undefined while it is there. */
  lost(): DriverError | undefined;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly settings: DeviceSettings;
  readonly driver: Driver;
  readonly env: DriverEnv;
  readonly openPort: PortOpener;
  readonly frames: FrameLog;
  readonly onChange: () => void;
  readonly onLost: () => void;
  readonly onEvent: (event: DriverEvent) => void;
}

const openMs = 10_000;
const identifyMs = 10_000;
const closeMs = 5_000;

const openLine = async (options: ConnectionOptions, signal: AbortSignal): Promise<BytePort | undefined> => {
  const { driver, settings, env, openPort, frames } = options;
  if (driver.line.kind === "none" || settings.port === undefined) return undefined;
  const opening = openPort(settings.port, driver.line, env.clock, settings.baudRate ?? driver.line.baudRates[0]);
  try {
    const port = await withDeadline(env.clock, openMs, signal, () => opening);
    return tap(port, (direction, bytes) => frames.heard(direction, bytes));
  } catch (error) {
    // An open that ends after we gave up would hold the port for ever.
    void opening.then(
      (port) => port.close(),
      () => undefined,
    );
    throw error;
  }
};

/** Closes what can be closed; a device that does not let go must not stop the others. */
const shut = async (clock: Clock, parts: readonly ({ close(): Promise<void> } | undefined)[]): Promise<void> => {
  for (const part of parts)
    if (part)
      await withDeadline(clock, closeMs, new AbortController().signal, () => part.close()).catch(() => {
        // Closing failed or hung: the port is made anew at the next try, and the kernel says then if it is still held.
      });
};

/** Opens port and session and asks the device who it is. Throws `DriverError`; then nothing is left open. */
export const connect = async (options: ConnectionOptions, signal: AbortSignal): Promise<Connection> => {
  const { driver, env, settings } = options;
  const port = await openLine(options, signal);
  let lost: DriverError | undefined;
  let session: DeviceSession | undefined;
  const close = () => shut(env.clock, [session, port]);
  port?.onClose((reason) => {
    lost = reason;
    options.onLost();
  });
  try {
    session = driver.open(port, withDefaults(driver.config, settings.config), env);
    const open = session;
    const identity = await withDeadline(env.clock, Math.max(identifyMs, driver.poll.deadlineMs), signal, (s) =>
      open.identify(s),
    );
    if (lost) throw lost;
    open.onChange?.(options.onChange);
    open.onEvent?.(options.onEvent);
    return { session: open, identity, lost: () => lost, close };
  } catch (error) {
    await close();
    throw lost && !(error instanceof DriverError) ? (lost as DriverError) : error;
  }
};
