import { defineVerb } from "../../contract/verb.ts";

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
    // The broker itself is loaded only to run: `roundsman --help` reads this file, too.
    const { runBroker } = await import("../serve.ts");
    return runBroker(args, ui);
  },
});
