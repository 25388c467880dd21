/** Report descriptor A of hid-touch.md §3.1: one contact, 0–4095. */
const descriptorA = `
05 0D 09 04 A1 01 85 01 09 22 A1 02 09 42 09 32 15 00 25 01 75 01 95 02 81 02 95 06 81 03 05 01
09 30 09 31 15 00 26 FF 0F 75 10 95 02 81 02 C0 C0`;
/** Report descriptor B of §3.2: two contacts, 0–32767. */
const descriptorB = `
05 0D 09 04 A1 01 85 02 09 22 A1 02 05 0D 09 42 09 32 15 00 25 01 75 01 95 02 81 02 95 06 81 03
09 51 15 00 25 0F 75 08 95 01 81 02 05 01 09 30 09 31 15 00 26 FF 7F 75 10 95 02 81 02 C0 05 0D
09 22 A1 02 05 0D 09 42 09 32 15 00 25 01 75 01 95 02 81 02 95 06 81 03 09 51 15 00 25 0F 75 08
95 01 81 02 05 01 09 30 09 31 15 00 26 FF 7F 75 10 95 02 81 02 C0 05 0D 09 56 15 00 27 FF FF 00
00 75 10 95 01 81 02 09 54 15 00 25 0F 75 08 95 01 81 02 85 03 09 55 25 02 B1 02 C0`;

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));

export interface Model {
  readonly vendor: string;
  readonly product: string;
  readonly manufacturer: string;
  readonly name: string;
  readonly descriptor: Uint8Array;
  readonly max: number;
  /** `B: ABS=` as the kernel writes it (§2). */
  readonly abs: string;
  readonly isMulti: boolean;
  /** Binds to the HID device; the interface's own driver is usbhid. */
  readonly driver: string;
}

export const models: Readonly<Record<string, Model>> = {
  multi: {
    vendor: "04E7",
    product: "0022",
    manufacturer: "Elo TouchSystems",
    name: "TS2515 Touchscreen",
    descriptor: bytesOf(descriptorB),
    max: 32_767,
    abs: "260800000000003",
    isMulti: true,
    driver: "hid-multitouch",
  },
  single: {
    vendor: "04E7",
    product: "0009",
    manufacturer: "Elo TouchSystems",
    name: "4000U Touchscreen",
    descriptor: bytesOf(descriptorA),
    max: 4_095,
    abs: "3",
    isMulti: false,
    driver: "hid-elo",
  },
};
