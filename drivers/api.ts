import type { Static, TSchema } from "typebox";
import type { Availability, Clock, CommandDescriptor, DeviceClass, DeviceIdentity } from "../contract/index.ts";
import { AppError } from "../contract/plain.ts";
import type { Detection, Recognised } from "./detection.ts";

export type { Detection, DetectTalk, Recognised } from "./detection.ts";

/** Serial settings as the protocol's manual gives them. The first baud rate is the default; the others are tried by `detect`. */
export interface SerialLine {
  readonly kind: "serial";
  readonly baudRates: readonly [number, ...number[]];
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
  readonly rtscts?: boolean;
  /** How DTR and RTS stand while the port is open: some interfaces take their supply from them. Left out: as the system sets them. */
  readonly modemLines?: { readonly dtr: boolean; readonly rts: boolean };
}
/**
 * A USB function, found by its interface's class (USB 2.0 §9.6.5); a setting `port` narrows it to one device. Claimed by our USB child process, so
 * never an interface that the kernel or the sales application must keep (a touchscreen's HID interface).
 */
export interface UsbLine {
  readonly kind: "usb";
  readonly interfaceClass: number;
  readonly subclass?: number;
  readonly protocol?: number;
  /** Devices that offer the same under a vendor class (FF): the first interface with a bulk pair is taken. */
  readonly orDevices?: readonly { readonly vendorId: number; readonly productId: number }[];
  /** Kernel drivers that are detached while we hold the interface, and attached again after; any other makes the port busy. */
  readonly mayDetach?: readonly string[];
  /** Daemons that claim such devices, and the socket that shows that one runs: named where the interface is busy. */
  readonly holders?: readonly { readonly program: string; readonly socket: string }[];
}
/** A device reached through parts of the operating system: sysfs, device nodes, programs. `port` is the folder that stands for `/`, and is left out on a real kiosk. */
export interface SystemLine {
  readonly kind: "system";
}
/** A device that is on no line: the host itself. */
export interface NoLine {
  readonly kind: "none";
}
export type Line = SerialLine | UsbLine | SystemLine | NoLine;

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

/** A chunk of what passed on a line that we share with the sales application. */
export interface Overheard {
  /** Its number in the relay's count. */
  readonly n: number;
  readonly toDevice: boolean;
  /** Put in by us, or the device's answer to that; the application knows nothing of it. */
  readonly ours: boolean;
  readonly bytes: Uint8Array;
  /** By the monotonic clock: lies before the session was opened if it passed while the agent was away. */
  readonly at: number;
}

/** How to know the answer to a query among the bytes of the device: then only it is kept from the application, and no byte more. */
export interface AnswerShape {
  /** The first byte `b` of the answer has `(b & mask) === value`. Others before it are the application's. */
  readonly mask: number;
  readonly value: number;
  /** Bytes in all, or where in the frame its whole length stands. */
  readonly length: number | { readonly at: number };
}

/** A question put into a shared line while it is idle. What makes it harmless is the driver's knowledge; the relay knows no protocol. */
export interface LineQuery {
  readonly bytes: Uint8Array;
  /** Nothing may have gone over the line for so long, ms. */
  readonly idleMs: number;
  /** How long the answer is waited for, ms, at most half a second; meanwhile the application's bytes wait. */
  readonly answerMs: number;
  readonly answer: AnswerShape;
  /** Sent when the answer is whole (an ACK). */
  readonly confirm?: Uint8Array;
  /** Silence after that, before the application goes on, ms. */
  readonly restMs?: number;
}

/** Why a query was not put in. */
export type QueryRefusal = "asking" | "notIdle" | "noPort" | "tooSoon" | "badQuery";
export type QueryOutcome =
  | { readonly refused: QueryRefusal }
  | { readonly answer: Uint8Array }
  | { readonly noAnswer: true };

/** Where in which relay's count somebody has listened up to. */
export interface LinePosition {
  readonly relay: string;
  readonly n: number;
}

export interface LineListener {
  heard(chunk: Overheard): void;
  /** Chunks were given up before they could be told; how many is unknown after another relay. */
  missed(chunks: number | undefined): void;
  /** The real port was lost or is open again. */
  port(up: boolean, why: string): void;
}

/**
 * A line that the sales application drives and that a relay lets us listen to. `listen` is called once; it resolves when everything that had
 * passed before has been told. `ask` never rejects but with `DriverError` `portLost` (the relay is gone) or `closed`.
 */
export interface SharedLine {
  readonly path: string;
  /** This run of the relay. */
  readonly relay: string;
  listen(after: LinePosition | undefined, listener: LineListener, signal: AbortSignal): Promise<void>;
  ask(query: LineQuery): Promise<QueryOutcome>;
  onClose(listener: (reason: DriverError) => void): Unsubscribe;
  close(): Promise<void>;
}

/** A frame of a conversation between others. */
export interface HeardFrame extends Omit<Overheard, "n"> {
  /** Expects an answer. */
  readonly question: boolean;
  /** The question that this frame of the device answers, as far as the protocol tells. */
  readonly asked?: Uint8Array;
}

/** Cuts a conversation between others into frames, and says what they mean. No clock and no line: chunks carry their times. */
export interface Ear {
  hear(chunk: Omit<Overheard, "n">): readonly HeardFrame[];
  /** One frame in the manual's words. */
  describe(frame: HeardFrame): string;
  /** Nothing half is held: no piece of a frame, and no question without its answer. */
  settled(): boolean;
  /** Bytes in no frame. */
  discarded(): number;
}

/** One endpoint of the claimed interface (USB 2.0 §9.6.6). The address has bit 7 set for IN. */
export interface UsbEndpoint {
  readonly address: number;
  readonly type: "bulk" | "interrupt";
  readonly packetSize: number;
}
/** What the descriptors say of the device and of the interface that was claimed. */
export interface UsbFunction {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serialNumber?: string;
  /** bcdDevice, e.g. 0x0100. */
  readonly release: number;
  readonly interfaceNumber: number;
  readonly endpoints: readonly UsbEndpoint[];
  /** Class-specific descriptors of the interface, raw (the 54 bytes of a CCID reader). */
  readonly extra: Uint8Array;
}
/** Setup packet of a control transfer (USB 2.0 §9.3); `index` is the interface number for a request to an interface. */
export interface UsbSetup {
  readonly type: "standard" | "class" | "vendor";
  readonly recipient: "device" | "interface" | "endpoint";
  readonly request: number;
  readonly value: number;
  readonly index: number;
}

/**
 * A claimed USB interface. Every transfer has a deadline and rejects with `DriverError`: `noAnswer` (deadline), `refused` (stall), `damagedAnswers` (the bus
 * spoiled it, or the device sent more than was asked for), `portLost` (unplugged, or the USB process ended), `closed`. One transfer per endpoint at a time.
 * IN lengths are multiples of the packet size; an empty answer is legal. `onClose` is called once; `close` is idempotent and releases the interface.
 */
export interface UsbPort {
  /** Stable name of the device: `usb:vvvv:pppp`, `usb:vvvv:pppp:SERIAL` or `usb:1-1.2` by place. */
  readonly path: string;
  readonly device: UsbFunction;
  controlIn(setup: UsbSetup, length: number, timeoutMs: number): Promise<Uint8Array>;
  controlOut(setup: UsbSetup, bytes: Uint8Array, timeoutMs: number): Promise<void>;
  transferIn(endpoint: number, length: number, timeoutMs: number): Promise<Uint8Array>;
  transferOut(endpoint: number, bytes: Uint8Array, timeoutMs: number): Promise<void>;
  clearHalt(endpoint: number): Promise<void>;
  onClose(listener: (reason: DriverError) => void): Unsubscribe;
  close(): Promise<void>;
}

/** The part of the operating system a driver reads: `/` on a kiosk, a folder of its own in a simulated one. */
export interface SystemRoot {
  readonly root: string;
}

/** What `open` is given, by kind of line. */
export interface PortOf {
  readonly serial: BytePort;
  readonly usb: UsbPort;
  readonly system: SystemRoot;
  readonly none: undefined;
}
export type Port = PortOf[Line["kind"]];

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
  /** The device said who it is after `identify`: on a shared line only the application asks. */
  onIdentity?(listener: (identity: DeviceIdentity) => void): Unsubscribe;
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
  /** Is the way to the broker open at this moment? Left out while nobody knows. */
  readonly brokerConnected?: boolean;
  /** Where this agent's broker is. */
  readonly broker?: { readonly host: string; readonly port: number };
}

/** Time, randomness and memory come in from outside. */
export interface DriverEnv {
  readonly clock: Clock;
  readonly random: () => number;
  readonly memory: DriverMemory;
  readonly facts?: () => AgentFacts;
}

export type Maturity = "experimental" | "beta" | "stable";

/**
 * One status or error code of the device's manual, and what it means here: a component's state (which a fault rule handles), an event, or why a command
 * was refused. The handbook's page of faults is made from these; a test demands that every state has a rule.
 */
export type DeviceCode = {
  /** As the manual writes it: `CCNET 43h`, `DLE EOT 4 bits 5-6`. */
  readonly code: string;
  /** The manual's own words. */
  readonly text: string;
} & (
  | { readonly component: string; readonly state: string }
  | { readonly event: string }
  | { readonly refusal: string }
  | { readonly error: DriverErrorCode }
  /** It is there, and at present says nothing of its parts. */
  | { readonly availability: Availability }
);

/** A driver is this table plus `open`. Opening detects nothing and sends nothing. */
export interface Driver<C extends TSchema = TSchema, L extends Line = Line> {
  readonly name: string;
  readonly title: string;
  readonly deviceClass: DeviceClass;
  /** Protocol and manual it is written from. */
  readonly protocol: string;
  readonly models: readonly string[];
  readonly maturity: Maturity;
  readonly line: L;
  /** Every status and error code of the manual. */
  readonly codes: readonly DeviceCode[];
  /** Settings of this driver, every one with a default; unknown keys are refused. */
  readonly config: C;
  /** Poll period of a healthy device, and how long a reading stays fresh. */
  readonly poll: { readonly everyMs: number; readonly deadlineMs: number };
  readonly commands: readonly CommandDescriptor[];
  /** Frames of this device may be shown (`probe --frames`, evidence). False for devices whose frames can hold card data: then only the frames that `showFrame` lets through. */
  readonly showFrame?: (frame: Uint8Array) => boolean;
  open(port: PortOf[L["kind"]], config: Static<C>, env: DriverEnv): DeviceSession;
  /** Understands a conversation between another host and the device. */
  ear?(config: Static<C>): Ear;
  /** What can be known and done on a line that the sales application drives. Without it a port cannot be shared. */
  readonly shared?: {
    /** Commands that may run there; all others are refused, because they would disturb the application. */
    readonly commands: readonly string[];
    open(line: SharedLine, config: Static<C>, env: DriverEnv): DeviceSession;
  };
  /** How `detect` recognises it on a serial line. Without it, it is not looked for there. */
  readonly detect?: Detection<Static<C>>;
  /** How surely a USB device with an interface of this line is one of ours, from its descriptors alone; without it, likely. `undefined`: it is none. */
  recognise?(device: UsbFunction): Recognised | undefined;
  /** On a system line: the settings of each device of this kind that is there, e.g. one for each display; without it, the defaults'. */
  installed?(port: PortOf[L["kind"]], clock: Clock): Promise<readonly Partial<Static<C>>[]>;
}

/** Identity function that keeps the config type. The default export of `drivers/<name>/driver.ts` is one of these. */
export const defineDriver = <C extends TSchema, const L extends Line>(driver: Driver<C, L>): Driver<C, L> => driver;
