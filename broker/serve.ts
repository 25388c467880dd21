import type { Ui } from "../contract/index.ts";
import { messageOf } from "../contract/index.ts";
import { exitCodes } from "../contract/verb.ts";
import { defaultBrokerConfig, readBrokerConfig } from "./config.ts";
import { stderrLog } from "./log.ts";
import { startBroker } from "./main.ts";
import { checkNotify } from "./notify/index.ts";

const configCodes = ["config", "listen", "portBusy"];

/** `roundsman broker`: checks the settings, or runs the broker until stopped. Returns the exit code. */
export const runBroker = async (args: Readonly<Record<string, unknown>>, ui: Ui): Promise<number> => {
  try {
    const config = typeof args.config === "string" ? readBrokerConfig(args.config) : defaultBrokerConfig();
    if (args.check === true) {
      await checkNotify(config.notify);
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
