/** Signs that are not seen or that turn others around: controls, marks of direction, what no standard knows. New lines stay. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;
const escaped = (sign: string): string => `\\u{${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}}`;

/** Text that a machine or a stranger wrote, with every sign of it to be seen: `\u{202e}`. */
export const foreignText = (text: string): string => text.replaceAll(unseen, escaped);

/** What came as bytes, to be read by a person. */
export interface ForeignBytes {
  /** `hex`: it is no text. */
  readonly as: "text" | "hex";
  readonly text: string;
  readonly length: number;
}

const perLine = 16;
/** Nobody reads more of what is no text. */
const mostHexBytes = 4096;

const hexLines = (bytes: Uint8Array): string => {
  const pairs = Array.from(bytes.subarray(0, mostHexBytes), (byte) => byte.toString(16).padStart(2, "0"));
  const lines = Array.from({ length: Math.ceil(pairs.length / perLine) }, (_, n) =>
    [(n * perLine).toString(16).padStart(4, "0"), ...pairs.slice(n * perLine, (n + 1) * perLine)].join(" "),
  );
  return [...lines, ...(bytes.length > mostHexBytes ? ["…"] : [])].join("\n");
};

/** Bytes in base64 as text, or in hex if they are none. Bytes that were cut off within a character are no fault of theirs. */
export const foreignBytes = (base64: string): ForeignBytes => {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const { length } = bytes;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return { as: "text", text: foreignText(text), length };
  } catch {
    return { as: "hex", text: hexLines(bytes), length }; // it is no UTF-8
  }
};
