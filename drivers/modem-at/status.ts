import type { DeviceCode } from "../api.ts";
import type { AtError } from "./codec.ts";

/** What a code says of one component. */
export interface Said {
  readonly component: "modem" | "sim" | "registration" | "signal" | "dataSession" | "radio";
  readonly state: string;
}

interface Entry {
  readonly text: string;
  readonly says?: Said;
  /** The modem does not know the command: it is not asked again. */
  readonly unsupported?: true;
}

const entry = (text: string, component?: Said["component"], state?: string): Entry =>
  component && state ? { text, says: { component, state } } : { text };

/** Registration status of CREG, CGREG, CEREG (modem-at.md §4). `data`: packet data is possible. */
export interface RegistrationMeaning {
  readonly state: "registered" | "searching" | "denied" | "notRegistered" | "restricted" | "unknown";
  readonly text: string;
  readonly data: boolean;
}
const registration = (state: RegistrationMeaning["state"], text: string, data = false): RegistrationMeaning => ({
  state,
  text,
  data,
});
export const registrations: Readonly<Record<number, RegistrationMeaning>> = {
  0: registration("notRegistered", "not registered, not searching"),
  1: registration("registered", "home", true),
  2: registration("searching", "searching"),
  3: registration("denied", "denied"),
  4: registration("unknown", "unknown"),
  5: registration("registered", "roaming", true),
  6: registration("restricted", "home, SMS only"),
  7: registration("restricted", "roaming, SMS only"),
  8: registration("restricted", "emergency only"),
  9: registration("registered", "home, CSFB not preferred", true),
  10: registration("registered", "roaming, CSFB not preferred", true),
  11: registration("restricted", "restricted local service"),
};
export const meaningOfRegistration = (stat: number): RegistrationMeaning =>
  registrations[stat] ?? registration("unknown", `status ${stat} is in no table`);

/** Access technology (§4). */
export const technologies: Readonly<Record<number, string>> = {
  0: "GSM",
  1: "GSM compact",
  2: "UTRAN",
  3: "EDGE",
  4: "HSDPA",
  5: "HSUPA",
  6: "HSPA",
  7: "LTE",
  8: "EC-GSM-IoT",
  9: "NB-IoT",
  10: "LTE on 5G core",
  11: "NR on 5G core",
  12: "NG-RAN",
  13: "LTE+NR",
  100: "CDMA",
};

/** CPIN codes (§4). PIN2 and PUK2 guard the phone book only: data does not need them. */
export const simCodes: Readonly<Record<string, "ok" | "locked" | "blocked" | "inoperative">> = {
  READY: "ok",
  "SIM PIN": "locked",
  "SIM PUK": "blocked",
  "SIM PIN2": "ok",
  "SIM PUK2": "ok",
  "PH-SIM PIN": "locked",
  "PH-FSIM PIN": "locked",
  "PH-FSIM PUK": "blocked",
  "PH-NET PIN": "locked",
  "PH-NET PUK": "blocked",
  "PH-NETSUB PIN": "locked",
  "PH-NETSUB PUK": "blocked",
  "PH-SP PIN": "locked",
  "PH-SP PUK": "blocked",
  "PH-CORP PIN": "locked",
  "PH-CORP PUK": "blocked",
  "NOT READY": "inoperative",
};

/** CFUN (§4). */
export const radioCodes: Readonly<Record<string, "on" | "off">> = { "0": "off", "1": "on", "4": "off" };

/** CME errors (§4; 27.007 §9.2). What only refuses one command says nothing of a component. */
export const cmeErrors: Readonly<Record<number, Entry>> = {
  0: entry("phone failure", "modem", "inoperative"),
  1: entry("no connection"),
  2: entry("link reserved"),
  3: entry("operation not allowed"),
  4: { text: "operation not supported", unsupported: true },
  5: entry("PH-SIM PIN required", "sim", "locked"),
  6: entry("PH-FSIM PIN required", "sim", "locked"),
  7: entry("PH-FSIM PUK required", "sim", "blocked"),
  10: entry("SIM not inserted", "sim", "notPresent"),
  11: entry("SIM PIN required", "sim", "locked"),
  12: entry("SIM PUK required", "sim", "blocked"),
  13: entry("SIM failure", "sim", "inoperative"),
  14: entry("SIM busy", "sim", "inoperative"),
  15: entry("SIM wrong", "sim", "inoperative"),
  16: entry("incorrect password"),
  17: entry("SIM PIN2 required"),
  18: entry("SIM PUK2 required"),
  20: entry("memory full"),
  21: entry("invalid index"),
  22: entry("not found"),
  23: entry("memory failure"),
  24: entry("text string too long"),
  25: entry("invalid characters in text string"),
  26: entry("dial string too long"),
  27: entry("invalid characters in dial string"),
  30: entry("no network service", "registration", "notRegistered"),
  31: entry("network timeout"),
  32: entry("network not allowed, emergency calls only", "registration", "restricted"),
  40: entry("network personalization PIN required", "sim", "locked"),
  41: entry("network personalization PUK required", "sim", "blocked"),
  42: entry("network subset personalization PIN required", "sim", "locked"),
  43: entry("network subset personalization PUK required", "sim", "blocked"),
  44: entry("service provider personalization PIN required", "sim", "locked"),
  45: entry("service provider personalization PUK required", "sim", "blocked"),
  46: entry("corporate personalization PIN required", "sim", "locked"),
  47: entry("corporate personalization PUK required", "sim", "blocked"),
  48: entry("hidden key required"),
  49: entry("EAP method not supported"),
  50: entry("incorrect parameters"),
  51: entry("command disabled"),
  52: entry("command aborted"),
  53: entry("not attached, restricted", "registration", "restricted"),
  54: entry("not allowed, emergency only", "registration", "restricted"),
  55: entry("not allowed, restricted", "registration", "restricted"),
  56: entry("fixed dial numbers only"),
  57: entry("temporarily out of service"),
  58: entry("language not supported"),
  59: entry("unexpected data value"),
  60: entry("system failure", "modem", "inoperative"),
  61: entry("data missing"),
  62: entry("call barred"),
  63: entry("message waiting indication failure"),
  100: entry("unknown"),
  102: entry("IMSI unknown in HSS", "registration", "denied"),
  103: entry("illegal MS", "registration", "denied"),
  104: entry("IMSI unknown in VLR", "registration", "denied"),
  105: entry("IMEI not accepted", "registration", "denied"),
  106: entry("illegal ME", "registration", "denied"),
  107: entry("packet services not allowed", "registration", "denied"),
  108: entry("packet and other services not allowed", "registration", "denied"),
  109: entry("identity cannot be derived by the network", "registration", "denied"),
  110: entry("implicitly detached", "registration", "notRegistered"),
  111: entry("PLMN not allowed", "registration", "denied"),
  112: entry("area not allowed", "registration", "denied"),
  113: entry("roaming not allowed here", "registration", "denied"),
  114: entry("packet services not allowed in this PLMN", "registration", "denied"),
  115: entry("no suitable cells in area", "signal", "none"),
  116: entry("MSC not reachable"),
  117: entry("network failure at attach"),
  118: entry("circuit-switched domain unavailable"),
  119: entry("ESM failure", "dataSession", "inactive"),
  122: entry("congestion", "dataSession", "inactive"),
  126: entry("insufficient resources", "dataSession", "inactive"),
  127: entry("missing or unknown APN", "dataSession", "inactive"),
  128: entry("unknown PDP address or type", "dataSession", "inactive"),
  129: entry("user authentication failed", "dataSession", "inactive"),
  130: entry("rejected by the gateway", "dataSession", "inactive"),
  131: entry("activation rejected, unspecified", "dataSession", "inactive"),
  132: entry("service option not supported", "dataSession", "inactive"),
  133: entry("service option not subscribed", "dataSession", "inactive"),
  134: entry("service option temporarily out of order", "dataSession", "inactive"),
  148: entry("unspecified GPRS error", "dataSession", "inactive"),
  149: entry("PDP authentication failure", "dataSession", "inactive"),
  150: entry("invalid mobile class"),
  171: entry("last PDN disconnection not allowed"),
  176: entry("unspecified protocol error"),
  177: entry("operator determined barring", "registration", "denied"),
  178: entry("too many contexts", "dataSession", "inactive"),
  179: entry("APN not supported", "dataSession", "inactive"),
};

/** CMS errors (§4). */
export const cmsErrors: Readonly<Record<number, Entry>> = {
  300: entry("ME failure", "modem", "inoperative"),
  302: entry("operation not allowed"),
  303: { text: "operation not supported", unsupported: true },
  310: entry("SIM not inserted", "sim", "notPresent"),
  311: entry("SIM PIN required", "sim", "locked"),
  313: entry("SIM failure", "sim", "inoperative"),
  330: entry("SMSC address unknown"),
  331: entry("no network service", "registration", "notRegistered"),
  332: entry("network timeout"),
  500: entry("unknown error"),
};

const byText = new Map(Object.entries(cmeErrors).map(([code, { text }]) => [text.toLowerCase(), Number(code)]));

const tableOf = ({ family }: AtError): Readonly<Record<number, Entry>> => (family === "cms" ? cmsErrors : cmeErrors);

/** Its number, also where the modem says it in words (CMEE=2). */
const codeOf = (error: AtError): number | undefined =>
  error.code ?? (error.family === "cme" ? byText.get(error.text.toLowerCase()) : undefined);

/** `CME 10`, `CMS 310`, `ERROR`. */
export const nameOf = (error: AtError): string => {
  const code = codeOf(error);
  if (error.family === "plain" || error.family === "unsupported") return error.text.slice(0, 40);
  return `${error.family.toUpperCase()} ${code ?? error.text.slice(0, 40)}`;
};

/** What an error means. One in no table says nothing of any component. */
export const meaningOfError = (error: AtError): Entry => {
  if (error.family === "plain" || error.family === "unsupported")
    return { text: "the modem does not know this command", unsupported: true };
  const code = codeOf(error);
  return (code === undefined ? undefined : tableOf(error)[code]) ?? { text: `error in no table: ${nameOf(error)}` };
};

/** Lines that come unasked and mean something (§2); the others are passed over. */
export interface Unsolicited {
  readonly pattern: RegExp;
  readonly text: string;
  /** Poll at once. */
  readonly changes: boolean;
  readonly event?: string;
  /** The modem has started anew: its settings are lost. */
  readonly restart?: true;
}
export const unsolicited: readonly Unsolicited[] = [
  { pattern: /^RDY$/, text: "the modem has started anew", changes: true, restart: true },
  { pattern: /^\+CPIN:/, text: "the SIM's state changed", changes: true },
  { pattern: /^\+Q?USIM:/, text: "the SIM's type was found", changes: false },
  { pattern: /^\+QSIMSTAT: ?[01],0$/, text: "the SIM was taken out", changes: true, event: "simRemoved" },
  { pattern: /^\+QSIMSTAT: ?[01],1$/, text: "a SIM was put in", changes: true, event: "simInserted" },
  { pattern: /^\+C[GE]?REG:/, text: "the registration changed", changes: true },
  {
    pattern: /^\+CGEV: ?(NW|ME) (PDN )?(DEACT|DETACH)/,
    text: "the data connection was ended",
    changes: true,
    event: "dataSessionLost",
  },
  { pattern: /^\+CGEV: ?NW REACT/, text: "the data connection is built up again", changes: true },
  {
    pattern: /^(NORMAL POWER DOWN|POWERED DOWN)$/,
    text: "the modem switches itself off",
    changes: true,
    event: "modemPoweredDown",
  },
];

const said = (says: Said | undefined): { component: string; state: string } | { refusal: string } =>
  says ? { component: says.component, state: says.state } : { refusal: "refused" };

/** Every code of the sheet, from the tables above. */
export const codes: readonly DeviceCode[] = [
  ...Object.entries(simCodes).map(([code, state]) => ({ code: `CPIN ${code}`, text: code, component: "sim", state })),
  ...Object.entries(registrations).map(([stat, { text, state }]) => ({
    code: `CREG, CGREG, CEREG ${stat}`,
    text,
    component: "registration",
    state,
  })),
  ...Object.entries(radioCodes).map(([code, state]) => ({
    code: `CFUN ${code}`,
    text: { "0": "minimum", "1": "full", "4": "radio off" }[code] ?? "",
    component: "radio",
    state,
  })),
  { code: "CSQ 0..9", text: "weak signal", component: "signal", state: "weak" },
  { code: "CSQ 99, QCSQ NOSERVICE, QENG SEARCH", text: "no signal", component: "signal", state: "none" },
  { code: "CGPADDR without address", text: "no address", component: "dataSession", state: "inactive" },
  { code: "RDY", text: "started anew without having been asked", component: "power", state: "restarted" },
  ...Object.entries(cmeErrors).map(([code, { text, says }]) => ({ code: `CME ${code}`, text, ...said(says) })),
  ...Object.entries(cmsErrors).map(([code, { text, says }]) => ({ code: `CMS ${code}`, text, ...said(says) })),
  { code: "ERROR", text: "command not known or not possible", refusal: "refused" },
  { code: "RDY", text: "started anew without having been asked", event: "modemRestarted" },
  { code: "PIN of the settings taken", text: "the SIM took the PIN of the settings", event: "simUnlocked" },
  { code: "COPS with another name", text: "registered with another operator", event: "operatorChanged" },
  { code: "CFUN 1,1 while cut off", text: "restarted by this driver", event: "modemRestartedWhenCutOff" },
  { code: "none", text: "a restart would cut the terminal's own way to the broker", refusal: "cutsOwnLink" },
  { code: "no answer after CFUN 1,1", text: "did not come back in time", refusal: "notReady" },
  { code: "selfTest", text: "a part is not as it should be", refusal: "deviceFault" },
  ...unsolicited.flatMap(({ event, text, pattern }) => (event ? [{ code: pattern.source, text, event }] : [])),
];
