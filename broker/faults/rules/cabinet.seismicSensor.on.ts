import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.seismicSensor.on", {
  look: componentIn("seismicSensor", "on"),
  title: { en: "Shocks to the cabinet", "zh-CN": "机柜受到震动或撞击" },
  severity: "major",
  impact: ["security"],
  action: "engineer",
  skill: "site",
  causes: [
    { en: "Knocks by customers or cleaning staff", "zh-CN": "顾客或保洁人员碰撞机柜" },
    { en: "Building work, heavy doors or traffic nearby", "zh-CN": "附近施工、重门或车辆引起震动" },
    { en: "An attack on the cabinet", "zh-CN": "有人破坏机柜" },
    { en: "Sensor set too sensitive or loose on its mounting", "zh-CN": "传感器灵敏度过高或安装松动" },
  ],
  advice: [
    {
      en: "Look at the camera picture now; force against the cabinet is likely if it lasts or repeats.",
      "zh-CN": "立即查看监控画面；持续或反复出现可能是暴力破坏。",
    },
    {
      en: "Nobody there: check whether works or heavy doors nearby shake the floor.",
      "zh-CN": "无人：检查附近施工或重门是否引起震动。",
    },
  ],
  parts: [],
  holdMs: 2_000,
  clearHoldMs: 30_000,
  flap: { count: 3, windowMs: 600_000 },
  inhibitedBy: ["cabinet.wiring.cut"],
});
