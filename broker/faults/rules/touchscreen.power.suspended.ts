import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.power.suspended", {
  look: componentIn("power", "suspended"),
  title: { en: "Computer has put the touchscreen to sleep", "zh-CN": "触摸屏被系统挂起" },
  severity: "minor",
  impact: [],
  action: "configure",
  skill: "software",
  causes: [
    {
      en: "USB autosuspend is on (`power/control` says auto)",
      "zh-CN": "USB 自动挂起已启用（`power/control` 为 auto）",
    },
    { en: "The sales application has not opened the touchscreen", "zh-CN": "销售程序未打开触摸屏" },
  ],
  advice: [
    {
      en: "Write `on` to `power/control` of the device by a udev rule: the first touch of a customer may be lost otherwise.",
      "zh-CN": "用 udev 规则向设备的 `power/control` 写入 `on`，否则顾客的第一次触摸可能丢失。",
    },
    { en: "If it is meant so: set `mayAutosuspend`.", "zh-CN": "若属有意：设置 `mayAutosuspend`。" },
  ],
  parts: [],
  holdMs: 600_000,
});
