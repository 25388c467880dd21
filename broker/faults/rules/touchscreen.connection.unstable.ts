import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.connection.unstable", {
  look: componentIn("connection", "unstable"),
  title: { en: "Touchscreen leaves USB and comes back again and again", "zh-CN": "触摸屏反复掉线重连" },
  severity: "major",
  impact: ["allSales"],
  action: "engineer",
  skill: "electronics",
  causes: [
    { en: "USB plug loose, or cable too long or worn", "zh-CN": "USB 插头松动、线缆过长或磨损" },
    { en: "Hub without enough current", "zh-CN": "集线器供电不足" },
    { en: "Autosuspend that the controller does not bear", "zh-CN": "控制器不支持自动挂起" },
    { en: "Supply of the display dips", "zh-CN": "显示器供电跌落" },
  ],
  advice: [
    {
      en: "Fix the plug, replace the USB cable; connect it without a hub, or to one with its own supply.",
      "zh-CN": "固定插头、更换 USB 线；不经集线器直连，或改用独立供电的集线器。",
    },
    {
      en: "Switch autosuspend off for it: write `on` to its `power/control`.",
      "zh-CN": "关闭其自动挂起：向 `power/control` 写入 `on`。",
    },
    { en: "It goes on: replace the controller.", "zh-CN": "仍反复掉线：更换控制器。" },
  ],
  parts: ["USB cable", "USB hub", "touch controller"],
  holdMs: 0,
  clearHoldMs: 60_000,
});
