import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.radio.off", {
  look: componentIn("radio", "off"),
  title: { en: "Radio of the mobile modem is switched off", "zh-CN": "移动通信模块射频已关闭" },
  severity: "major",
  impact: ["monitoring"],
  action: "reset",
  skill: "network",
  causes: [
    {
      en: "Another program or a person switched it off (airplane mode)",
      "zh-CN": "其他程序或人员将其关闭（飞行模式）",
    },
    { en: "A restart of the modem was cut in its middle", "zh-CN": "模块重启过程被中断" },
  ],
  advice: [
    { en: "Radio off and on from afar sets it right.", "zh-CN": "远程执行射频关开即可恢复。" },
    {
      en: "It goes off again: find out which program on the terminal speaks to the modem.",
      "zh-CN": "再次关闭：查明终端上哪个程序在操作该模块。",
    },
  ],
  parts: [],
  holdMs: 60000,
  clearHoldMs: 30000,
  inhibitedBy: ["network.modem.inoperative"],
  runbook: "modem-restart",
});
