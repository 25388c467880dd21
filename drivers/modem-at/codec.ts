import { ascii, bytesOf } from "../wire/fields.ts";
import { type FrameRule, need } from "../wire/framer.ts";

const cr = 0x0d;
const lf = 0x0a;
/** Longest line taken, bytes; the longest of the sheet (QENG) has some 110. */
export const maxLine = 512;

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/**
 * `0D 0A 4F 4B 0D 0A`   an answer's line: <cr><lf>OK<cr><lf>
 * `41 54 0D` + `0D 0A…` an echo: the command and its <cr>, then the answer
 *
 * One frame is one line with what separates it (modem-at.md §1). There is no checksum: a line with a byte that is no text, or whose <cr> has
 * neither <lf> nor the next line behind it, is damaged and dropped.
 */
export const rule: FrameRule = (buffer) => {
  let at = 0;
  while (buffer[at] === cr || buffer[at] === lf) at++;
  while (at < buffer.length && isPrintable(buffer[at] ?? 0)) at++;
  const end = buffer[at];
  if (end === undefined) return buffer.length >= maxLine ? { skip: buffer.length } : need;
  if (end === lf) return { frame: at + 1 };
  if (end !== cr) return { skip: at + 1 };
  const next = buffer[at + 1];
  if (next === undefined) return need;
  if (next === lf) return { frame: at + 2 };
  return next === cr ? { frame: at + 1 } : { skip: at + 1 };
};

/** `AT+CSQ` as it goes over the line: the text and <cr>, nothing after it (§1). */
export const encode = (command: string): Uint8Array => bytesOf(`${command}\r`);

/** Why a modem said no. `code` is left out for a plain ERROR and for a text it is not known by. */
export interface AtError {
  readonly family: "plain" | "unsupported" | "cme" | "cms";
  readonly code?: number;
  readonly text: string;
}

export type Line =
  | { readonly kind: "ok" }
  | { readonly kind: "error"; readonly error: AtError }
  | { readonly kind: "text"; readonly text: string };

const numbered = /^\+(CME|CMS) ERROR:\s*(.*)$/;
const unsupported: ReadonlySet<string> = new Set(["COMMAND NOT SUPPORT", "NA"]);

/** What one line is: a final result, or text. `NO CARRIER` and `CONNECT` end calls, which are never made here, so they are text. Takes any bytes. */
export const decode = (frame: Uint8Array): Line => {
  const text = ascii(frame.filter((byte) => byte !== cr && byte !== lf));
  if (text === "OK") return { kind: "ok" };
  if (text === "ERROR") return { kind: "error", error: { family: "plain", text } };
  if (unsupported.has(text)) return { kind: "error", error: { family: "unsupported", text } };
  const [, family, reason] = numbered.exec(text) ?? [];
  if (family === undefined || reason === undefined) return { kind: "text", text };
  const code = /^\d{1,3}$/.test(reason) ? { code: Number(reason) } : {};
  return { kind: "error", error: { family: family === "CME" ? "cme" : "cms", ...code, text: reason } };
};

/** What follows the colon, or nothing: the line is another's. */
export const after = (prefix: string, text: string): string | undefined =>
  text.startsWith(prefix) ? text.slice(prefix.length).trim() : undefined;

/** Fields between commas, trimmed; quotes are taken off, commas inside them do not separate. */
export const fieldsOf = (text: string): string[] =>
  (text.match(/("[^"]*"|[^,"])+|(?<=,|^)(?=,|$)/g) ?? []).map((field) => field.trim().replace(/^"(.*)"$/, "$1"));

/**
 * Lines that hold nothing personal: results, states, levels. Not among them are the modem's and the SIM's numbers, addresses, access points, PINs
 * and messages.
 */
const harmless =
  /^(OK|ERROR|RDY|RING|NO CARRIER|POWERED DOWN|NORMAL POWER DOWN|COMMAND NOT SUPPORT|NA|\+CM[ES] ERROR: .{1,60}|\+(CSQ|CESQ|CREG|CGREG|CEREG|COPS|CPIN|CFUN|CMEE|CGATT|CGACT|QPINC|QCSQ|QENG|QNWINFO|QTEMP|QUSIM|USIM|QSIMSTAT|QIND|CTZV|CTZE): ?.*|AT(E[01]|V1|I|\+[A-Z]+\?|\+(CGMI|CGMM|CGMR|CGSN|CIMI|CSQ|CESQ|QCCID|QCSQ|QNWINFO|QTEMP|CGPADDR=\d+|QENG="servingcell"|CMEE=1|CFUN=[014](,1)?))?)$/;

/** May these bytes be shown? Only whole lines that hold nothing personal: a piece of a line could be a piece of a number. */
export const isShowable = (bytes: Uint8Array): boolean => {
  let at = 0;
  while (at < bytes.length) {
    const rest = bytes.subarray(at);
    const cut = rule(rest);
    // What we send ends with a bare <cr>, and so does an echo at the end of a piece.
    const length = "frame" in cut ? cut.frame : rest[rest.length - 1] === cr ? rest.length : 0;
    if (length === 0) return rest.every((byte) => byte === cr || byte === lf);
    if (!harmless.test(ascii(rest.subarray(0, length).filter((b) => b !== cr && b !== lf)))) return false;
    at += length;
  }
  return true;
};
