import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("powerSupply.load.high", {
  look: componentIn("load", "high"),
  title: { en: "Load of the UPS is high", "zh-CN": "UPS 负载偏高" },
  severity: "minor",
  impact: [],
  action: "configure",
  skill: "electronics",
  causes: [
    { en: "Something was connected to the UPS that does not belong there", "zh-CN": "UPS 上接入了不该接的设备" },
    { en: "A heater or fan of the kiosk hangs on the protected side", "zh-CN": "终端加热器或风扇接在受保护侧" },
    { en: "UPS too small for this kiosk", "zh-CN": "UPS 容量偏小" },
  ],
  advice: [
    {
      en: "Move heaters, lamps and foreign plugs to the unprotected side; the battery lasts less the higher the load.",
      "zh-CN": "将加热器、灯具及外接插头移至非保护侧；负载越高续航越短。",
    },
  ],
  parts: [],
  holdMs: 600_000,
  clearHoldMs: 600_000,
  inhibitedBy: ["powerSupply.load.overload"],
});
