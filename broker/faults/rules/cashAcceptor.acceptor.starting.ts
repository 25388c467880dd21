import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.acceptor.starting", {
  look: componentIn("acceptor", "starting"),
  title: { en: "Cash acceptor does not finish starting", "zh-CN": "验钞器启动后无法就绪" },
  severity: "major",
  impact: ["sellByCash"],
  action: "reset",
  skill: "electronics",
  causes: [
    {
      en: "A note or object in the path lets the self-test fail again and again",
      "zh-CN": "通道内有纸币或异物，自检反复失败",
    },
    { en: "Supply too weak for the motors: it restarts in a ring", "zh-CN": "供电不足以驱动电机，反复重启" },
    { en: "Cash box seated badly", "zh-CN": "钞箱未装到位" },
    { en: "Board or firmware of the acceptor failed", "zh-CN": "验钞器主板或固件故障" },
  ],
  advice: [
    {
      en: "The self-test should take at most 40 s. Switch the acceptor off for 10 s and on again.",
      "zh-CN": "自检最长 40 秒。将验钞器断电 10 秒后再通电。",
    },
    {
      en: "Listen for motors that run again and again: then a note or an object is in the path.",
      "zh-CN": "若电机反复转动，说明通道内有纸币或异物。",
    },
    {
      en: "No movement at all: measure its supply, then swap the acceptor.",
      "zh-CN": "完全无动作：测量供电，再更换验钞器。",
    },
  ],
  parts: ["cash acceptor head"],
  ordinary: true,
  holdMs: 45_000,
  runbook: "cash-acceptor-failure",
});
