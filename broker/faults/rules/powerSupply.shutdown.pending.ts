import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.shutdown.pending", {
  look: componentIn("shutdown", "pending"),
  title: {
    en: "UPS is about to cut the kiosk's power: a shutdown is running",
    "zh-CN": "UPS 正在执行关机，终端即将断电",
  },
  severity: "critical",
  impact: ["allSales"],
  action: "reset",
  skill: "software",
  causes: [
    {
      en: "Another program on the terminal (a UPS daemon) ordered it",
      "zh-CN": "终端上的其他程序（UPS 守护程序）下达",
    },
    { en: "A technician ordered a power cycle", "zh-CN": "技术人员下达了断电重启" },
    { en: "Noise on the line that the UPS took for an order", "zh-CN": "线路干扰被 UPS 误认为指令" },
  ],
  advice: [
    { en: "Find out who ordered it; cancel it if nobody did.", "zh-CN": "查明何人下达；若无人下达则取消。" },
    {
      en: "Remove other UPS programs from the terminal: one master for one UPS.",
      "zh-CN": "卸载终端上的其他 UPS 程序：一台 UPS 只能有一个主控。",
    },
  ],
  parts: [],
  holdMs: 0,
  clearHoldMs: 5_000,
  runbook: "ups-shutdown",
});
