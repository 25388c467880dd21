import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.output.regulated", {
  look: componentIn("output", "regulated"),
  title: { en: "UPS has been correcting the mains voltage for an hour", "zh-CN": "UPS 已持续稳压一小时" },
  severity: "info",
  impact: [],
  action: "wait",
  skill: "site",
  causes: [{ en: "Mains voltage at the kiosk is low or high all the time", "zh-CN": "终端处市电电压长期偏低或偏高" }],
  advice: [
    {
      en: "Nothing to do here: the UPS does its work. If it is so at many kiosks of the site, tell the site about its mains.",
      "zh-CN": "无需处理：UPS 正常工作。若同一现场多台终端如此，请告知场地方。",
    },
  ],
  parts: [],
  holdMs: 3_600_000,
  clearHoldMs: 600_000,
  inhibitedBy: ["powerSupply.utility.outOfRange", "powerSupply.utility.failed"],
  ticket: false,
});
