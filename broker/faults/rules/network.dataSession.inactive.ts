import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.dataSession.inactive", {
  look: componentIn("dataSession", "inactive"),
  title: { en: "Modem is registered but has no data connection", "zh-CN": "通信模块已注册但无数据连接" },
  severity: "major",
  impact: ["monitoring"],
  action: "reset",
  skill: "network",
  causes: [
    { en: "Connection ended by the network and not built up again", "zh-CN": "连接被网络断开后未重建" },
    { en: "Wrong access point (APN), user or password", "zh-CN": "接入点（APN）、用户名或密码错误" },
    { en: "Data volume used up", "zh-CN": "数据流量用尽" },
  ],
  advice: [
    {
      en: "Restart the radio; it stays so: compare the access point with the contract, ask the operator about volume.",
      "zh-CN": "重启射频；无效则核对接入点与合同，并向运营商查询流量。",
    },
    {
      en: "Check that the program which dials (NetworkManager, pppd) runs on the terminal.",
      "zh-CN": "确认终端上的拨号程序（NetworkManager、pppd）在运行。",
    },
  ],
  parts: ["SIM card"],
  holdMs: 90000,
  clearHoldMs: 60000,
  inhibitedBy: [
    "network.modem.inoperative",
    "network.radio.off",
    "network.signal.none",
    "network.sim.notPresent",
    "network.sim.locked",
    "network.sim.blocked",
    "network.sim.inoperative",
    "network.registration.searching",
    "network.registration.notRegistered",
    "network.registration.denied",
    "network.registration.restricted",
  ],
  runbook: "modem-restart",
});
