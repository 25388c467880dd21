import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("host.outbox.full", {
  look: componentIn("outbox", "full"),
  title: { en: "Outbox of the agent is full: reports are being given up", "zh-CN": "代理程序发件库已满，开始丢弃数据" },
  severity: "major",
  impact: ["monitoring"],
  action: "engineer",
  skill: "software",
  causes: [
    { en: "Terminal offline for longer than its outbox holds", "zh-CN": "离线时间超过发件库容量" },
    { en: "Broker does not confirm: refused, overloaded, or stopped", "zh-CN": "中心未确认：拒收、过载或停止" },
    { en: "Disk full", "zh-CN": "磁盘已满" },
  ],
  advice: [
    {
      en: "Bring the connection back first: the outbox empties by itself; faults are kept longest.",
      "zh-CN": "先恢复网络：发件库会自动清空；故障记录保留最久。",
    },
    {
      en: "Connected and still full: free disk space, then look at the agent's log.",
      "zh-CN": "已联网仍满：释放磁盘空间，再查代理程序日志。",
    },
  ],
  parts: [],
  holdMs: 10_000,
  clearHoldMs: 60_000,
  incident: "disk",
});
