import { createHmac, randomBytes } from "node:crypto";
import type { SettingsReport } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { DesiredSettings } from "./desired.ts";
import type { AgentSettings } from "./settings.ts";

const key = "config.markKey";

/**
 * Tells one content of the settings file from another. The file holds secrets (a password, a SIM's PIN): a plain hash of it could be guessed at, so it is
 * keyed by a number that never leaves the terminal.
 */
const fileMark = (settings: AgentSettings, outbox: Pick<Outbox, "get" | "set">): string => {
  const known = outbox.get(key);
  const secret = typeof known === "string" ? known : randomBytes(32).toString("hex");
  if (secret !== known) outbox.set(key, secret);
  return createHmac("sha256", secret).update(JSON.stringify(settings)).digest("hex").slice(0, 16);
};

const deviceReports = (settings: AgentSettings, drivers: ReadonlyMap<string, Driver>): SettingsReport["devices"] =>
  settings.devices.flatMap(({ id, driver, poll, ownership = "own", baudRate }) => {
    const everyMs = poll?.everyMs ?? drivers.get(driver)?.poll.everyMs;
    if (everyMs === undefined) return [];
    return [{ device: id, everyMs, ownership, ...(baudRate !== undefined && { baudRate }) }];
  });

/** What may be known elsewhere of the settings of this terminal: what is in force, what the file says; no secret, no path. */
export const settingsReport = (
  settings: AgentSettings,
  drivers: ReadonlyMap<string, Driver>,
  outbox: Pick<Outbox, "get" | "set">,
): ((desired: DesiredSettings) => SettingsReport) => {
  const { broker, outbox: limits, kiosk } = settings;
  const { keepaliveSeconds, windowBatches, resendSeconds, backoffMaxSeconds } = broker;
  const mark = fileMark(settings, outbox);
  const devices = deviceReports(settings, drivers);
  const secure = /^(mqtts|tls):/.test(broker.url);
  return (desired) => {
    const rev = desired.rev();
    return {
      ...(rev !== undefined && { rev }),
      inForce: desired.inForce(),
      file: desired.file,
      fileMark: mark,
      devices,
      outbox: { ...limits },
      link: { secure, keepaliveSeconds, windowBatches, resendSeconds, backoffMaxSeconds },
      ...(kiosk && { kiosk: kiosk.socket === undefined ? "port" : "socket" }),
    };
  };
};
