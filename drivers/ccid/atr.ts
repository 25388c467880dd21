/** What may be said of an answer to reset: never a byte of it (S7, README). */
export interface AtrVerdict {
  readonly valid: boolean;
  readonly protocols: readonly string[];
  readonly checkByte: "ok" | "wrong" | "none";
}

const maxLength = 33;
const invalid: AtrVerdict = { valid: false, protocols: [], checkByte: "none" };

/** ISO/IEC 7816-3 §8; sheet §4. TS, T0, the groups TAi..TDi that the high nibbles announce, historical bytes, and TCK if any protocol but T=0 is named. */
export const judgeAtr = (atr: Uint8Array): AtrVerdict => {
  const [ts, t0] = atr;
  if (atr.length < 2 || atr.length > maxLength || t0 === undefined || (ts !== 0x3b && ts !== 0x3f)) return invalid;
  const protocols: number[] = [];
  let at = 2;
  let announced: number | undefined = t0 >> 4;
  while (announced !== undefined) {
    const hasTd: boolean = (announced & 8) !== 0;
    at += [1, 2, 4].filter((bit) => ((announced ?? 0) & bit) !== 0).length;
    const td: number | undefined = hasTd ? atr[at++] : undefined;
    if (hasTd && td === undefined) return invalid;
    if (td !== undefined) protocols.push(td & 0x0f);
    announced = td === undefined ? undefined : td >> 4;
  }
  const hasCheck = protocols.some((p) => p !== 0);
  const length = at + (t0 & 0x0f) + (hasCheck ? 1 : 0);
  if (length !== atr.length) return invalid;
  const named = protocols.length === 0 ? [0] : protocols.filter((p) => p !== 15); // T=15 is no protocol, but global bytes
  const sum = atr.subarray(1).reduce((xor, byte) => xor ^ byte, 0);
  // Some cards in the field have a wrong TCK: said, and not held against the reader.
  const checkByte = !hasCheck ? "none" : sum === 0 ? "ok" : "wrong";
  return { valid: true, protocols: [...new Set(named)].map((p) => `T=${p}`), checkByte };
};
