import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.battery.discharged", {
  look: componentIn("battery", "discharged"),
  title: { en: "UPS battery stays low on mains", "zh-CN": "市电正常但 UPS 电池电量一直不足" },
  severity: "major",
  impact: [],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "Battery worn: it takes no charge any more", "zh-CN": "电池老化，无法充电" },
    { en: "Charger of the UPS failed", "zh-CN": "UPS 充电器故障" },
    { en: "Battery fuse or plug inside the UPS open", "zh-CN": "UPS 内部电池熔断器或插头断开" },
  ],
  advice: [
    {
      en: "After an outage charging takes up to half a day; this one has had its time. Replace the battery.",
      "zh-CN": "停电后充电最多需半天，现已超时，请更换电池。",
    },
    { en: "A new battery stays low, too: replace the UPS.", "zh-CN": "新电池仍不足：更换 UPS。" },
  ],
  parts: ["UPS battery", "UPS"],
  holdMs: 43_200_000,
  clearHoldMs: 60_000,
  inhibitedBy: ["powerSupply.utility.failed", "powerSupply.battery.low"],
  incident: "upsBattery",
});
