import type { DeviceClass } from "../../contract/index.ts";

export interface Wanted {
  /** How far back to look when nobody says. */
  readonly minutes: number;
  /** Asked for without a person. */
  readonly automatic: boolean;
}

/**
 * What is worth having of a faulty device. A cash unit's story begins with the note before; supplies, links and hosts fail slowly. What a cabinet has to say
 * (who opened which door when) is in the centre already.
 */
export const wantedOf: Readonly<Record<DeviceClass, Wanted>> = {
  printer: { minutes: 15, automatic: true },
  cashAcceptor: { minutes: 30, automatic: true },
  cardReader: { minutes: 15, automatic: true },
  display: { minutes: 15, automatic: true },
  touchscreen: { minutes: 15, automatic: true },
  powerSupply: { minutes: 60, automatic: true },
  network: { minutes: 60, automatic: true },
  host: { minutes: 60, automatic: true },
  cabinet: { minutes: 15, automatic: false },
};

/** Changes of a ticket that bring a device's fault to it. */
export const bringsFault: readonly string[] = ["opened", "faultAdded", "reopened"];
