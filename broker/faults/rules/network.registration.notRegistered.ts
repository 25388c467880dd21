import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.registration.notRegistered", {
  look: componentIn("registration", "notRegistered"),
  title: { en: "Mobile modem is not registered and does not search", "zh-CN": "移动通信模块未注册且不再搜网" },
  severity: "major",
  impact: ["monitoring"],
  action: "reset",
  skill: "network",
  causes: [
    { en: "Modem gave up after many refusals", "zh-CN": "多次被拒后模块停止搜网" },
    { en: "Operator fixed by hand in the modem", "zh-CN": "模块内手动固定了运营商" },
    { en: "SIM not read yet", "zh-CN": "SIM 卡尚未读取" },
  ],
  advice: [
    {
      en: "Restart the modem; if it does so again, ask the operator about the subscription.",
      "zh-CN": "重启模块；再次出现则向运营商查询该卡状态。",
    },
    { en: "On site: another SIM, then another modem.", "zh-CN": "现场：先换卡，再换模块。" },
  ],
  parts: ["SIM card", "mobile modem"],
  holdMs: 60000,
  clearHoldMs: 60000,
  inhibitedBy: [
    "network.modem.inoperative",
    "network.radio.off",
    "network.signal.none",
    "network.sim.notPresent",
    "network.sim.locked",
    "network.sim.blocked",
    "network.sim.inoperative",
  ],
  runbook: "modem-restart",
});
