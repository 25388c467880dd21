import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cabinet.tilt.tilted", {
  look: componentIn("tilt", "tilted"),
  title: { en: "Cabinet is tilted", "zh-CN": "机柜倾斜" },
  severity: "critical",
  impact: ["security"],
  action: "engineer",
  skill: "site",
  causes: [
    { en: "Somebody tries to tear it off or carry it away", "zh-CN": "有人企图撬走或搬走机柜" },
    { en: "Hit by a vehicle", "zh-CN": "被车辆撞击" },
    {
      en: "Ground has sunk, or the cabinet was moved without setting its level anew",
      "zh-CN": "地面下沉，或移机后未重设水平",
    },
  ],
  advice: [
    {
      en: "Look at the camera picture now; nobody announced: call security.",
      "zh-CN": "立即查看监控画面；无人报备则通知安保。",
    },
    {
      en: "Upright after all: check the sensor's mounting, then let it take the present position (setLevel).",
      "zh-CN": "实际未倾斜：检查传感器安装，再执行 setLevel 重设水平。",
    },
  ],
  parts: ["tilt sensor"],
  holdMs: 1000,
  clearHoldMs: 60000,
  incident: "cashAccess",
});
