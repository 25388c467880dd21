import { cannotTell, defineRule } from "../rule.ts";

/** The connection of a terminal broke without a clean stop and did not come back. Said by the fleet. */
export default defineRule({
  id: "terminal.lost",
  deviceClass: "terminal",
  title: { en: "Terminal lost", "zh-CN": "终端失联" },
  severity: "major",
  impact: ["monitoring"],
  action: "clearOnSite",
  skill: "network",
  causes: [
    { en: "Network of the terminal interrupted", "zh-CN": "终端网络中断" },
    { en: "Terminal without power, or switched off at night", "zh-CN": "终端失电或夜间关机" },
    { en: "Computer hangs or restarts", "zh-CN": "主机死机或重启" },
    { en: "Agent stopped or removed", "zh-CN": "代理程序停止或被卸载" },
  ],
  advice: [{ en: "Check power and network of the terminal.", "zh-CN": "检查终端的电源和网络连接。" }],
  parts: [],
  holdMs: 30_000,
  clearHoldMs: 0,
  // Two agents that take the connection from each other look lost between two takeovers.
  inhibitedBy: ["site.lost", "security.duplicateId"],
  ticket: true,
  look: () => cannotTell,
});
