import { after, fieldsOf } from "./codec.ts";

/** A whole number in a range, or nothing: hostile text never becomes a value. */
const integer = (text: string | undefined, min: number, max: number): number | undefined => {
  if (text === undefined || !/^-?\d{1,9}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
};
const hexNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^[0-9a-fA-F]{1,8}$/.test(text) ? Number.parseInt(text, 16) : undefined;

/** Takes out what is not known, so that it is left out and not `undefined`. */
const known = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as never;

export interface Registration {
  /** 3GPP 27.007 §7.2, §10.1.20, §10.1.22. */
  readonly stat: number;
  readonly area?: number;
  readonly cell?: number;
  /** Access technology, `technologies` in status.ts. */
  readonly technology?: number;
}

/** The fields behind `<stat>`: area, cell, technology, and on some modems a routing area between area and cell (modem-at.md §2). */
const place = (fields: readonly string[]): Omit<Registration, "stat"> => {
  const [area, second, third, fourth] = fields;
  const behindRoutingArea = integer(fourth, 0, 100);
  return known({
    area: hexNumber(area),
    cell: hexNumber(behindRoutingArea === undefined ? second : third),
    // With four fields the third is something else (`B` in one modem's answer).
    technology: fields.length >= 4 ? behindRoutingArea : integer(third, 0, 100),
  });
};

const small = (text: string | undefined, max: number): number | undefined =>
  text !== undefined && /^\d{1,3}$/.test(text) ? integer(text, 0, max) : undefined;

/** `<n>,<stat>` is an answer, `<stat>` alone is unsolicited: both have the same prefix (§2 rule 3). */
const registrationIn = (text: string): { solicited: boolean; registration: Registration } | undefined => {
  const [first, second, ...rest] = fieldsOf(text);
  const quoted = /^[^,]*,\s*"/.test(text);
  const n = small(first, 5);
  const stat = quoted ? undefined : small(second, 11);
  if (n !== undefined && stat !== undefined) return { solicited: true, registration: { stat, ...place(rest) } };
  const alone = small(first, 11);
  if (alone === undefined) return undefined;
  return {
    solicited: false,
    registration: { stat: alone, ...place(second === undefined ? [] : [second, ...rest]) },
  };
};

/** The last line with two numbers before the result, else the last one that came unasked. */
export const registrationOf = (prefix: string, lines: readonly string[]): Registration | undefined => {
  const read = lines.flatMap((line) => registrationIn(after(prefix, line) ?? "") ?? []);
  return (read.findLast((r) => r.solicited) ?? read.at(-1))?.registration;
};

/** CSQ 0..31 is -113..-51 dBm in steps of 2, 100..191 (TD-SCDMA) is value - 216; 99 and 199 are unknown (§4). */
export const rssiOf = (csq: string): number | undefined => {
  const value = integer(fieldsOf(csq)[0], 0, 191);
  if (value === undefined || (value > 31 && value < 100)) return undefined;
  return value <= 31 ? -113 + 2 * value : value - 216;
};

/** True if the modem said in so many words that it hears nothing it could measure. */
export const isUnmeasured = (csq: string): boolean => ["99", "199"].includes(fieldsOf(csq)[0] ?? "");

/** Levels of the serving cell: rsrp in dBm, rsrq and sinr in dB. */
export interface Levels {
  readonly rsrp?: number;
  readonly rsrq?: number;
  readonly sinr?: number;
}

const levels = (rsrp: number | undefined, rsrq: number | undefined, sinr: number | undefined): Levels =>
  known({ rsrp, rsrq, sinr });

/** `+CESQ: <rxlev>,<ber>,<rscp>,<ecno>,<rsrq>,<rsrp>`; 255 is unknown (§4). */
export const levelsOfCesq = (text: string): Levels => {
  const fields = fieldsOf(text);
  const rsrq = integer(fields[4], 0, 34);
  const rsrp = integer(fields[5], 0, 97);
  return levels(
    rsrp === undefined ? undefined : -141 + rsrp,
    rsrq === undefined ? undefined : -20 + rsrq / 2,
    undefined,
  );
};

/** `+QCSQ: "LTE",<rssi>,<rsrp>,<sinr raw>,<rsrq>`: sinr in dB is raw / 5 - 20. `"NOSERVICE"`: nothing is heard. */
export const levelsOfQcsq = (text: string): Levels & { readonly noService?: true } => {
  const [technology, , rsrp, sinr, rsrq] = fieldsOf(text);
  if (technology === "NOSERVICE") return { noService: true };
  if (technology === undefined || !/LTE/.test(technology)) return {};
  const raw = integer(sinr, 0, 250);
  return levels(integer(rsrp, -141, -20), integer(rsrq, -40, 10), raw === undefined ? undefined : raw / 5 - 20);
};

export interface ServingCell extends Levels {
  /** SEARCH, LIMSRV, NOCONN, CONNECT. */
  readonly state: string;
  readonly technology?: string;
  readonly band?: number;
  readonly cell?: number;
  readonly area?: number;
}

/**
 * `+QENG: "servingcell","NOCONN","LTE","FDD",460,01,B57DE33,63,1850,3,5,5,B504,-85,-10,-54,17,38`
 *          0             1        2     3     4   5  6       7  8    9 10 11 12  13  14  15  16 17
 * Only the LTE line is read field by field (§3); absent values are `-`.
 */
export const servingCellOf = (text: string): ServingCell | undefined => {
  const fields = fieldsOf(text);
  const [head, state, technology] = fields;
  if (head !== "servingcell" || state === undefined || !/^[A-Z]{3,10}$/.test(state)) return undefined;
  if (technology !== "LTE") return { state, ...(technology ? { technology: technology.slice(0, 12) } : {}) };
  return {
    state,
    technology,
    ...known({ band: integer(fields[9], 1, 255), cell: hexNumber(fields[6]), area: hexNumber(fields[12]) }),
    ...levels(integer(fields[13], -141, -20), integer(fields[14], -40, 10), integer(fields[16], -20, 30)),
  };
};

export interface Operator {
  readonly name?: string;
  readonly technology?: number;
}

/** `+COPS: <mode>[,<format>,<operator>[,<AcT>]]`; `+COPS: 0` alone: none. */
export const operatorOf = (text: string): Operator => {
  const [, , name, technology] = fieldsOf(text);
  return known({ name: name ? name.slice(0, 24) : undefined, technology: integer(technology, 0, 100) });
};

const isNowhere = (address: string | undefined): boolean =>
  address === undefined || address === "" || /^[0.:]+$/.test(address);

/** `+CGPADDR: <cid>,"<address>"[,"<v6>"]`: has this context an address? The address itself goes no further (§4). */
export const hasAddress = (context: number, lines: readonly string[]): boolean =>
  lines.some((line) => {
    const [id, ...addresses] = fieldsOf(after("+CGPADDR:", line) ?? "");
    return id === String(context) && !addresses.every(isNowhere);
  });

/** `+QPINC: "SC",<pin tries>,<puk tries>`. */
export const pinTriesOf = (lines: readonly string[]): number | undefined => {
  const fields = lines.map((line) => fieldsOf(after("+QPINC:", line) ?? "")).find(([which]) => which === "SC");
  return integer(fields?.[1], 0, 20);
};

/** `+QNWINFO: "FDD LTE","46011","LTE BAND 3",1650`: the band in words. */
export const bandOf = (text: string): string | undefined => {
  const band = fieldsOf(text)[2];
  return band && /^[A-Z0-9 _-]{2,32}$/i.test(band) ? band : undefined;
};

/**
 * The hottest sensor in Celsius. Two layouts: `+QTEMP: 31,31,30` (EC2x), `+QTEMP: "<sensor>","<temperature>"` a line each (RM5xx). Values outside
 * -40..125, as absent sensors give them, are left out.
 */
export const temperatureOf = (lines: readonly string[]): number | undefined => {
  const values = lines.flatMap((line) =>
    fieldsOf(after("+QTEMP:", line) ?? "").flatMap((field) => integer(field, -40, 125) ?? []),
  );
  return values.length > 0 ? Math.max(...values) : undefined;
};

/** IMEI with its type (8 digits, the same for every modem of a model) and its last two: enough to tell an exchange, too little to name the subscriber's modem. */
export const maskedImei = (lines: readonly string[]): string | undefined => {
  const imei = lines
    .map((line) => line.replace(/^\+CGSN:\s*/, "").replace(/^"(.*)"$/, "$1"))
    .find((l) => /^\d{14,16}$/.test(l));
  return imei === undefined ? undefined : `${imei.slice(0, 8)}*****${imei.slice(-2)}`;
};

/** SIM number with country and issuer (6 digits) and its last four, as printed on the card's edge. */
export const maskedIccid = (lines: readonly string[]): string | undefined => {
  const text = lines.map((line) => line.replace(/^\+Q?CCID:\s*/, "").replace(/^"(.*)"$/, "$1"));
  const iccid = text.find((l) => /^\d{18,20}[fF]?$/.test(l))?.replace(/f$/i, "");
  return iccid === undefined ? undefined : `${iccid.slice(0, 6)}*********${iccid.slice(-4)}`;
};
