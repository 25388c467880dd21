import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.gateway.unreachable", {
  look: componentIn("gateway", "unreachable"),
  title: { en: "Router of the site does not answer", "zh-CN": "现场路由器无应答" },
  severity: "major",
  impact: ["monitoring", "sellByCard"],
  action: "clearOnSite",
  skill: "network",
  causes: [
    { en: "Router without power or hung up", "zh-CN": "路由器断电或死机" },
    { en: "A switch between kiosk and router failed", "zh-CN": "终端与路由器之间的交换机故障" },
    { en: "Router replaced: it has another address now", "zh-CN": "路由器已更换，地址改变" },
    { en: "Address of the terminal is used twice", "zh-CN": "终端地址冲突" },
  ],
  advice: [
    {
      en: "Restart the router of the site: off for 10 s. Its lamps tell whether the provider's line is up.",
      "zh-CN": "重启现场路由器：断电 10 秒。指示灯可判断运营商线路是否正常。",
    },
    {
      en: "Compare the gateway in the terminal's settings with the router's own address.",
      "zh-CN": "核对终端网关设置与路由器实际地址。",
    },
  ],
  parts: [],
  holdMs: 20_000,
  clearHoldMs: 20_000,
  inhibitedBy: ["network.link.down", "network.address.missing"],
  incident: "network",
  runbook: "network-check",
});
