import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type DeviceSession,
  DriverError,
  type DriverErrorCode,
  isDriverError,
  type Reading,
  type UsbPort,
  type UsbSetup,
} from "../api.ts";
import type { EscposSession } from "../escpos/session.ts";
import type { BulkPort } from "../wire/bulk.ts";
import { hex } from "../wire/fields.ts";
import { type DeviceId, decodeDeviceId, decodePortStatus, deviceIdLength, type PortStatus, request } from "./codec.ts";
import { readingOf } from "./status.ts";

const controlMs = 500;
const resetMs = 2_000;
const resetPauseMs = 500;
const resetTries = 6;
/** A printer that answers no class request so often is not asked again until it is opened anew. */
const maxSilences = 3;

/** The bulk pair says nothing; the control endpoint may still tell why. */
const bulkSilence: readonly DriverErrorCode[] = ["noAnswer", "writeTimeout", "damagedAnswers"];

/** The printer class around the ESC/POS conversation: who it is, and what its port says when the bulk pair is silent. */
export class UsbPrinterSession implements DeviceSession {
  readonly #usb: UsbPort;
  readonly #bulk: BulkPort;
  readonly #escpos: EscposSession;
  #silences = 0;
  #deviceId: DeviceId | undefined;

  constructor(usb: UsbPort, bulk: BulkPort, escpos: EscposSession) {
    this.#usb = usb;
    this.#bulk = bulk;
    this.#escpos = escpos;
  }

  onChange(listener: () => void) {
    return this.#escpos.onChange(listener);
  }

  /** What the printer says over GS I, then its IEEE 1284 id, which an offline printer answers too, then its descriptors. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const bytes = await this.#ask(request.deviceId(this.#usb.device.interfaceNumber), deviceIdLength, signal);
    this.#deviceId = bytes && decodeDeviceId(bytes);
    const { manufacturer, product, serialNumber } = this.#usb.device;
    const told = await this.#escpos.identify(signal);
    return {
      ...(manufacturer && { manufacturer }),
      ...(product && { model: product }),
      ...(serialNumber && { serial: serialNumber }),
      ...named(this.#deviceId),
      ...told,
    };
  }

  /** DLE EOT is the authority; the port status speaks only where the bulk pair does not. */
  async poll(signal: AbortSignal): Promise<Reading> {
    try {
      const reading = await this.#escpos.poll(signal);
      return { ...reading, measures: this.#measures(reading.measures) };
    } catch (error) {
      if (!isDriverError(error, ...bulkSilence)) throw error;
      const status = await this.#portStatus(signal);
      const explained = status && readingOf(status);
      if (!explained) throw error;
      return { ...explained, measures: this.#measures(this.#escpos.talk.measures()) };
    }
  }

  async run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    if (command === "softReset") {
      if (Object.keys(args).length > 0) throw new DriverError("badArgs", "softReset takes no arguments");
      return this.#softReset(signal);
    }
    const done = await this.#escpos.run(command, args, signal);
    if (command !== "selfTest" || done.status === "failed") return done;
    const status = await this.#portStatus(signal);
    const portStatus = status ? hex(Uint8Array.of(status.byte)) : "unknown";
    const wrongLength = this.#deviceId?.wrongLength ? { deviceIdLength: "wrong" } : {};
    return { ...done, result: { ...done.result, portStatus, ...wrongLength } };
  }

  /** The reader of the bulk pair never rests, so the port is closed with the session. */
  async close(): Promise<void> {
    await this.#escpos.close();
    await this.#bulk.close();
  }

  #measures(measures: Reading["measures"]): Reading["measures"] {
    return { ...measures, linkErrors: (measures.linkErrors ?? 0) + this.#bulk.troubles() };
  }

  async #portStatus(signal: AbortSignal): Promise<PortStatus | undefined> {
    const bytes = await this.#ask(request.portStatus(this.#usb.device.interfaceNumber), 1, signal);
    return bytes && decodePortStatus(bytes);
  }

  /** A class request; undefined where the printer refuses it or says nothing. Throws what the port throws when it is lost. */
  async #ask(setup: UsbSetup, length: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
    if (signal.aborted) throw new DriverError("aborted", "stopped by the caller");
    if (this.#silences >= maxSilences) return undefined;
    try {
      const bytes = await this.#usb.controlIn(setup, length, controlMs);
      this.#silences = 0;
      return bytes;
    } catch (error) {
      if (isDriverError(error, "refused")) this.#silences = maxSilences;
      else if (isDriverError(error, "noAnswer", "damagedAnswers")) this.#silences += 1;
      else throw error;
      return undefined;
    }
  }

  /** SOFT_RESET empties the buffers and puts the bulk pair back as after power-up; then the printer must answer again. */
  async #softReset(signal: AbortSignal): Promise<CommandResult> {
    const setup = request.softReset(this.#usb.device.interfaceNumber);
    try {
      await this.#usb.controlOut(setup, new Uint8Array(0), resetMs);
    } catch (error) {
      if (!isDriverError(error, "refused")) throw error;
      return { status: "failed", reason: { code: "notSupported", text: "the printer knows no SOFT_RESET" } };
    }
    this.#escpos.forget();
    for (let n = 1; ; n++) {
      await this.#escpos.talk.pause(resetPauseMs, signal);
      try {
        const printer = await this.#escpos.talk.status(1, signal);
        return { status: "succeeded", result: { status: hex(Uint8Array.of(printer)) } };
      } catch (error) {
        if (!isDriverError(error, ...bulkSilence)) throw error;
        if (n >= resetTries)
          return {
            status: "failed",
            reason: { code: "noAnswer", text: "the printer does not answer after the reset" },
          };
      }
    }
  }
}

const named = (id: DeviceId | undefined): DeviceIdentity => ({
  ...(id?.manufacturer && { manufacturer: id.manufacturer }),
  ...(id?.model && { model: id.model }),
  ...(id?.serial && { serial: id.serial }),
});
