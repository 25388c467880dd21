/** Device classes, in XFS4IoT words where it has one (CashAcceptor, CardReader, Printer); touchscreen, display, cabinet, powerSupply (its Auxiliaries.ups), network and host are ours. */
export const deviceClasses = [
  "cashAcceptor",
  "cardReader",
  "printer",
  "display",
  "touchscreen",
  "cabinet",
  "powerSupply",
  "network",
  "host",
] as const;

export type DeviceClass = (typeof deviceClasses)[number];
