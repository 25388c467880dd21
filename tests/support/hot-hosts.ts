import type { Tx } from "../../broker/store/store.ts";
import type { DeviceHealth } from "../../contract/index.ts";
import { storeReading } from "./past-rows.ts";

const minuteMs = 60_000;

/** Two hundred minutes of a computer that is hot (90 °C) twice for forty minutes, a reading a minute. */
export const storeHotHours = (tx: Tx, now: number, terminal = "kiosk-001"): void => {
  for (let n = 200; n > 0; n--) {
    const health: DeviceHealth = {
      deviceClass: "host",
      availability: "online",
      components: {},
      measures: { temperature: n % 100 > 60 ? 90 : 60 },
      observedAt: now - n * minuteMs,
      freshForMs: 5 * minuteMs,
    };
    storeReading(tx, terminal, "host", now - n * minuteMs, health);
  }
};
