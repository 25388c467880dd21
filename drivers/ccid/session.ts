import type { DeviceIdentity } from "../../contract/index.ts";
import {
  type CommandResult,
  type ComponentReading,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  isDriverError,
  type Reading,
  type UsbPort,
} from "../api.ts";
import { type BulkPort, type EndpointReader, readEndpoint } from "../wire/bulk.ts";
import { hex } from "../wire/fields.ts";
import { judgeAtr } from "./atr.ts";
import { type Answer, decodeNotice, powerSelect, request } from "./codec.ts";
import { Conversation } from "./conversation.ts";
import { type ClassDescriptor, parseClassDescriptor } from "./descriptor.ts";
import { errorOf, hardwareErrorText, refusals, vendorCode } from "./status.ts";

export interface Settings {
  readonly slot: number;
}

/** So many different cards in a row that cannot be read are the reader's fault (sheet §8). */
const wornAfter = 3;
const controlMs = 500;

type Broken = Required<Pick<ComponentReading, "vendorCode">> & Pick<ComponentReading, "frame">;

/** The conversation with one slot of a CCID reader: status, slot changes, and the test of a card. Never a word with a card. */
export class CcidSession implements DeviceSession {
  readonly #usb: UsbPort;
  readonly #bulk: BulkPort;
  readonly #talk: Conversation;
  readonly #env: DriverEnv;
  readonly #slot: number;
  readonly #about: ClassDescriptor | undefined;
  readonly #notices: EndpointReader | undefined;
  readonly #changes = new Set<() => void>();
  readonly #events = new Set<(event: DriverEvent) => void>();
  #present: boolean | undefined;
  /** The reader said so itself, or a test of a card did; over when a card can be powered. */
  #broken: Broken | undefined;
  /** Over when the card is gone. */
  #shorted: Broken | undefined;
  #unread = 0;
  #isCounted = false;

  constructor(usb: UsbPort, bulk: BulkPort, { slot }: Settings, env: DriverEnv) {
    this.#usb = usb;
    this.#bulk = bulk;
    this.#env = env;
    this.#slot = slot;
    this.#talk = new Conversation({ usb, bulk, clock: env.clock, slot });
    this.#about = parseClassDescriptor(usb.device.extra);
    const interrupt = usb.device.endpoints.find((e) => e.type === "interrupt" && e.address >= 0x80);
    this.#notices =
      interrupt && readEndpoint(usb, interrupt, { clock: env.clock, bytes: 1 }, (bytes) => this.#noticed(bytes));
  }

  onChange(listener: () => void) {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  /** Its descriptors say who it is; that it is a reader of this class says its answer. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    const { manufacturer, product, serialNumber, release } = this.#usb.device;
    const slots = this.#about?.slots;
    if (slots !== undefined && this.#slot >= slots)
      throw new DriverError("wrongDevice", `the reader has ${slots} slots; slot ${this.#slot} was asked for`);
    await this.#talk.slotStatus(signal);
    return {
      ...(manufacturer && { manufacturer }),
      ...(product && { model: product }),
      ...(serialNumber && { serial: serialNumber }),
      firmware: `${(release >> 8).toString(16)}.${(release & 0xff).toString(16).padStart(2, "0")}`,
    };
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    const answer = await this.#talk.slotStatus(signal);
    this.#seen(answer.icc !== "absent");
    const { outcome } = answer;
    const trouble = "error" in outcome ? outcome.error : undefined;
    if (trouble !== undefined && errorOf(trouble).blame === "us")
      throw new DriverError("refused", vendorCode(trouble), { error: trouble });
    const isBusy = trouble !== undefined && errorOf(trouble).blame === "busy";
    return {
      availability: isBusy ? "busy" : "online",
      ...(isBusy ? { because: { code: "slotBusy", text: vendorCode(trouble) } } : {}),
      components: { media: mediaOf(answer), chipModule: this.#chipModule(answer, trouble) },
      measures: { ...this.#talk.measures(), cardInsertions: this.#insertions() },
      // Nothing here holds a card back: it stands half out, in its owner's hand.
      money: "safe",
    };
  }

  async run(command: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const extra = Object.keys(args);
    if (extra.length > 0) throw new DriverError("badArgs", `${command} takes no argument ${extra.join(", ")}`);
    if (command === "selfTest") return this.#selfTest(signal);
    if (command === "testCard") return this.#testCard(signal);
    throw new DriverError("badArgs", `ccid has no command ${command}`);
  }

  /** The readers of its endpoints never rest, so the port is closed with the session. */
  async close(): Promise<void> {
    this.#changes.clear();
    this.#events.clear();
    this.#talk.close();
    this.#notices?.stop();
    await this.#bulk.close();
  }

  #chipModule(answer: Answer, trouble: number | undefined): ComponentReading {
    if (trouble !== undefined && errorOf(trouble).blame === "reader")
      return { state: "inoperable", vendorCode: vendorCode(trouble), frame: hex(answer.header) };
    const known = this.#broken ?? this.#shorted;
    return known ? { state: "inoperable", ...known } : { state: "ok" };
  }

  #noticed(bytes: Uint8Array): void {
    const notice = decodeNotice(bytes);
    if (!notice) return;
    if (notice.kind === "hardwareError") {
      if (notice.slot === this.#slot) this.#broken = { vendorCode: hardwareErrorText(notice.code), frame: hex(bytes) };
    } else {
      const mine = notice.slots[this.#slot];
      if (mine?.changed) this.#seen(mine.present);
    }
    for (const listener of this.#changes) listener();
  }

  /** By notice or by poll, whichever tells it first. */
  #seen(present: boolean): void {
    const before = this.#present;
    this.#present = present;
    if (!present) {
      this.#shorted = undefined;
      this.#isCounted = false;
    }
    if (before === undefined || before === present) return;
    if (present) this.#env.memory.set("cardInsertions", this.#insertions() + 1);
    const event = present
      ? { code: "cardInserted", text: "a card was put in" }
      : { code: "cardTaken", text: "the card has left the reader" };
    for (const listener of this.#events) listener(event);
  }

  #insertions(): number {
    const kept = this.#env.memory.get("cardInsertions");
    return typeof kept === "number" && Number.isSafeInteger(kept) && kept >= 0 ? kept : 0;
  }

  async #selfTest(signal: AbortSignal): Promise<CommandResult> {
    const { icc, outcome } = await this.#talk.slotStatus(signal);
    if ("error" in outcome) return failed(refusals[errorOf(outcome.error).blame], vendorCode(outcome.error));
    const { interfaceNumber } = this.#usb.device;
    const clocks = await this.#numbers(request.clockFrequencies(interfaceNumber));
    const rates = await this.#numbers(request.dataRates(interfaceNumber));
    return {
      status: "succeeded",
      result: {
        card: icc,
        ...(this.#about ? { reader: this.#about } : {}),
        ...(clocks ? { clocksKHz: clocks } : {}),
        ...(rates ? { ratesBitPerSecond: rates } : {}),
      },
    };
  }

  /** An array of 32-bit numbers; undefined where the reader does not know the request. */
  async #numbers(setup: ReturnType<typeof request.dataRates>): Promise<number[] | undefined> {
    try {
      const bytes = Buffer.from(await this.#usb.controlIn(setup, 256, controlMs));
      return Array.from({ length: Math.min(16, bytes.length >> 2) }, (_, i) => bytes.readUInt32LE(i * 4));
    } catch (error) {
      if (isDriverError(error, "refused", "noAnswer", "damagedAnswers")) return undefined;
      throw error;
    }
  }

  /** Powers the card on, judges its answer to reset, and powers it off again, whatever came (sheet §5). */
  async #testCard(signal: AbortSignal): Promise<CommandResult> {
    const before = await this.#talk.slotStatus(signal);
    this.#seen(before.icc !== "absent");
    if (before.icc === "absent") return failed("noCard", "there is no card in the slot");
    const answer = await this.#power(signal);
    const result = this.#judge(answer);
    // A lost or aborted port has no card under power that we could still switch off.
    await this.#talk.powerOff(signal);
    return result;
  }

  /** The voltages one after the other, where the reader does not choose by itself. */
  async #power(signal: AbortSignal): Promise<Answer> {
    const others =
      this.#about?.picksVoltage === false ? [powerSelect.volts5, powerSelect.volts3, powerSelect.volts1_8] : [];
    let answer = await this.#talk.powerOn(powerSelect.automatic, signal);
    for (const select of others) {
      if (!("error" in answer.outcome) || errorOf(answer.outcome.error).blame !== "card") break;
      answer = await this.#talk.powerOn(select, signal);
    }
    return answer;
  }

  #judge({ outcome, data, header }: Answer): CommandResult {
    if (!("error" in outcome)) {
      const atr = judgeAtr(data);
      if (!atr.valid) return failed("cardUnreadable", "the card's answer to reset is not valid");
      this.#broken = undefined;
      this.#shorted = undefined;
      this.#unread = 0;
      const { protocols, checkByte } = atr;
      return { status: "succeeded", result: { atr: "valid", protocols, checkByte } };
    }
    const { error } = outcome;
    const { blame, wear } = errorOf(error);
    const said = { vendorCode: vendorCode(error), frame: hex(header) };
    if (blame === "reader") this.#broken = said;
    if (blame === "shorted") this.#shorted = said;
    if (wear) this.#countUnread(error, hex(header));
    return failed(refusals[blame], said.vendorCode);
  }

  /** Each card counts once, however often it is tested. */
  #countUnread(error: number, frame: string): void {
    if (this.#isCounted) return;
    this.#isCounted = true;
    this.#unread += 1;
    if (this.#unread >= wornAfter)
      this.#broken = { vendorCode: `${vendorCode(error)}, ${this.#unread} cards`.slice(0, 64), frame };
  }
}

const mediaOf = ({ icc }: Answer): ComponentReading => ({ state: icc === "absent" ? "notPresent" : "present" });

const failed = (code: string, text: string): CommandResult => ({ status: "failed", reason: { code, text } });
