import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cardReader.shutter.inoperative", {
  look: componentIn("shutter", "inoperative"),
  title: { en: "Shutter of the card reader does not close", "zh-CN": "读卡器闸门无法关闭" },
  severity: "minor",
  impact: [],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "A piece of card, a coin or glue holds it open", "zh-CN": "碎卡、硬币或胶状物卡住闸门" },
    {
      en: "Something was pushed in on purpose, or a skimmer was fitted",
      "zh-CN": "有人故意塞入异物，或加装了盗刷装置",
    },
    { en: "Solenoid or spring of the shutter is worn out", "zh-CN": "闸门电磁铁或弹簧损坏" },
    { en: "Its switch is dirty or bent", "zh-CN": "闸门检测开关脏污或变形" },
  ],
  advice: [
    {
      en: "Look at the mouth of the reader first: anything that was added there is a matter for the police, do not touch it.",
      "zh-CN": "先检查读卡器口：若发现外加装置，请勿触碰并报警。",
    },
    {
      en: "Take out what holds the shutter; move it by hand, it must snap back.",
      "zh-CN": "取出卡住闸门的异物；用手推动闸门，应能自动弹回。",
    },
    {
      en: "Read the sensors again: CTSW must say closed. If not, replace the shutter unit.",
      "zh-CN": "再次读取传感器，CTSW 应为关闭；否则更换闸门组件。",
    },
  ],
  parts: ["shutter unit for the card reader"],
  holdMs: 30_000,
  inhibitedBy: ["cardReader.media.jammed"],
});
