import { servicesOf } from "../../../contract/index.ts";
import { cannotTell, clear, defineRule } from "../rule.ts";

/** A shared port: the sales application drives the device and has stopped to speak to it, so nobody can sell with it or know how it is. */
export default defineRule({
  id: "device.applicationSilent",
  deviceClass: "any",
  title: { en: "Sales application does not speak to the device", "zh-CN": "销售程序未与设备通信" },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "software",
  causes: [
    { en: "the sales application has stopped or hangs", "zh-CN": "销售程序已停止或卡死" },
    {
      en: "it opens another port than the relay's (settings changed, or the relay was not running when it started)",
      "zh-CN": "销售程序打开的不是中继端口（配置被改动，或其启动时中继未运行）",
    },
  ],
  advice: [
    {
      en: "Look whether the sales application runs and sells; restart it.",
      "zh-CN": "确认销售程序是否在运行并可售票；必要时重启。",
    },
    {
      en: "Check that its port setting names the relay's port (/run/roundsman-relay/<device>.tty), not the real one.",
      "zh-CN": "检查其端口设置是否指向中继端口（/run/roundsman-relay/<device>.tty），而非真实端口。",
    },
    {
      en: "`roundsman tap --socket /run/roundsman-relay/<device>.sock` shows what passes; nothing means that nobody asks.",
      "zh-CN": "用 `roundsman tap --socket /run/roundsman-relay/<device>.sock` 查看通信；没有内容说明无人询问设备。",
    },
  ],
  parts: [],
  holdMs: 120_000,
  clearHoldMs: 5_000,
  inhibitedBy: ["terminal.lost"],
  ticket: true,
  look: ({ health, fresh }) => {
    if (!fresh) return cannotTell;
    if (health.because?.code !== "applicationSilent") return health.availability === "unknown" ? cannotTell : clear;
    return {
      verdict: "fault",
      impact: servicesOf[health.deviceClass],
      evidence: () => ({ text: health.because?.text ?? "" }),
    };
  },
});
