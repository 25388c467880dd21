/** The 54 bytes of the class descriptor (USB CCID 1.1 §5.1; sheet §1), as far as this driver uses them. */
export interface ClassDescriptor {
  /** bcdCCID, e.g. `1.10`. */
  readonly version: string;
  readonly slots: number;
  readonly voltages: readonly string[];
  readonly protocols: readonly string[];
  /** The reader picks the card's voltage by itself (dwFeatures 08). */
  readonly picksVoltage: boolean;
  readonly exchange: "character" | "TPDU" | "short APDU" | "extended APDU" | "unknown";
  readonly maxMessage: number;
}

export const descriptorLength = 54;
const descriptorType = 0x21;

const bits = (value: number, names: readonly string[]): string[] => names.filter((_, i) => (value & (1 << i)) !== 0);

const exchanges: Readonly<Record<number, ClassDescriptor["exchange"]>> = {
  0: "character",
  1: "TPDU",
  2: "short APDU",
  4: "extended APDU",
};

/** Finds it among the interface's class-specific descriptors; undefined if there is none whole. */
export const parseClassDescriptor = (extra: Uint8Array): ClassDescriptor | undefined => {
  for (let at = 0; at + descriptorLength <= extra.length; at += Math.max(2, extra[at] ?? 0)) {
    if (extra[at] !== descriptorLength || extra[at + 1] !== descriptorType) continue;
    const view = new DataView(extra.buffer, extra.byteOffset + at, descriptorLength);
    const features = view.getUint32(40, true);
    const bcd = view.getUint16(2, true);
    return {
      version: `${(bcd >> 8).toString(16)}.${(bcd & 0xff).toString(16).padStart(2, "0")}`,
      slots: view.getUint8(4) + 1,
      voltages: bits(view.getUint8(5), ["5 V", "3 V", "1.8 V"]),
      protocols: bits(view.getUint32(6, true), ["T=0", "T=1"]),
      picksVoltage: (features & 0x08) !== 0,
      exchange: exchanges[(features >> 16) & 7] ?? "unknown",
      maxMessage: view.getUint32(44, true),
    };
  }
  return undefined;
};
