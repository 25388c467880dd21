import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.paper.out", {
  look: componentIn("paper", "out"),
  title: { en: "Receipt paper is out", "zh-CN": "凭条纸已用完" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Roll used up", "zh-CN": "纸卷用完" },
    { en: "Paper torn or not led to the head after a roll change", "zh-CN": "换纸后纸张断裂或未引到打印头" },
    { en: "Paper sensor dusty", "zh-CN": "纸张传感器积灰" },
  ],
  advice: [
    {
      en: "Put in a new roll, printing side towards the head, cut the first turn off straight and close the cover until it clicks.",
      "zh-CN": "装入新纸卷，印刷面朝打印头，撕齐纸头，合盖至卡扣声。",
    },
    {
      en: "Paper is in and it still says out: wipe the paper sensor free of dust.",
      "zh-CN": "已有纸却仍报缺纸：擦净纸张传感器上的灰尘。",
    },
    { en: "Print a test receipt before leaving.", "zh-CN": "离开前打印一张测试凭条。" },
  ],
  parts: ["receipt paper roll"],
  holdMs: 2_000,
  inhibitedBy: ["printer.cover.open"],
  incident: "paper",
});
