import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.battery.low", {
  look: componentIn("battery", "low"),
  title: {
    en: "UPS battery is nearly empty: the kiosk is about to lose its power",
    "zh-CN": "UPS 电池即将耗尽，终端即将断电",
  },
  severity: "critical",
  impact: ["allSales"],
  action: "wait",
  skill: "site",
  causes: [
    { en: "The mains is away for longer than the battery lasts", "zh-CN": "停电时间超过电池续航" },
    { en: "Worn battery: it lasts a fraction of what it did", "zh-CN": "电池老化，续航大幅缩短" },
    { en: "More is connected to the UPS than it was sized for", "zh-CN": "UPS 所带负载超出设计" },
  ],
  advice: [
    {
      en: "Restore the mains within minutes, or let the kiosk stop in order: a note on its way is lost track of when the power goes.",
      "zh-CN": "请在数分钟内恢复市电，否则让终端有序停机：断电时在途纸币会失去跟踪。",
    },
    {
      en: "Afterwards run the battery test: a full battery should carry this kiosk longer.",
      "zh-CN": "恢复后执行电池自检：满电电池应能支撑更久。",
    },
  ],
  parts: ["UPS battery"],
  holdMs: 0,
  clearHoldMs: 30_000,
  incident: "power",
});
