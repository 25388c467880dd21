import { identity, isRegistered, type Modem, statOf } from "./modem.ts";

/** Information lines and final result of one command; `final` left out: OK. */
export interface Reply {
  readonly lines?: readonly string[];
  readonly final?: string;
  /** Sent before the answer's lines, as a URC between question and answer. */
  readonly before?: string;
}

/** The answer to a command, or `undefined`: not mine. */
export type Behaviour = (modem: Modem, command: string) => Reply | undefined;

const say = (...lines: string[]): Reply => ({ lines });
const ok: Reply = {};

/** Numeric with CMEE=1, words with 2, plain ERROR with 0 (modem-at.md §1). */
const cme = ({ now }: Modem, code: number, text: string): Reply => {
  const byLevel = ["ERROR", `+CME ERROR: ${code}`, `+CME ERROR: ${text}`];
  return { final: byLevel[now.cmee] ?? "ERROR" };
};

const simTrouble = (modem: Modem): Reply | undefined => {
  const has = (fault: string) => modem.faults.has(fault);
  if (has("simMissing") || !modem.world.simIn) return cme(modem, 10, "SIM not inserted");
  if (has("simFailure")) return cme(modem, 13, "SIM failure");
  if (has("simBusy")) return cme(modem, 14, "SIM busy");
  if (has("simWrong")) return cme(modem, 15, "SIM wrong");
  return undefined;
};

const pinWanted = (modem: Modem): string | undefined => {
  if (modem.faults.has("pukAsked") || modem.pinTries === 0) return "SIM PUK";
  if (modem.faults.has("networkLocked")) return "PH-NET PIN";
  const asks = modem.faults.has("pinAsked") || modem.pin !== "";
  return asks && !modem.now.unlocked ? "SIM PIN" : undefined;
};

const settings: Behaviour = (modem, command) => {
  const { now } = modem;
  if (command === "AT") return ok;
  if (/^ATE[01]$/.test(command)) now.echo = command === "ATE1";
  else if (/^ATV[01]$/.test(command)) now.verbose = command === "ATV1";
  else if (/^AT\+CMEE=[012]$/.test(command)) now.cmee = Number(command.at(-1));
  else if (command === "AT+CMEE?") return say(`+CMEE: ${now.cmee}`);
  else return undefined;
  return ok;
};

const who: Behaviour = (modem, command) => {
  const { maker, model, firmware, imei, imsi, iccid } = identity;
  if (command === "ATI") return say(maker, model, `Revision: ${firmware}`);
  if (command === "AT+CGMI") return say(maker);
  if (command === "AT+CGMM") return say(model);
  if (command === "AT+CGMR") return say(firmware);
  if (command === "AT+CGSN") return say(imei);
  if (command !== "AT+CIMI" && command !== "AT+QCCID") return undefined;
  return simTrouble(modem) ?? say(command === "AT+CIMI" ? imsi : `+QCCID: ${iccid}`);
};

const sim: Behaviour = (modem, command) => {
  if (command === "AT+QPINC?" && modem.countsTries)
    return simTrouble(modem) ?? say(`+QPINC: "SC",${modem.pinTries},10`);
  if (command === "AT+CPIN?") return simTrouble(modem) ?? say(`+CPIN: ${pinWanted(modem) ?? "READY"}`);
  const [, given] = /^AT\+CPIN="?(\d{4,8})"?$/.exec(command) ?? [];
  if (given === undefined) return undefined;
  if (pinWanted(modem) !== "SIM PIN") return cme(modem, 3, "operation not allowed");
  if (given === modem.pin) {
    modem.now.unlocked = true;
    modem.pinTries = 3;
    return ok;
  }
  modem.pinTries -= 1;
  return cme(modem, 16, "incorrect password");
};

/** Full function again after 0 or 4 keeps the settings; 1,1 starts anew. */
const radio: Behaviour = (modem, command) => {
  const cfun = modem.faults.has("radioOff") ? 4 : modem.now.cfun;
  if (command === "AT+CFUN?") return say(`+CFUN: ${cfun}`);
  const [, value, anew] = /^AT\+CFUN=([014])(,1)?$/.exec(command) ?? [];
  if (value === undefined) return undefined;
  if (anew) modem.restart();
  else modem.now.cfun = Number(value);
  return ok;
};

const broken: Behaviour = (modem, command) =>
  modem.faults.has("phoneFailure") && /^AT\+(CSQ|C[GE]?REG|COPS|CGPADDR|CESQ)/.test(command)
    ? cme(modem, 0, "phone failure")
    : undefined;

const registration: Behaviour = (modem, command) => {
  const [, domain] = /^AT\+(C[GE]?REG)\?$/.exec(command) ?? [];
  if (domain === undefined) return undefined;
  const reply = say(`+${domain}: 0,${statOf(modem)}`);
  return modem.chatty ? { ...reply, before: `+${domain}: 2` } : reply;
};

const operator: Behaviour = (modem, command) => {
  if (command !== "AT+COPS?") return undefined;
  const { operator: name, technology } = modem.world;
  return say(isRegistered(modem) ? `+COPS: 0,0,"${name}",${technology}` : "+COPS: 0");
};

const addresses: Behaviour = (modem, command) => {
  const [, context] = /^AT\+CGPADDR(?:=(\d+))?$/.exec(command) ?? [];
  if (!command.startsWith("AT+CGPADDR")) return undefined;
  if (context !== undefined && context !== "1") return ok;
  const { address } = modem.world;
  if (modem.faults.has("noAddress")) return say('+CGPADDR: 1,"0.0.0.0"');
  return say(isRegistered(modem) && address !== "" ? `+CGPADDR: 1,"${address}"` : "+CGPADDR: 1");
};

/** Levels as they are received now; `undefined`: nothing is heard. */
const levelsOf = ({ world, faults: active, now }: Modem) => {
  if (active.has("noSignal") || active.has("radioOff") || now.cfun !== 1 || world.rssi === 99) return undefined;
  if (active.has("weakSignal")) return { rssi: 4, rsrp: -118, rsrq: -16, sinr: -3 };
  const { rssi, rsrp, rsrq, sinr } = world;
  return { rssi, rsrp, rsrq, sinr };
};

const signal: Behaviour = (modem, command) => {
  const levels = levelsOf(modem);
  if (command === "AT+CSQ") return say(`+CSQ: ${levels?.rssi ?? 99},99`);
  if (command !== "AT+CESQ") return undefined;
  // Top of the scale is 97 and 34 (modem-at.md §4).
  const rsrp = levels ? levels.rsrp + 141 : 255;
  const rsrq = levels ? (levels.rsrq + 20) * 2 : 255;
  return say(`+CESQ: 99,99,255,255,${rsrq},${rsrp}`);
};

/** Quectel's own commands; on another make they are unknown. */
const vendor: Behaviour = (modem, command) => {
  if (modem.vendor !== "quectel") return undefined;
  const levels = levelsOf(modem);
  const registered = isRegistered(modem);
  if (command === "AT+QTEMP") return say("+QTEMP: 38,36,35");
  if (command === "AT+QNWINFO")
    return say(registered ? '+QNWINFO: "FDD LTE","46001","LTE BAND 3",1850' : "+QNWINFO: No Service");
  if (command === "AT+QCSQ")
    return say(
      levels && registered
        ? `+QCSQ: "LTE",${-113 + 2 * levels.rssi},${levels.rsrp},${(levels.sinr + 20) * 5},${levels.rsrq}`
        : '+QCSQ: "NOSERVICE"',
    );
  if (command !== 'AT+QENG="servingcell"') return undefined;
  if (!levels) return say('+QENG: "servingcell","SEARCH"');
  const place = '"LTE","FDD",460,01,B57DE33,63,1850,3,5,5,B504';
  const heard = `${levels.rsrp},${levels.rsrq},${-113 + 2 * levels.rssi + 13},${levels.sinr},38`;
  return say(`+QENG: "servingcell","${registered ? "NOCONN" : "LIMSRV"}",${place},${heard}`);
};

const unknownCommand: Behaviour = () => ({ final: "ERROR" });

export const behaviours: readonly Behaviour[] = [
  settings,
  who,
  sim,
  radio,
  broken,
  registration,
  operator,
  addresses,
  signal,
  vendor,
  unknownCommand,
];
