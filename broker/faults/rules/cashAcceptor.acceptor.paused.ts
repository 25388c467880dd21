import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.acceptor.paused", {
  look: componentIn("acceptor", "paused"),
  title: { en: "A second note is stuck in the mouth of the cash acceptor", "zh-CN": "入钞口有第二张纸币未取走" },
  severity: "minor",
  impact: ["sellByCash"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Customer pushed a second note in behind the first", "zh-CN": "顾客紧跟着塞入第二张纸币" },
    { en: "Entry sensor dirty or covered", "zh-CN": "入口传感器脏污或被遮挡" },
    { en: "A piece of paper sticks in the mouth", "zh-CN": "入钞口留有纸片" },
  ],
  advice: [
    {
      en: "Pull the note out of the mouth by hand; the acceptor goes on by itself.",
      "zh-CN": "用手将入钞口的纸币抽出，验钞器会自动恢复。",
    },
    {
      en: "If nothing is to be seen, open the head and look behind the shutter.",
      "zh-CN": "若看不到纸币，打开验钞头检查挡板后方。",
    },
  ],
  parts: [],
  ordinary: true,
  holdMs: 60_000,
});
