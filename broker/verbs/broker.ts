import { messageOf } from "../../contract/index.ts";
import { defineVerb, exitCodes } from "../../contract/verb.ts";
import { defaultBrokerConfig, readBrokerConfig } from "../config.ts";
import { stderrLog } from "../log.ts";
import { startBroker } from "../main.ts";

const configCodes = ["config", "listen", "portBusy"];

export default defineVerb({
  name: "broker",
  group: "run",
  summary: {
    en: "Run the broker: MQTT for terminals, HTTP for people",
    "zh-CN": "运行中心服务：MQTT 供终端，HTTP 供人员",
  },
  options: {
    config: { summary: { en: "Settings file (YAML or JSON)", "zh-CN": "配置文件（YAML 或 JSON）" }, type: "string" },
    check: { summary: { en: "Only check the settings", "zh-CN": "仅检查配置" }, type: "boolean" },
  },
  examples: [
    ["roundsman broker", { en: "on loopback, data in ./data/broker", "zh-CN": "仅本机回环，数据存于 ./data/broker" }],
    ["roundsman broker --config /etc/roundsman/broker.yaml", { en: "with a settings file", "zh-CN": "使用配置文件" }],
  ],
  async run(args, ui) {
    try {
      const config = typeof args.config === "string" ? readBrokerConfig(args.config) : defaultBrokerConfig();
      if (args.check === true) {
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
  },
});
