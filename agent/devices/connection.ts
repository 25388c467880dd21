import { type Clock, type DeviceIdentity, withDefaults } from "../../contract/index.ts";
import {
  type DeviceSession,
  type Driver,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Port,
} from "../../drivers/api.ts";
import { closable, type PortOpener, tapPort } from "../../drivers/port/open.ts";
import type { DeviceSettings } from "../config/settings.ts";
import { withDeadline } from "./deadline.ts";
import type { FrameLog } from "./frames.ts";

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

const openLine = async (options: ConnectionOptions, signal: AbortSignal): Promise<Port> => {
  const { driver, settings, env, openPort, frames } = options;
  const opening = openPort(driver.line, settings, env.clock);
  try {
    const port = await withDeadline(env.clock, openMs, signal, () => opening);
    return tapPort(port, (direction, bytes) => frames.heard(direction, bytes));
  } catch (error) {
    // An open that ends after we gave up would hold the port for ever.
    void opening.then(
      (port) => closable(port)?.close(),
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
  const held = closable(port);
  const close = () => shut(env.clock, [session, held]);
  held?.onClose((reason) => {
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
