import type { Static, TSchema } from "typebox";
import type { Availability, Clock, CommandDescriptor, DeviceClass, DeviceIdentity } from "../contract/index.ts";
import { AppError } from "../contract/index.ts";

/** Serial settings as the protocol's manual gives them. The first baud rate is the default; the others are tried by `detect`. */
export interface SerialLine {
  readonly kind: "serial";
  readonly baudRates: readonly [number, ...number[]];
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
  readonly rtscts?: boolean;
}
/** A device that is on no line: the host itself. */
export interface NoLine {
  readonly kind: "none";
}
export type Line = SerialLine | NoLine;

export type Unsubscribe = () => void;

/**
 * Where bytes come from: a serial port, a memory pair in tests, a relay. Knows no frames.
 * `write` resolves when the bytes are handed to the line, and rejects with `DriverError` `portLost` or `writeTimeout`; it never hangs.
 * `onClose` is called once, with the reason, also when the port was pulled. `close` is idempotent.
 */
export interface BytePort {
  readonly path: string;
  write(bytes: Uint8Array): Promise<void>;
  onData(listener: (bytes: Uint8Array) => void): Unsubscribe;
  onClose(listener: (reason: DriverError) => void): Unsubscribe;
  close(): Promise<void>;
}

/** Why a conversation with a device failed. A closed set: callers act on it. */
export type DriverErrorCode =
  | "portMissing" // no such port
  | "portBusy" // another program holds it
  | "portDenied" // no permission
  | "portLost" // pulled or hung up
  | "writeTimeout" // the line takes no bytes
  | "noAnswer" // silence until the deadline
  | "damagedAnswers" // bytes came, none of them a valid frame
  | "refused" // the device said no (NAK, illegal command, exception)
  | "wrongDevice" // something else answered
  | "aborted" // the caller's signal
  | "closed" // the session was closed meanwhile
  | "badArgs"; // command arguments the device cannot take

/** A failed conversation. Bad news from a device that talks is data, not an error. */
export class DriverError extends AppError {
  declare readonly code: DriverErrorCode;
  constructor(
    code: DriverErrorCode,
    message: string,
    context: Record<string, unknown> = {},
    options?: { cause?: unknown },
  ) {
    super(code, message, context, options);
    this.name = "DriverError";
  }
}

export const isDriverError = (error: unknown, ...codes: DriverErrorCode[]): error is DriverError =>
  error instanceof DriverError && (codes.length === 0 || codes.includes(error.code));

/** What a driver says of one component: the state, and the device's own words for it. */
export interface ComponentReading {
  readonly state: string;
  /** The device's own code, e.g. `CCNET 43`, `DLE EOT 4 = 7E`. */
  readonly vendorCode?: string;
  /** Hex of the frame that said so. Never of a frame that could hold card data. */
  readonly frame?: string;
}

/** One poll's result: no times in it, the agent's tracker adds them. What is not known is left out or `unknown`, never zero. */
export interface Reading {
  readonly availability: Availability;
  readonly because?: { readonly code: string; readonly text: string };
  readonly components: Readonly<Record<string, ComponentReading>>;
  readonly measures: Readonly<Record<string, number>>;
  readonly money?: "safe" | "inTransit" | "unknown";
}

/** Something that happened between two polls: a note stacked, a card taken, a door opened. */
export interface DriverEvent {
  readonly code: string;
  readonly text: string;
  readonly data?: Record<string, unknown>;
}

/** How a command ended. `frames` is filled by the caller from the wiretap. */
export interface CommandResult {
  readonly status: "succeeded" | "failed";
  readonly reason?: { readonly code: string; readonly text: string };
  readonly result?: Record<string, unknown>;
}

/**
 * What the sales application knows and a driver can use: where a person was asked to touch (pixels or 0..1 of the screen), and whether
 * a person is at the terminal.
 */
export type KioskObservation =
  | { readonly kind: "touchTarget"; readonly x: number; readonly y: number }
  | { readonly kind: "presence"; readonly present: boolean };

/**
 * An open conversation with one device. One call at a time; the caller serialises.
 * `poll` is one pass inside its deadline and *returns* bad news; it throws `DriverError` only if the conversation itself failed.
 * `close` is idempotent and settles every pending promise.
 */
export interface DeviceSession {
  /** Who are you: the only call that may refuse the device (`wrongDevice`). */
  identify(signal: AbortSignal): Promise<DeviceIdentity>;
  poll(signal: AbortSignal): Promise<Reading>;
  run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult>;
  /** Called when the device itself says something changed: the agent then polls at once. */
  onChange?(listener: () => void): Unsubscribe;
  onEvent?(listener: (event: DriverEvent) => void): Unsubscribe;
  observe?(observation: KioskObservation): void;
  close(): Promise<void>;
}

/** Small values a driver needs after a restart (a cash-box ledger, a calibration). JSON only; in the agent on the disk when `set` returns. */
export interface DriverMemory {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

/** What the agent itself knows and only the host driver reports. */
export interface AgentFacts {
  readonly clockSkewMs?: number;
  readonly outboxRecords: number;
  readonly outboxDropped: number;
  readonly outboxState: "ok" | "degraded" | "full" | "reset";
  readonly dataFolder: string;
}

/** Time, randomness and memory come in from outside. */
export interface DriverEnv {
  readonly clock: Clock;
  readonly random: () => number;
  readonly memory: DriverMemory;
  readonly facts?: () => AgentFacts;
}

export type Maturity = "experimental" | "beta" | "stable";

/** A driver is this table plus `open`. Opening detects nothing and sends nothing. */
export interface Driver<C extends TSchema = TSchema> {
  readonly name: string;
  readonly title: string;
  readonly deviceClass: DeviceClass;
  /** Protocol and manual it is written from. */
  readonly protocol: string;
  readonly models: readonly string[];
  readonly maturity: Maturity;
  readonly line: Line;
  /** Settings of this driver, every one with a default; unknown keys are refused. */
  readonly config: C;
  /** Poll period of a healthy device, and how long a reading stays fresh. */
  readonly poll: { readonly everyMs: number; readonly deadlineMs: number };
  readonly commands: readonly CommandDescriptor[];
  /** Frames of this device may be shown (`probe --frames`, evidence). False for devices whose frames can hold card data: then only the frames that `showFrame` lets through. */
  readonly showFrame?: (frame: Uint8Array) => boolean;
  open(port: BytePort | undefined, config: Static<C>, env: DriverEnv): DeviceSession;
}

/** Identity function that keeps the config type. The default export of `drivers/<name>/driver.ts` is one of these. */
export const defineDriver = <C extends TSchema>(driver: Driver<C>): Driver<C> => driver;
