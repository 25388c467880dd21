import { AppError } from "../../../contract/index.ts";
import {
  type DeviceSimulation,
  defineSimulator,
  type SimulationEnv,
  type UsbDescription,
  type UsbSetupPacket,
} from "../../api.ts";
import { answer, behaviours, type Command } from "./behaviours.ts";
import { faultTexts, isFault, type Reader, usualAtr } from "./reader.ts";

const hex = (text: string): number[] =>
  text
    .trim()
    .split(/\s+/)
    .map((pair) => Number.parseInt(pair, 16));

/** HID OMNIKEY 3021, which libccid knows; bus powered, full speed. */
const device = hex("12 01 00 02 00 00 00 08 6B 07 21 30 01 01 01 02 03 01");
/** Sheet §1: CCID 1.10, one slot, all voltages, T=0 and T=1, features 000404BE, message 271. */
const classDescriptor = hex(
  "36 21 10 01 00 07 03 00 00 00 A0 0F 00 00 A0 0F 00 00 00 00 2A 00 00 16 40 05 00 00 FE 00 00 00 00 00 00 00 00 00 00 00 BE 04 04 00 0F 01 00 00 FF FF 00 00 00 01",
);
/** dwFeatures without "picks the voltage" (08). */
const withoutVoltage = classDescriptor.with(40, 0xb6);
const endpoints = hex("07 05 02 02 40 00 00  07 05 83 02 40 00 00  07 05 81 03 08 00 18");

const usb = (settings: Readonly<Record<string, unknown>>): UsbDescription => {
  const body = [
    ...hex("09 04 00 00 03 0B 00 00 00"),
    ...(settings.picksVoltage === false ? withoutVoltage : classDescriptor),
    ...endpoints,
  ];
  const total = 9 + body.length;
  return {
    device: Uint8Array.from(device),
    configuration: Uint8Array.from([9, 2, total & 0xff, total >> 8, 1, 1, 0, 0x80, 0x32, ...body]),
    strings: ["HID Global", "OMNIKEY 3x21 Smart Card Reader", "SIM0001"],
  };
};

const actions = [
  { name: "insertCard", text: 'somebody puts a card in: {atr = "3B 68 .."}' },
  { name: "takeCard", text: "the card is taken out" },
] as const;

const headerLength = 10;
const maxMessage = 271;

class CcidSimulation implements DeviceSimulation {
  readonly #env: SimulationEnv;
  readonly #reader: Reader;
  #held: number[] = [];

  constructor(env: SimulationEnv) {
    this.#env = env;
    this.#reader = {
      faults: new Set(),
      card: env.settings?.card === true ? usualAtr : undefined,
      isPowered: false,
      counters: { insertions: 0, powerOns: 0, commands: 0, aborts: 0 },
    };
  }

  receive(bytes: Uint8Array): void {
    this.#held.push(...bytes);
    for (;;) {
      if (this.#held.length < headerLength) return;
      const [type = 0, a = 0, b = 0, c = 0, d = 0, slot = 0, seq = 0, s1 = 0, s2 = 0, s3 = 0] = this.#held;
      const length = a + (b << 8) + (c << 16) + d * 0x1000000;
      if (length > maxMessage - headerLength) {
        // Bad length (sheet §2: index of the header byte), and nothing behind it can be trusted.
        this.#held = [];
        return this.#say(answer(this.#reader, { slot, seq }, 0x81, { failed: true, error: 1 }));
      }
      if (this.#held.length < headerLength + length) return;
      const data = this.#held.slice(headerLength, headerLength + length);
      this.#held = this.#held.slice(headerLength + length);
      this.#answer({ type, slot, seq, specific: [s1, s2, s3], data });
    }
  }

  /** ABORT 21/01, GET_CLOCK_FREQUENCIES A1/02, GET_DATA_RATES A1/03. */
  control({ requestType, request }: UsbSetupPacket): Uint8Array | undefined {
    if (requestType === 0x21 && request === 1) {
      this.#reader.counters.aborts += 1;
      return new Uint8Array(0);
    }
    if (requestType === 0xa1 && request === 2) return Uint8Array.of(0xa0, 0x0f, 0, 0);
    if (requestType === 0xa1 && request === 3) return Uint8Array.of(0, 0x2a, 0, 0);
    return undefined;
  }

  inject(fault: string): void {
    if (!isFault(fault))
      throw new AppError("unknownFault", `ccid has no fault ${fault}; there are ${Object.keys(faultTexts).join(", ")}`);
    this.#reader.faults.add(fault);
    if (fault === "overcurrent") this.#env.interrupt?.(Uint8Array.of(0x51, 0x00, 0x08, 0x01));
  }

  clear(fault?: string): void {
    if (fault === undefined) this.#reader.faults.clear();
    else if (isFault(fault)) this.#reader.faults.delete(fault);
  }

  act(action: string, args: Record<string, unknown> = {}): void {
    const acts: Record<(typeof actions)[number]["name"], () => void> = {
      insertCard: () => this.#insert(typeof args.atr === "string" ? hex(args.atr) : usualAtr),
      takeCard: () => this.#remove(),
    };
    const act = Object.entries(acts).find(([name]) => name === action)?.[1];
    if (!act)
      throw new AppError("unknownAction", `ccid has no action ${action}; there are ${Object.keys(acts).join(", ")}`);
    act();
  }

  powerCycle(): void {
    this.#held = [];
    this.#reader.isPowered = false;
    if (this.#reader.card) this.#notice(3);
  }

  state(): Record<string, unknown> {
    const { faults, card, isPowered, counters } = this.#reader;
    return { ...counters, card: card !== undefined, powered: isPowered, faults: [...faults] };
  }

  close(): void {
    this.#held = [];
  }

  #insert(atr: readonly number[]): void {
    if (this.#reader.card) return;
    this.#reader.card = atr;
    this.#reader.counters.insertions += 1;
    this.#notice(3);
  }

  #remove(): void {
    if (!this.#reader.card) return;
    this.#reader.card = undefined;
    this.#reader.isPowered = false;
    this.#notice(2);
  }

  #notice(bits: number): void {
    if (!this.#reader.faults.has("noNotices")) this.#env.interrupt?.(Uint8Array.of(0x50, bits));
  }

  #answer(command: Command): void {
    const { faults, counters } = this.#reader;
    counters.commands += 1;
    const said = firstOf(this.#reader, command);
    if (faults.has("lateAnswers")) this.#say(said.with(6, (command.seq + 255) & 0xff));
    if (faults.has("timeExtension"))
      for (const multiplier of [1, 2])
        this.#say(
          answer(this.#reader, command, said[0] ?? 0x81)
            .with(7, 0x80)
            .with(8, multiplier),
        );
    this.#say(said);
  }

  #say(bytes: readonly number[]): void {
    this.#env.send(Uint8Array.from(bytes));
  }
}

const firstOf = (reader: Reader, command: Command): number[] => {
  for (const behaviour of behaviours) {
    const said = behaviour(reader, command);
    if (said) return said;
  }
  return [];
};

export default defineSimulator({
  name: "ccid",
  title: "USB smart card reader (CCID)",
  faults: Object.entries(faultTexts).map(([name, text]) => ({ name, text })),
  actions,
  usb,
  create: (env) => new CcidSimulation(env),
});
