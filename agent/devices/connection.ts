import { type Clock, type DeviceIdentity, withDefaults } from "../../contract/index.ts";
import {
  type BytePort,
  type DeviceSession,
  type Driver,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type Port,
  type SharedLine,
  type UsbPort,
} from "../../drivers/api.ts";
import { closable, type PortOpener, tapPort } from "../../drivers/port/open.ts";
import { type Direction, tapShared } from "../../drivers/port/wiretap.ts";
import { type DeviceSettings, relaySocketOf } from "../config/settings.ts";
import { withDeadline } from "./deadline.ts";

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
  /** Told every byte on our own line. */
  readonly heard: (direction: Direction, bytes: Uint8Array) => void;
  /** Told what passes on a line that we share. */
  readonly overheard: (direction: Direction, bytes: Uint8Array, at: number) => void;
  readonly onChange: () => void;
  readonly onLost: () => void;
  readonly onEvent: (event: DriverEvent) => void;
  readonly onIdentity: (identity: DeviceIdentity) => void;
}

const openMs = 10_000;
const identifyMs = 10_000;
const closeMs = 5_000;

/** Waits for an open, at most so long. One that ends after we gave up would hold the port for ever: it is closed then. */
const inTime = async <T>(
  { env }: ConnectionOptions,
  signal: AbortSignal,
  opening: Promise<T>,
  closed: (opened: T) => void,
): Promise<T> => {
  try {
    return await withDeadline(env.clock, openMs, signal, () => opening);
  } catch (error) {
    void opening.then(closed, () => undefined);
    throw error;
  }
};

const openLine = async (options: ConnectionOptions, signal: AbortSignal): Promise<Port> => {
  const { driver, settings, env, openPort, heard } = options;
  const opening = openPort(driver.line, settings, env.clock);
  const port = await inTime(options, signal, opening, (late) => void closable(late)?.close());
  return tapPort(port, heard);
};

/** The relay's socket. Its client is loaded only where a port is shared. */
const openRelay = async (options: ConnectionOptions, signal: AbortSignal): Promise<SharedLine> => {
  const { openShared } = await import("../../drivers/port/relay/client.ts");
  const { settings, env } = options;
  return inTime(options, signal, openShared(relaySocketOf(settings), env.clock), (late) => void late.close());
};

/** What is held open, and how the driver begins on it. */
interface Opened {
  readonly held: BytePort | UsbPort | SharedLine | undefined;
  readonly start: () => DeviceSession;
}

const opened = async (options: ConnectionOptions, signal: AbortSignal): Promise<Opened> => {
  const { driver, env, settings } = options;
  const config = () => withDefaults(driver.config, settings.config);
  const { shared } = driver;
  if (settings.ownership === "tap" && shared) {
    const line = tapShared(await openRelay(options, signal), options.overheard);
    return { held: line, start: () => shared.open(line, config(), env) };
  }
  const port = await openLine(options, signal);
  return { held: closable(port), start: () => driver.open(port, config(), env) };
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
  const { driver, env } = options;
  const { held, start } = await opened(options, signal);
  let lost: DriverError | undefined;
  let session: DeviceSession | undefined;
  const close = () => shut(env.clock, [session, held]);
  held?.onClose((reason) => {
    lost = reason;
    options.onLost();
  });
  try {
    session = start();
    const open = session;
    // Before `identify`: what passed on a shared line while the agent was away is told there.
    open.onEvent?.(options.onEvent);
    const identity = await withDeadline(env.clock, Math.max(identifyMs, driver.poll.deadlineMs), signal, (s) =>
      open.identify(s),
    );
    if (lost) throw lost;
    open.onChange?.(options.onChange);
    open.onIdentity?.(options.onIdentity);
    return { session: open, identity, lost: () => lost, close };
  } catch (error) {
    await close();
    throw lost && !(error instanceof DriverError) ? (lost as DriverError) : error;
  }
};
