import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.cutter.inoperative", {
  look: componentIn("cutter", "inoperative"),
  title: { en: "Paper cutter is blocked", "zh-CN": "切纸刀卡住" },
  severity: "major",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "mechanic",
  causes: [
    { en: "Paper scraps or a jam at the blade", "zh-CN": "切刀处有纸屑或卡纸" },
    { en: "Customer pulled the receipt while it was cut", "zh-CN": "切纸时顾客拉扯凭条" },
    { en: "Blade or cutter motor worn out", "zh-CN": "刀片或切刀电机磨损" },
    { en: "Adhesive or wrong paper gums the blade", "zh-CN": "胶粘或不合格纸张粘住刀片" },
  ],
  advice: [
    {
      en: "Switch the printer off, open the cover, turn the cutter wheel until the blade is home, take paper scraps out with tweezers.",
      "zh-CN": "关闭打印机，打开上盖，转动切刀旋钮使刀片归位，用镊子取出纸屑。",
    },
    {
      en: "Switch on; the service desk sends recover, then print and cut a test receipt.",
      "zh-CN": "通电后由服务台发送 recover，再打印并切一张测试凭条。",
    },
    {
      en: "It repeats: replace the cutter (the counter of cuts is in the device's figures).",
      "zh-CN": "反复出现则更换切刀（切纸次数见设备计数）。",
    },
  ],
  parts: ["autocutter for the receipt printer"],
  holdMs: 2_000,
  inhibitedBy: ["printer.cover.open"],
  runbook: "printer-recover",
});
