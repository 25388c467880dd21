import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("printer.feedButton.pressed", {
  look: componentIn("feedButton", "pressed"),
  title: { en: "Feed button of the printer is stuck", "zh-CN": "打印机走纸键卡住" },
  severity: "minor",
  impact: ["receipt"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "A panel or cable presses on the button", "zh-CN": "面板或线缆压住按键" },
    { en: "Dirt holds the button down", "zh-CN": "污物使按键卡住" },
    { en: "Somebody feeds paper", "zh-CN": "有人正在走纸" },
  ],
  advice: [
    {
      en: "Press the button a few times to free it; look whether a cable or a panel pushes on it.",
      "zh-CN": "多按几次使其弹起；检查是否有线缆或面板压住按键。",
    },
  ],
  parts: [],
  ordinary: true,
  holdMs: 60_000,
  inhibitedBy: ["printer.cover.open"],
});
