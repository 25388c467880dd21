/** The radio world around the modem, and its SIM, as they are now. */
export interface World {
  /** CSQ value 0..31, 99. */
  rssi: number;
  rsrp: number;
  rsrq: number;
  sinr: number;
  /** 27.007 registration status. */
  stat: number;
  operator: string;
  /** 7 LTE, 2 UTRAN, 0 GSM. */
  technology: number;
  address: string;
  simIn: boolean;
}

export const usual = (): World => ({
  rssi: 23,
  rsrp: -85,
  rsrq: -10,
  sinr: 17,
  stat: 1,
  operator: "CHN-UNICOM",
  technology: 7,
  address: "10.9.146.175",
  simIn: true,
});

/** What a power cut forgets. */
export interface Volatile {
  echo: boolean;
  verbose: boolean;
  cmee: number;
  cfun: number;
  /** The PIN was given since power-on. */
  unlocked: boolean;
}
export const atPowerOn = (): Volatile => ({ echo: true, verbose: true, cmee: 0, cfun: 1, unlocked: false });

/** Numbers made up for this simulator; the IMEI's type is that of no sold modem. */
export const identity = {
  maker: "Quectel",
  model: "EC25",
  firmware: "EC25EFAR06A01M4G",
  imei: "001010123456788",
  imsi: "460011234567890",
  iccid: "89860112345678901234",
} as const;

export interface Modem {
  readonly vendor: "quectel" | "plain";
  /** Empty: the SIM asks for none. */
  readonly pin: string;
  readonly chatty: boolean;
  /** Knows QPINC. */
  readonly countsTries: boolean;
  readonly faults: ReadonlySet<string>;
  readonly world: World;
  readonly now: Volatile;
  pinTries: number;
  restart(): void;
}

export const faults = [
  { name: "simMissing", text: "no SIM in the slot: CME 10" },
  { name: "pinAsked", text: "the SIM asks for its PIN" },
  { name: "pukAsked", text: "the SIM is blocked and asks for its PUK" },
  { name: "networkLocked", text: "the modem is locked to another network: PH-NET PIN" },
  { name: "simFailure", text: "SIM failure: CME 13" },
  { name: "simBusy", text: "SIM busy: CME 14" },
  { name: "simWrong", text: "SIM wrong: CME 15" },
  { name: "searching", text: "no network found, searching (stat 2)" },
  { name: "denied", text: "the network denies registration (stat 3)" },
  { name: "notRegistered", text: "not registered, not searching (stat 0)" },
  { name: "emergencyOnly", text: "emergency calls only (stat 8)" },
  { name: "smsOnly", text: "home network, SMS only (stat 6)" },
  { name: "noSignal", text: "antenna off: CSQ 99,99, QENG SEARCH" },
  { name: "weakSignal", text: "CSQ 4, RSRP -118, SINR -3" },
  { name: "noAddress", text: "registered, but the data context has no address" },
  { name: "radioOff", text: "somebody switched the radio off (CFUN 4)" },
  { name: "phoneFailure", text: "every question about the network ends with CME 0" },
  { name: "noAnswer", text: "hung: the port is there, the modem says nothing" },
] as const;

export const actions = [
  { name: "removeSim", text: "pull the SIM out while running: QSIMSTAT 1,0" },
  { name: "insertSim", text: "put a SIM in: QSIMSTAT 1,1" },
  { name: "restart", text: "the modem starts anew by itself: silence, then RDY and its followers" },
  { name: "loseContext", text: "the network ends the data connection: CGEV NW DEACT" },
  { name: "regainContext", text: "the data connection is back" },
  { name: "roam", text: "registered with a foreign operator: {operator}, default HOME-ABROAD" },
  { name: "setSignal", text: "{rssi} 0..31 or 99, {rsrp} dBm, {sinr} dB" },
] as const;

const stats: Readonly<Record<string, number>> = {
  searching: 2,
  noSignal: 2,
  denied: 3,
  notRegistered: 0,
  emergencyOnly: 8,
  smsOnly: 6,
  simMissing: 8,
  pinAsked: 8,
  pukAsked: 8,
  simFailure: 0,
};

/** Registration status with everything that is wrong. */
export const statOf = ({ faults: active, now, world }: Modem): number => {
  if (now.cfun !== 1 || active.has("radioOff")) return 0;
  if (!world.simIn) return 8;
  for (const [fault, stat] of Object.entries(stats)) if (active.has(fault)) return stat;
  return world.stat;
};

export const isRegistered = (modem: Modem): boolean => [1, 5].includes(statOf(modem));
