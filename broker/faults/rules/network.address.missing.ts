import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.address.missing", {
  look: componentIn("address", "missing"),
  title: { en: "Terminal has no network address", "zh-CN": "终端未获得网络地址" },
  severity: "major",
  impact: ["monitoring", "sellByCard"],
  action: "configure",
  skill: "network",
  causes: [
    {
      en: "DHCP server of the site does not answer or is out of addresses",
      "zh-CN": "现场 DHCP 服务器无应答或地址耗尽",
    },
    { en: "Switch port in the wrong VLAN, or waiting for 802.1X", "zh-CN": "交换机端口 VLAN 错误或等待 802.1X 认证" },
    { en: "Fixed address lost from the terminal's settings", "zh-CN": "终端固定地址配置丢失" },
  ],
  advice: [
    {
      en: "Cable and lamps are well: restart the router of the site, then look at its list of leases.",
      "zh-CN": "网线和指示灯正常：重启现场路由器，再查看其地址租约。",
    },
    {
      en: "Ask the site's administrator whether the port was moved or the network renumbered.",
      "zh-CN": "询问现场管理员端口或网段是否变更。",
    },
  ],
  parts: [],
  holdMs: 30_000,
  clearHoldMs: 15_000,
  inhibitedBy: ["network.link.down"],
  incident: "network",
});
