/** What a module knows when a good request for it has come. */
export interface Module {
  readonly inputs: readonly boolean[];
  readonly start: number;
  /** Exception it answers to everything, by an injected fault. */
  readonly refuses: number | undefined;
}

/** Body of an answer without unit id and CRC, or `undefined`: not mine. */
export type Behaviour = (module: Module, fn: number, data: Uint8Array) => number[] | undefined;

const exception = (fn: number, code: number): number[] => [fn | 0x80, code];
const word = (data: Uint8Array, at: number): number => (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);

const pack = (bits: readonly boolean[]): number[] => {
  const bytes = Array.from({ length: Math.ceil(bits.length / 8) }, () => 0);
  bits.forEach((bit, i) => {
    if (bit) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (1 << (i & 7));
  });
  return bytes;
};

const refuse: Behaviour = ({ refuses }, fn) => (refuses === undefined ? undefined : exception(fn, refuses));

/** Modbus order of checks: the quantity first (03), then the address (02) (cash-box.md §7.3). */
const readInputs: Behaviour = ({ inputs, start }, fn, data) => {
  if (fn !== 0x02) return undefined;
  const first = word(data, 0) - start;
  const count = word(data, 2);
  if (count < 1 || count > 2000) return exception(fn, 0x03);
  if (first < 0 || first + count > inputs.length) return exception(fn, 0x02);
  const bytes = pack(inputs.slice(first, first + count));
  return [fn, bytes.length, ...bytes];
};

const unknownFunction: Behaviour = (_module, fn) => exception(fn, 0x01);

export const behaviours: readonly Behaviour[] = [refuse, readInputs, unknownFunction];
