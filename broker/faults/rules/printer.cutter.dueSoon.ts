import { nearlyWorn } from "../limits.ts";
import { fault } from "../presets.ts";

export default fault("printer.cutter.dueSoon", {
  ...nearlyWorn("printer.cutter"),
  title: { en: "The autocutter is near the end of its life", "zh-CN": "自动切刀即将到寿" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [
    {
      en: "Cuts counted by the printer reached 90 % of the life set for it",
      "zh-CN": "打印机统计的切纸次数已达设定寿命的 90 %",
    },
  ],
  advice: [
    {
      en: "Take a cutter unit along on the next visit and renew it before it jams; then say so: `roundsman renewed`.",
      "zh-CN": "下次上门时携带切刀组件，在卡刀前更换；更换后执行 `roundsman renewed` 登记。",
    },
    {
      en: "Clean the paper path of dust and scraps while the cover is open.",
      "zh-CN": "开盖时顺便清除纸路中的纸屑灰尘。",
    },
  ],
  parts: ["autocutter for the receipt printer"],
  holdMs: 60_000,
});
