import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("cashAcceptor.power.restarted", {
  look: componentIn("power", "restarted"),
  title: { en: "Cash acceptor lost its power and restarted", "zh-CN": "验钞器掉电后重启" },
  severity: "info",
  impact: [],
  action: "wait",
  skill: "electronics",
  causes: [
    { en: "Power cut of the terminal", "zh-CN": "终端断电" },
    { en: "Loose plug or worn cable of the acceptor", "zh-CN": "验钞器插头松动或线缆老化" },
    { en: "Supply dips when the stacker motor starts", "zh-CN": "压钞电机启动时供电跌落" },
  ],
  advice: [
    {
      en: "Once is no cause for a visit. Again and again: check plug, supply and cable of the acceptor.",
      "zh-CN": "偶发一次无需上门；反复出现则检查验钞器插头、电源和线缆。",
    },
    {
      en: "A note that was under way is credited by the acceptor itself after the restart: check the last sale.",
      "zh-CN": "重启后验钞器会自行处理途中的纸币：请核对最后一笔交易。",
    },
  ],
  parts: ["power supply of the cash acceptor"],
  holdMs: 0,
  clearHoldMs: 60_000,
  flap: { count: 3, windowMs: 14_400_000 },
  ticket: false,
});
