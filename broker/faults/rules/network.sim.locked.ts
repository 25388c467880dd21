import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("network.sim.locked", {
  look: componentIn("sim", "locked"),
  title: { en: "SIM card or modem is locked and asks for a code", "zh-CN": "SIM 卡或通信模块被锁，要求输入密码" },
  severity: "major",
  impact: ["monitoring"],
  action: "configure",
  skill: "network",
  causes: [
    { en: "SIM with a PIN, and no PIN in the terminal's settings", "zh-CN": "SIM 卡设有 PIN，而终端未配置" },
    { en: "PIN of the settings was wrong: it is not sent twice", "zh-CN": "配置的 PIN 错误，不会再次发送" },
    {
      en: "Modem bound to another operator or another SIM (PH-NET, PH-SIM)",
      "zh-CN": "模块绑定其他运营商或其他 SIM 卡（PH-NET、PH-SIM）",
    },
  ],
  advice: [
    {
      en: "Look up the PIN in the site's data and put it into the settings. Never guess: three wrong tries block the card.",
      "zh-CN": "从站点资料查得 PIN 并写入配置。切勿猜测：输错三次将锁卡。",
    },
    { en: "Better: have the PIN request switched off on this card.", "zh-CN": "更好的办法：关闭该卡的 PIN 请求。" },
  ],
  parts: ["SIM card"],
  holdMs: 30000,
  clearHoldMs: 30000,
  inhibitedBy: ["network.modem.inoperative"],
});
