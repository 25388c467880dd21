import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.load.overload", {
  look: componentIn("load", "overload"),
  title: { en: "UPS is overloaded", "zh-CN": "UPS 过载" },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "A vacuum cleaner or heater is plugged into the kiosk", "zh-CN": "终端上插了吸尘器或取暖器" },
    {
      en: "A device of the kiosk draws too much: a stuck motor, a short circuit",
      "zh-CN": "终端某设备电流过大：电机卡死或短路",
    },
    { en: "UPS too small for this kiosk", "zh-CN": "UPS 容量偏小" },
  ],
  advice: [
    { en: "Unplug what does not belong to the kiosk.", "zh-CN": "拔除不属于终端的设备。" },
    {
      en: "Then switch the kiosk's devices off one by one to find the one that draws too much.",
      "zh-CN": "再逐一关闭终端设备，找出耗电异常者。",
    },
  ],
  parts: [],
  holdMs: 15_000,
  clearHoldMs: 60_000,
  incident: "ups",
});
