import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.identity.exchanged", {
  look: componentIn("identity", "exchanged"),
  title: { en: "Another display is connected than the one that was commissioned", "zh-CN": "所接显示屏与登记的不符" },
  severity: "minor",
  impact: [],
  action: "configure",
  skill: "software",
  causes: [
    { en: "It was swapped in a repair and not recorded", "zh-CN": "维修时更换过但未登记" },
    { en: "Cables of two displays were mixed up", "zh-CN": "两台显示屏的线接反" },
    { en: "Swapped without order: theft, or a private repair", "zh-CN": "未经许可更换：被盗或私自维修" },
  ],
  advice: [
    {
      en: "Is a repair on record? Then accept the new display from the service desk (command acceptDisplay).",
      "zh-CN": "有维修记录？由服务台执行 acceptDisplay 登记新屏。",
    },
    {
      en: "No repair on record: ask the site, and compare the label of the display with the asset list.",
      "zh-CN": "无维修记录：询问现场，并将铭牌与资产表核对。",
    },
    {
      en: "Check resolution and touch calibration: another panel size shifts touches.",
      "zh-CN": "检查分辨率和触摸校准：面板尺寸不同会使触点偏移。",
    },
  ],
  parts: [],
  holdMs: 60_000,
  inhibitedBy: ["display.edid.damaged", "display.cable.disconnected"],
});
