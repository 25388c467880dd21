import type { Ui } from "../contract/index.ts";
import { messageOf } from "../contract/index.ts";
import { exitCodes } from "../contract/verb.ts";
import { type BrokerConfig, defaultBrokerConfig, readBrokerConfig } from "./config.ts";
import { promisesOf } from "./customers/complaints/clocks.ts";
import { loadFees } from "./customers/fees/load-schedules.ts";
import { stderrLog } from "./log.ts";
import { startBroker } from "./main.ts";
import { checkNotify } from "./notify/index.ts";
import { loadServiceLevels } from "./service-levels/service-levels.ts";

const configCodes = ["config", "listen", "portBusy"];

/** Policies, contracts, their fees, and the times of complaints. Throws `AppError("config")` naming file and key. */
const checkContracts = async ({ serviceLevel, contracts, complaints }: BrokerConfig): Promise<void> => {
  const levels = await loadServiceLevels(serviceLevel.policy, contracts);
  await loadFees(levels.contracts);
  promisesOf(complaints);
};

/** `roundsman broker`: checks the settings, or runs the broker until stopped. Returns the exit code. */
export const runBroker = async (args: Readonly<Record<string, unknown>>, ui: Ui): Promise<number> => {
  try {
    const config = typeof args.config === "string" ? readBrokerConfig(args.config) : defaultBrokerConfig();
    if (args.check === true) {
      await checkNotify(config.notify);
      await checkContracts(config);
      ui.out(ui.say({ en: "The settings are right.", "zh-CN": "配置无误。" }));
      return exitCodes.ok;
    }
    const log = stderrLog(config.logLevel);
    // What nobody handled is a defect: say so, synchronously, and let the service manager start a clean process.
    const die = (error: unknown): never => {
      log.error({ stack: error instanceof Error ? error.stack : undefined }, `unhandled: ${messageOf(error)}`);
      process.exit(1);
    };
    process.on("unhandledRejection", die);
    process.on("uncaughtException", die);
    const broker = await startBroker(config, { log });
    const mqtt = `mqtt://${config.mqtt.host}:${broker.mqttPort}`;
    if (ui.json) ui.jsonOut({ mqtt, http: broker.httpUrl, adminToken: broker.adminToken });
    else {
      ui.out(`MQTT  ${mqtt}`);
      ui.out(`HTTP  ${broker.httpUrl}`);
      if (broker.adminToken)
        ui.out(
          `${ui.say({ en: "Admin token, shown once (also in", "zh-CN": "管理员令牌，仅显示一次（另存于" })} ${config.dataFolder}/admin-token): ${broker.adminToken}`,
        );
    }
    if (!ui.signal.aborted)
      await new Promise<void>((resolve) => ui.signal.addEventListener("abort", () => resolve(), { once: true }));
    await broker.stop();
    return exitCodes.ok;
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (!configCodes.includes(code) && code !== "store") throw error;
    ui.err(messageOf(error));
    return configCodes.includes(code) ? exitCodes.config : exitCodes.unavailable;
  }
};
