import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.transport.inoperative", {
  look: componentIn("transport", "inoperative"),
  title: { en: "Transport motor of the cash acceptor does not run", "zh-CN": "纸币传输电机不工作" },
  severity: "major",
  impact: ["sellByCash"],
  action: "engineer",
  skill: "mechanic",
  causes: [
    { en: "A note or foreign object blocks the path", "zh-CN": "纸币或异物卡住通道" },
    { en: "Belts or rollers worn or dirty", "zh-CN": "皮带或滚轮磨损、脏污" },
    { en: "Transport motor or its encoder failed", "zh-CN": "传输电机或编码器损坏" },
    { en: "Supply too weak under load", "zh-CN": "带载时供电不足" },
  ],
  advice: [
    {
      en: "Open the head and look for a note or a foreign object in the path before anything else; keep a found note apart, it may be disputed.",
      "zh-CN": "先打开验钞头，检查通道内有无纸币或异物；取出的纸币单独保管，可能涉及争议。",
    },
    {
      en: "Clean the rollers, turn the belts by hand: they must move freely (speed CCNET 47 51 or ID-003 49 A5, motor 47 52 or 49 A6, aligner 47 53 or 49 A7, solenoid 49 A8).",
      "zh-CN":
        "清洁滚轮，用手转动皮带应顺畅（转速 CCNET 47 51 或 ID-003 49 A5，电机 47 52 或 49 A6，对中机构 47 53 或 49 A7，电磁铁 49 A8）。",
    },
    { en: "If it stays after one reset, swap the acceptor head.", "zh-CN": "复位一次仍不恢复，则更换验钞头。" },
  ],
  parts: ["transport belt set for the cash acceptor", "cash acceptor head"],
  holdMs: 2_000,
  runbook: "cash-acceptor-failure",
});
