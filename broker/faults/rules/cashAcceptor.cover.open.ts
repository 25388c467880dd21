import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

/** The head or the note path stands open (SSP E0 "note path open"). */
export default fault("cashAcceptor.cover.open", {
  look: componentIn("cover", "open"),
  title: { en: "Note path of the cash acceptor is open", "zh-CN": "验钞器通道盖未合上" },
  severity: "major",
  impact: ["sellByCash"],
  action: "clearOnSite",
  skill: "site",
  causes: [
    { en: "Head not closed until it clicked after cleaning or a jam", "zh-CN": "清洁或排除卡钞后机头未合到位" },
    { en: "A torn note or a coin keeps the path from closing", "zh-CN": "残钞或硬币卡住，通道无法合上" },
    { en: "Latch worn, or its sensor dirty", "zh-CN": "锁扣磨损或其传感器脏污" },
  ],
  advice: [
    {
      en: "Open the head fully, look for notes and scraps in the path, close it until it clicks on both sides.",
      "zh-CN": "完全打开机头，检查通道内有无纸币或碎片，再合上至两侧均有卡扣声。",
    },
    {
      en: "Nobody was there: look for traces of force at the mouth and tell security.",
      "zh-CN": "若无人在场操作，检查入钞口有无撬痕并通知安保。",
    },
  ],
  parts: ["cash acceptor head"],
  holdMs: 10_000,
});
