/** A device of a simulated kiosk: its id (the sales application knows it by that), its driver, and what is set otherwise than by default so that a story fits into minutes. */
export interface KioskDevice {
  readonly id: string;
  readonly driver: string;
  readonly everyMs?: number;
  readonly config?: Readonly<Record<string, unknown>>;
  /** How the simulated device is built, where its maker sells more than one. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A bus with a climate and a motion module beside the contacts. */
const wholeCabinet = {
  id: "cabinet",
  driver: "modbus-inputs",
  settings: { climate: 2, motion: 80 },
  config: {
    climateEveryMs: 2000,
    sensors: [
      { measures: "temperature", unit: 2, register: 1 },
      { measures: "humidity", unit: 2, register: 2 },
      { measures: "roll", unit: 80, function: 3, register: 0x3d, scale: 180 / 32_768 },
      { measures: "pitch", unit: 80, function: 3, register: 0x3e, scale: 180 / 32_768 },
    ],
  },
} as const;

/** Kiosks as they are built. A scenario names one for each of its terminals; the rest are `classic`. */
export const kiosks = {
  /** Serial lines only: the first fleet. */
  classic: [
    { id: "printer", driver: "escpos", everyMs: 1000 },
    { id: "cash", driver: "ccnet" },
    { id: "reader", driver: "crt571", everyMs: 1000 },
    { id: "display", driver: "samsung-mdc", everyMs: 3000 },
    { id: "touch", driver: "elo-smartset", everyMs: 2000 },
    { id: "cabinet", driver: "modbus-inputs" },
  ],
  /** A ticket machine on a platform: JCM validator, printer on USB, panel on DDC/CI, UPS, and a modem for its way out. */
  ticketMachine: [
    { id: "printer", driver: "escpos-usb", everyMs: 1000 },
    { id: "cash", driver: "id003" },
    { id: "reader", driver: "crt310", everyMs: 1000 },
    { id: "display", driver: "ddc-display", everyMs: 3000 },
    { id: "touch", driver: "hid-touch", everyMs: 2000, config: { idleAfterMs: 20_000, usbPowerCycle: true } },
    { id: "ups", driver: "megatec", everyMs: 2000 },
    { id: "modem", driver: "modem-at", everyMs: 3000 },
    wholeCabinet,
  ],
  /** A top-up terminal in a shop: recycler on SSP, chip reader on USB, the shop's own network. */
  topUp: [
    { id: "printer", driver: "escpos", everyMs: 1000 },
    { id: "cash", driver: "ssp" },
    { id: "reader", driver: "ccid", everyMs: 1000 },
    { id: "display", driver: "samsung-mdc", everyMs: 3000 },
    { id: "ups", driver: "megatec", everyMs: 2000 },
    {
      id: "network",
      driver: "network-link",
      everyMs: 2000,
      config: { gatewaySeconds: 10, nameSeconds: 20, brokerSeconds: 20 },
    },
  ],
} as const satisfies Readonly<Record<string, readonly KioskDevice[]>>;

export type KioskModel = keyof typeof kiosks;

const digits = (n: number, wide: number): string => String(n).padStart(wide, "0");

/** Each unit has a serial number of its own, in its maker's shape. A driver that is not here tells none, or its simulator has no setting for it. */
const serials: Readonly<Record<string, (unit: number) => string | number>> = {
  ccnet: (unit) => `07KI41AS${digits(7481 + unit, 4)}`,
  id003: (unit) => `23100076${digits(442 + unit, 4)}`,
  ssp: (unit) => 1_873_451 + unit,
  crt310: (unit) => `310A07${digits(413 + unit, 4)}`,
  crt571: (unit) => `SN${digits(12_345_677 + unit, 8)}`,
  escpos: (unit) => `J5TF${digits(12_344 + unit, 6)}`,
  "escpos-usb": (unit) => `J5TG${digits(12_344 + unit, 6)}`,
  "samsung-mdc": (unit) => `0123H4ZM${digits(100_000 + unit, 6)}J`,
  "hid-touch": (unit) => `TS${digits(unit, 4)}`,
};

/** The settings of a simulated device in a terminal: its own, and the serial number of this one unit (the number at the end of the terminal's id). */
export const builtAs = ({ driver, settings }: KioskDevice, terminal: string): Readonly<Record<string, unknown>> => {
  const serial = serials[driver]?.(Number(/\d+$/.exec(terminal)?.[0] ?? 1));
  return { ...(serial === undefined ? {} : { serial }), ...settings };
};
