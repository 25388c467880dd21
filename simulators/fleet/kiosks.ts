/** A device of a simulated kiosk: its id (the sales application knows it by that), its driver, and what is set otherwise than by default so that a story fits into minutes. */
export interface KioskDevice {
  readonly id: string;
  readonly driver: string;
  readonly everyMs?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}

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
    { id: "ups", driver: "megatec", everyMs: 2000 },
    { id: "modem", driver: "modem-at", everyMs: 3000 },
    { id: "cabinet", driver: "modbus-inputs" },
  ],
  /** A top-up terminal in a shop: recycler on SSP, chip reader on USB, the shop's own network. */
  topUp: [
    { id: "printer", driver: "escpos", everyMs: 1000 },
    { id: "cash", driver: "ssp" },
    { id: "reader", driver: "ccid", everyMs: 1000 },
    { id: "display", driver: "samsung-mdc", everyMs: 3000 },
    { id: "ups", driver: "megatec", everyMs: 2000 },
  ],
} as const satisfies Readonly<Record<string, readonly KioskDevice[]>>;

export type KioskModel = keyof typeof kiosks;
