/** One question: what is sent, what its information lines begin with, and the vendor's longest answer time (modem-at.md §3). */
export interface Ask {
  readonly text: string;
  /** Prefix of its own lines; `""`: lines without a prefix, of which nothing else is known. Left out: it has none. */
  readonly prefix?: string;
  /**
   * Must come with a line of its own before OK. An OK without one then ends another question, one that was given up: it is passed over.
   */
  readonly needsLine?: boolean;
  readonly limitMs: number;
}

/** Added to the vendor's limit (§3). */
export const graceMs = 200;

const quick = 300;
const line = (text: string, prefix: string, limitMs = quick): Ask => ({ text, prefix, needsLine: true, limitMs });
const plain = (text: string, limitMs = quick): Ask => ({ text, limitMs });

export const asks = {
  attention: plain("AT", 1000 - graceMs),
  noEcho: plain("ATE0"),
  words: plain("ATV1"),
  numbers: plain("AT+CMEE=1"),
  /** Its answer cannot be mistaken for another's, and it tells whether the settings above still hold. */
  settings: line("AT+CMEE?", "+CMEE:", 1000 - graceMs),
  maker: line("AT+CGMI", ""),
  model: line("AT+CGMM", ""),
  firmware: line("AT+CGMR", ""),
  imei: line("AT+CGSN", ""),
  sim: line("AT+CPIN?", "+CPIN:", 5_000),
  pinTries: line("AT+QPINC?", "+QPINC:"),
  iccid: line("AT+QCCID", "+QCCID:"),
  radio: line("AT+CFUN?", "+CFUN:"),
  signal: line("AT+CSQ", "+CSQ:"),
  extendedSignal: line("AT+CESQ", "+CESQ:"),
  vendorSignal: line("AT+QCSQ", "+QCSQ:"),
  servingCell: line('AT+QENG="servingcell"', "+QENG:"),
  network: line("AT+QNWINFO", "+QNWINFO:"),
  temperature: line("AT+QTEMP", "+QTEMP:"),
  circuit: line("AT+CREG?", "+CREG:"),
  packet: line("AT+CGREG?", "+CGREG:"),
  lte: line("AT+CEREG?", "+CEREG:"),
  /** 180 s at worst, normally 1 s (§3): a poll does not wait for the worst. */
  operator: line("AT+COPS?", "+COPS:", 5_000),
  radioOff: plain("AT+CFUN=4", 15_000),
  radioOn: plain("AT+CFUN=1", 15_000),
  restart: plain("AT+CFUN=1,1", 15_000),
} as const satisfies Record<string, Ask>;
export type AskName = keyof typeof asks;

/** A context without an address may be answered by OK alone. */
export const addressOf = (context: number): Ask => ({
  text: `AT+CGPADDR=${context}`,
  prefix: "+CGPADDR:",
  limitMs: quick,
});

/** Sent only where the settings have a PIN, and once: three wrong ones block the SIM (§3). */
export const unlock = (pin: string): Ask => plain(`AT+CPIN="${pin}"`, 5_000);
