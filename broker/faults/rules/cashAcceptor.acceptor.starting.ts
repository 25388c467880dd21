import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.acceptor.starting", {
  look: componentIn("acceptor", "starting"),
  title: { en: "Cash acceptor does not finish starting", "zh-CN": "验钞器启动后无法就绪" },
  severity: "major",
  impact: ["sellByCash"],
  action: "reset",
  skill: "electronics",
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
