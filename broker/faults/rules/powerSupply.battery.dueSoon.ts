import { nearlyWorn } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("powerSupply.battery.dueSoon", {
  ...nearlyWorn("powerSupply.battery"),
  title: { en: "The UPS battery is near the end of its life", "zh-CN": "UPS 电池即将到寿" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "The battery's age reached 90 % of the years set for it", "zh-CN": "电池使用年限已达设定寿命的 90 %" },
    {
      en: "Each 10 \u00b0C above 25 \u00b0C halves a lead battery's life",
      "zh-CN": "温度每高于 25 °C 10 度，铅酸电池寿命减半",
    },
  ],
  advice: [
    {
      en: "Take a battery of the same type along on the next visit; note the date of fitting on it and in the settings of the terminal.",
      "zh-CN": "下次上门携带同型号电池；更换后在电池和终端设置中登记安装日期。",
    },
    { en: "Run the self-test afterwards with the mains on.", "zh-CN": "更换后在市电正常时执行自检。" },
  ],
  parts: ["UPS battery"],
  holdMs: 60_000,
});
