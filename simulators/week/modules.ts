import type { CommandDescriptor, DeviceClass, DeviceHealth } from "../../contract/index.ts";

/** A module of a kiosk as its agent announces and reports it. */
export interface Module {
  readonly device: string;
  readonly deviceClass: DeviceClass;
  readonly driver: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly firmware?: string;
  /** It tells a serial number, which begins so. */
  readonly serial?: string;
  readonly commands: readonly CommandDescriptor[];
  /** Its components where nothing is wrong. */
  readonly good: Readonly<Record<string, string>>;
  /** What the device itself says of a component in its good state; `{carrier}` is the terminal's. */
  readonly vendorCodes?: Readonly<Record<string, string>>;
  /** What it measures at the beginning of the week. */
  readonly measures: Readonly<Record<string, number>>;
}

const command = (
  name: string,
  disturbs: CommandDescriptor["disturbs"],
  title: string,
  resets = false,
): CommandDescriptor => ({
  name,
  title,
  disturbs,
  automatic: true,
  resets,
  timeoutMs: 60_000,
  args: { type: "object", properties: {}, additionalProperties: false },
});
const reopenPort = command("reopenPort", "device", "Open the port anew", true);
const selfTest = command("selfTest", "nothing", "Self-test");
const reset = command("reset", "device", "Reset", true);

/** A ticket machine, module by module. */
export const modules: readonly Module[] = [
  {
    device: "cash",
    deviceClass: "cashAcceptor",
    driver: "ccnet",
    manufacturer: "CashCode",
    model: "SM-2073",
    firmware: "RU1356",
    serial: "CC",
    commands: [reset, selfTest, reopenPort],
    good: {
      banknoteReader: "ok",
      transport: "ok",
      stacker: "ok",
      cashBox: "ok",
      acceptor: "enabled",
      security: "ok",
      cover: "closed",
    },
    measures: { notesStacked: 212_000, notesRejected: 4_100, cashBoxFill: 20 },
  },
  {
    device: "reader",
    deviceClass: "cardReader",
    driver: "crt571",
    manufacturer: "Creator",
    model: "CRT-571",
    firmware: "V3.08",
    serial: "CR",
    commands: [command("initialize", "device", "Initialise", true), selfTest, reopenPort],
    good: { media: "notPresent", transport: "ok", chipModule: "ok", sensors: "ok", retainBin: "ok" },
    measures: { cardInsertions: 88_000 },
  },
  {
    device: "printer",
    deviceClass: "printer",
    driver: "escpos",
    manufacturer: "Custom",
    model: "VKP80III",
    firmware: "3.01",
    serial: "PR",
    commands: [
      command("recover", "device", "Leave a recoverable error"),
      command("testPrint", "device", "Print a test"),
      selfTest,
      reopenPort,
    ],
    good: { paper: "full", media: "notPresent", cover: "closed", cutter: "ok", head: "ok", mechanism: "ok" },
    measures: { cuts: 610_000, linesFed: 7_320_000, paperPrinted: 2_300_000 },
  },
  {
    device: "ups",
    deviceClass: "powerSupply",
    driver: "megatec",
    manufacturer: "Santak",
    model: "TG500",
    firmware: "2.1",
    commands: [command("readStatus", "nothing", "Read the status"), selfTest, reopenPort],
    good: { utility: "ok", battery: "ok", output: "on", ups: "ok", load: "ok" },
    measures: { inputVoltage: 229, outputLoad: 34, batteryCharge: 100, batteryAge: 420 },
  },
  {
    device: "modem",
    deviceClass: "network",
    driver: "modem-at",
    manufacturer: "Quectel",
    model: "EC20",
    firmware: "EC20CEFAR06A03",
    serial: "86",
    commands: [command("checkNow", "nothing", "Look at once"), reopenPort],
    good: { modem: "ok", radio: "on", sim: "ok", registration: "registered", signal: "ok", dataSession: "active" },
    vendorCodes: { registration: "CEREG 1: home, LTE, {carrier}" },
    measures: {},
  },
  {
    device: "cabinet",
    deviceClass: "cabinet",
    driver: "modbus-inputs",
    commands: [command("readInputs", "nothing", "Read the contacts"), reopenPort],
    good: {
      outerDoor: "closed",
      cashBoxDoor: "closed",
      lock: "bolted",
      cashBoxSeat: "inPosition",
      operatorSwitch: "run",
      wiring: "ok",
      module: "ok",
    },
    measures: { doorOpenings: 61 },
  },
  {
    device: "host",
    deviceClass: "host",
    driver: "host",
    commands: [],
    good: { processor: "ok", memory: "ok", storage: "ok", temperature: "ok", clock: "ok", network: "ok", outbox: "ok" },
    measures: { processorLoad: 12, memoryUsed: 41, storageUsed: 37, temperature: 44 },
  },
];

/** Something that is wrong with a module until a command, a person or the world puts it right. */
export interface Trouble {
  readonly device: string;
  readonly states?: Readonly<Record<string, string>>;
  readonly measures?: Readonly<Record<string, number>>;
  readonly availability?: DeviceHealth["availability"];
  readonly because?: DeviceHealth["because"];
  /** This command of the module puts it right; no other does. */
  readonly curedBy?: string;
  /** Sales of this kind fail meanwhile, with this cause. */
  readonly fails?: { readonly kind: "cash" | "card"; readonly cause: string };
}

export const troubles = {
  noteJam: {
    device: "cash",
    states: { transport: "jammed" },
    curedBy: "reset",
    fails: { kind: "cash", cause: "cash acceptor jammed" },
  },
  noteJamStays: {
    device: "cash",
    states: { transport: "jammed" },
    fails: { kind: "cash", cause: "cash acceptor jammed" },
  },
  noteReaderDead: {
    device: "cash",
    states: { banknoteReader: "inoperable" },
    fails: { kind: "cash", cause: "cash acceptor failed" },
  },
  boxFull: {
    device: "cash",
    states: { cashBox: "full" },
    measures: { cashBoxFill: 100 },
    fails: { kind: "cash", cause: "cash box full" },
  },
  cardJam: {
    device: "reader",
    states: { media: "jammed" },
    curedBy: "initialize",
    fails: { kind: "card", cause: "card jammed" },
  },
  cardReaderDead: {
    device: "reader",
    states: { chipModule: "inoperable" },
    fails: { kind: "card", cause: "card reader failed" },
  },
  cutterBlocked: { device: "printer", states: { cutter: "inoperative" }, curedBy: "recover" },
  paperLow: { device: "printer", states: { paper: "low" } },
  paperOut: { device: "printer", states: { paper: "out" } },
  printerSilent: {
    device: "printer",
    availability: "offline",
    because: { code: "noAnswer", text: "no answer to DLE EOT" },
    curedBy: "reopenPort",
  },
  readerSilent: {
    device: "reader",
    availability: "offline",
    because: { code: "noAnswer", text: "no answer to STATUS" },
    fails: { kind: "card", cause: "card reader does not answer" },
  },
  onBattery: { device: "ups", states: { utility: "failed" }, measures: { inputVoltage: 0, batteryCharge: 71 } },
  batteryLow: {
    device: "ups",
    states: { utility: "failed", battery: "low" },
    measures: { inputVoltage: 0, batteryCharge: 9 },
  },
  noCarrier: { device: "modem", states: { registration: "searching", dataSession: "inactive" } },
  weakSignal: { device: "modem", states: { signal: "weak" } },
  doorOpen: { device: "cabinet", states: { outerDoor: "open", lock: "open" } },
  diskFull: { device: "host", states: { storage: "high" }, measures: { storageUsed: 93 } },
} as const satisfies Readonly<Record<string, Trouble>>;
export type TroubleName = keyof typeof troubles;
