import { readFileSync } from "node:fs";
import { AppError, messageOf } from "../../contract/index.ts";
import type { BrokerConfig } from "../config.ts";

/** Reads certificate and key of a listener. Throws `AppError("config")` that names the key of the settings. */
export const readTls = (tls: BrokerConfig["mqtt"]["tls"], room: string): { cert: string; key: string } | undefined => {
  if (!tls) return undefined;
  try {
    return { cert: readFileSync(tls.certFile, "utf8"), key: readFileSync(tls.keyFile, "utf8") };
  } catch (error) {
    throw new AppError("config", `${room}.tls: ${messageOf(error)}`, {}, { cause: error });
  }
};
