import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.security.fraudAttempt", {
  look: componentIn("security", "fraudAttempt"),
  title: { en: "Somebody tried to cheat the cash acceptor", "zh-CN": "验钞器检测到作弊行为" },
  severity: "critical",
  impact: ["security"],
  action: "engineer",
  skill: "cash",
  causes: [
    { en: "Note pulled on a string or tape", "zh-CN": "用细线或胶带牵引纸币" },
    { en: "A customer held on to the note while it was drawn in", "zh-CN": "吸入时顾客拉住纸币不放" },
    { en: "Foil or card pushed in after the note", "zh-CN": "纸币后塞入薄膜或卡片" },
    { en: "Sensors dirty, so that an ordinary note looks manipulated", "zh-CN": "传感器脏污，正常纸币被误判" },
  ],
  advice: [
    { en: "Secure the camera recording around the time of the event.", "zh-CN": "保存事发时段的监控录像。" },
    {
      en: "Look for a string, tape or foil in the mouth of the acceptor; three attempts within an hour: take cash out of service.",
      "zh-CN": "检查入钞口有无细线、胶带或薄膜；一小时内三次则停用现金功能。",
    },
    {
      en: "Compare the counted cash with the books at the next collection of this terminal.",
      "zh-CN": "下次取钞时核对本终端的实际金额与账目。",
    },
  ],
  parts: [],
  holdMs: 0,
  clearHoldMs: 0,
  flap: { count: 3, windowMs: 3_600_000 },
});
