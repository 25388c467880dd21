import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.identity.exchanged", {
  look: componentIn("identity", "exchanged"),
  title: { en: "Another touchscreen than the commissioned one", "zh-CN": "触摸屏与投用记录不符" },
  severity: "minor",
  impact: [],
  action: "configure",
  skill: "site",
  causes: [
    { en: "Touchscreen or display replaced, and the record not", "zh-CN": "更换了触摸屏或显示器，记录未更新" },
    { en: "Firmware update changed its USB numbers", "zh-CN": "固件升级改变了 USB 编号" },
  ],
  advice: [
    {
      en: "Confirm the replacement, then run `acceptDevice` (or change the setting `device`).",
      "zh-CN": "确认更换属实后执行 `acceptDevice`（或修改设置 `device`）。",
    },
    {
      en: "Repeat the accuracy test: a new screen has another calibration.",
      "zh-CN": "重做定位测试：新触摸屏的校准不同。",
    },
  ],
  parts: [],
  holdMs: 60_000,
});
