import { status } from "../../../drivers/port/usb/usbip-codec.ts";
import type { UsbDescription, UsbSetupPacket } from "../../api.ts";

/** One transfer of the host, and how it ended: 0 or a negative errno of Linux, and the bytes that came. */
export interface Urb {
  /** Address with the direction in bit 7; 0 for control. */
  readonly endpoint: number;
  /** Eight bytes, of control transfers only. */
  readonly setup?: Uint8Array;
  /** OUT data; empty for IN. */
  readonly out: Uint8Array;
  /** Most bytes the host takes. */
  readonly length: number;
  done(status: number, bytes: Uint8Array): void;
}

/** What is wrong with this USB function beside what its device says: see `usbFaults`. */
export type FunctionFault = "stall" | "stuckOut" | "refuseControl" | "deafControl" | "babble";

export interface EmulationOptions {
  readonly description: UsbDescription;
  /** Bytes of a bulk OUT transfer. */
  readonly receive: (bytes: Uint8Array) => void;
  /** A class or vendor request; undefined stalls. */
  readonly control: (setup: UsbSetupPacket, bytes: Uint8Array) => Uint8Array | undefined;
}

const none = new Uint8Array(0);
/** Nobody reads: a device's buffers are small. */
const maxQueued = 256;

interface InPipe {
  readonly packetSize: number;
  queue: Uint8Array[];
  pending: Urb | undefined;
}

export const setupOf = (b: Uint8Array): UsbSetupPacket => {
  const word = (at: number) => (b[at] ?? 0) | ((b[at + 1] ?? 0) << 8);
  return { requestType: b[0] ?? 0, request: b[1] ?? 0, value: word(2), index: word(4), length: word(6) };
};

/** Endpoint descriptors of a configuration: address, whether interrupt, packet size. */
const endpointsOf = (configuration: Uint8Array): { address: number; interrupt: boolean; packetSize: number }[] => {
  const found: { address: number; interrupt: boolean; packetSize: number }[] = [];
  for (let at = 0; at + 2 <= configuration.length; at += Math.max(2, configuration[at] ?? 0)) {
    const [, kind, address = 0, attributes = 0, low = 0, high = 0] = configuration.subarray(at, at + 6);
    if (kind === 5) found.push({ address, interrupt: (attributes & 3) === 3, packetSize: low | (high << 8) });
  }
  return found;
};

/**
 * A USB function as the bus sees it: descriptors, standard requests, packets, halts. What it means is said by the device behind `receive` and `control`.
 * Transfers end at once if the device has something to say, else when it has, or never: deadlines are the host's business.
 */
export class UsbEmulation {
  readonly #options: EmulationOptions;
  readonly #in = new Map<number, InPipe>();
  readonly #halted = new Set<number>();
  readonly #faults = new Set<FunctionFault>();
  #stuck = new Set<Urb>();
  readonly #bulkIn: number | undefined;
  readonly #interruptIn: number | undefined;
  #configuration = 1;
  #plugged = true;

  constructor(options: EmulationOptions) {
    this.#options = options;
    const all = endpointsOf(options.description.configuration).filter((e) => e.address >= 0x80);
    for (const { address, packetSize } of all) this.#in.set(address, { packetSize, queue: [], pending: undefined });
    this.#bulkIn = all.find((e) => !e.interrupt)?.address;
    this.#interruptIn = all.find((e) => e.interrupt)?.address;
  }

  get description(): UsbDescription {
    return this.#options.description;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  inject(fault: FunctionFault): void {
    this.#faults.add(fault);
    if (fault === "stall") this.#halt();
    for (const pipe of this.#in.values()) this.#serve(pipe);
  }

  /** Without a name: all. What hung goes on. */
  clear(fault?: FunctionFault): void {
    if (fault === undefined) this.#faults.clear();
    else this.#faults.delete(fault);
    const stuck = this.#stuck;
    this.#stuck = new Set(); // what another fault holds up is stuck again
    for (const urb of stuck) this.#start(urb);
  }

  /** A message of the device for its bulk IN endpoint. */
  send(bytes: Uint8Array): void {
    this.#say(this.#bulkIn, bytes);
  }

  interrupt(bytes: Uint8Array): void {
    this.#say(this.#interruptIn, bytes);
  }

  /** Answers how to take it back; taking back an ended one does nothing. */
  submit(urb: Urb): () => void {
    let ended = false;
    const once: Urb = {
      ...urb,
      done: (state, bytes) => {
        if (ended) return;
        ended = true;
        urb.done(state, bytes);
      },
    };
    this.#start(once);
    return () => {
      if (ended) return;
      ended = true;
      this.#stuck.delete(once);
      const pipe = this.#in.get(urb.endpoint);
      if (pipe?.pending === once) pipe.pending = undefined;
    };
  }

  /** Everything in flight ends with "no such device"; what was queued is lost. */
  unplug(): void {
    this.#plugged = false;
    for (const urb of this.#stuck) urb.done(status.gone, none);
    this.#stuck.clear();
    for (const pipe of this.#in.values()) {
      pipe.queue = [];
      pipe.pending?.done(status.gone, none);
      pipe.pending = undefined;
    }
  }

  plug(): void {
    this.#plugged = true;
    this.#configuration = 1;
    this.#halted.clear();
    if (this.#faults.has("stall")) this.#halt();
  }

  #halt(): void {
    if (this.#bulkIn !== undefined) this.#halted.add(this.#bulkIn);
  }

  #start(urb: Urb): void {
    if (!this.#plugged) return urb.done(status.gone, none);
    if (urb.endpoint === 0) return this.#control(urb);
    const pipe = this.#in.get(urb.endpoint);
    if (pipe) {
      if (pipe.pending) return urb.done(status.stall, none); // the host's mistake: one at a time is all that is served
      pipe.pending = urb;
      return this.#serve(pipe);
    }
    if (urb.endpoint >= 0x80 || this.#halted.has(urb.endpoint)) return urb.done(status.stall, none);
    if (this.#faults.has("stuckOut")) return void this.#stuck.add(urb);
    urb.done(0, none);
    this.#options.receive(urb.out);
  }

  #say(endpoint: number | undefined, bytes: Uint8Array): void {
    const pipe = endpoint === undefined ? undefined : this.#in.get(endpoint);
    if (!pipe || !this.#plugged) return;
    if (pipe.queue.length < maxQueued) pipe.queue.push(Uint8Array.from(bytes));
    this.#serve(pipe);
  }

  /**
   * A transfer ends with a short packet or when it is full (USB 2.0 §5.8.3). A message that fills its last packet is followed by an empty one, which is
   * the next transfer's if this one is full.
   */
  #serve(pipe: InPipe): void {
    const { pending: urb, packetSize } = pipe;
    if (!urb) return;
    const end = (state: number, bytes: Uint8Array) => {
      pipe.pending = undefined;
      urb.done(state, bytes);
    };
    if (this.#halted.has(urb.endpoint)) return end(status.stall, none);
    const message = pipe.queue[0];
    if (message === undefined) return;
    if (this.#faults.has("babble") || (urb.length % packetSize !== 0 && message.length > urb.length)) {
      pipe.queue.shift();
      return end(status.overflow, none);
    }
    const part = message.subarray(0, urb.length);
    const rest = message.subarray(part.length);
    const isEmptyOwed =
      rest.length === 0 && part.length === urb.length && part.length % packetSize === 0 && part.length > 0;
    if (rest.length > 0 || isEmptyOwed) pipe.queue[0] = rest;
    else pipe.queue.shift();
    end(0, part);
  }

  #control(urb: Urb): void {
    const setup = setupOf(urb.setup ?? none);
    const isStandard = (setup.requestType & 0x60) === 0;
    if (!isStandard && this.#faults.has("deafControl")) return void this.#stuck.add(urb);
    if (!isStandard && this.#faults.has("refuseControl")) return urb.done(status.stall, none);
    const answer = isStandard ? this.#standard(setup) : this.#options.control(setup, urb.out);
    if (answer === undefined) return urb.done(status.stall, none);
    urb.done(0, answer.subarray(0, Math.min(urb.length, setup.length)));
  }

  /** USB 2.0 §9.4: what every device answers. */
  #standard({ requestType, request, value, index }: UsbSetupPacket): Uint8Array | undefined {
    const recipient = requestType & 0x1f;
    if (request === 6) return this.#descriptor(value >> 8, value & 0xff);
    if (request === 0) return Uint8Array.of(this.#status(recipient, index), 0);
    if (request === 8) return Uint8Array.of(this.#configuration);
    if (request === 9) {
      this.#configuration = value;
      return none;
    }
    if (request === 10) return Uint8Array.of(0);
    if (request === 11) return none;
    if (request === 1 && recipient === 2) {
      this.clearHalt(index);
      return none;
    }
    return undefined;
  }

  /** GET_STATUS: of the device whether it has power of its own, of an endpoint whether it is halted. */
  #status(recipient: number, index: number): number {
    if (recipient === 2) return this.#halted.has(index) ? 1 : 0;
    return recipient === 0 && ((this.description.configuration[7] ?? 0) & 0x40) !== 0 ? 1 : 0;
  }

  /** CLEAR_FEATURE(ENDPOINT_HALT); an endpoint whose fault stands halts again at once. */
  clearHalt(endpoint: number): void {
    if (!this.#faults.has("stall")) this.#halted.delete(endpoint);
  }

  #descriptor(kind: number, index: number): Uint8Array | undefined {
    const { device, configuration, strings } = this.description;
    if (kind === 1) return device;
    if (kind === 2) return index === 0 ? configuration : undefined;
    if (kind !== 3) return undefined;
    if (index === 0) return Uint8Array.of(4, 3, 0x09, 0x04);
    const text = strings[index - 1];
    if (text === undefined) return undefined;
    const bytes = Buffer.from(text, "utf16le");
    return Uint8Array.from([bytes.length + 2, 3, ...bytes]);
  }
}
