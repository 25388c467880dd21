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
