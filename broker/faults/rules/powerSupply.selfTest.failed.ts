import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.selfTest.failed", {
  look: componentIn("selfTest", "failed"),
  title: { en: "UPS battery failed its test", "zh-CN": "UPS 电池自检未通过" },
  severity: "major",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    {
      en: "Battery worn out: three to five years are its life, less in heat",
      "zh-CN": "电池寿命已到：一般三至五年，高温下更短",
    },
    { en: "A cell with an internal break, or a corroded plug", "zh-CN": "电池内部断路或插头腐蚀" },
    { en: "The test came before the battery was charged again", "zh-CN": "测试时电池尚未充满" },
  ],
  advice: [
    {
      en: "Replace the battery; note the date of fitting on it and in the settings of the terminal.",
      "zh-CN": "更换电池，并在电池和终端设置中登记安装日期。",
    },
    {
      en: "Run the test again afterwards: only a passed test clears this.",
      "zh-CN": "更换后再次自检：只有通过自检才会清除本故障。",
    },
  ],
  parts: ["UPS battery"],
  holdMs: 10_000,
  clearHoldMs: 0,
  incident: "upsBattery",
  runbook: "ups-self-test",
});
