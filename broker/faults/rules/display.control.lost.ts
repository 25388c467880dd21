import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.control.lost", {
  look: componentIn("control", "lost"),
  title: { en: "Display can no longer be controlled over its video cable", "zh-CN": "无法再通过视频线控制显示屏" },
  severity: "minor",
  impact: [],
  action: "clearOnSite",
  skill: "electronics",
  causes: [
    {
      en: "Data wires of the cable are broken or corroded, though the picture still comes through",
      "zh-CN": "线缆数据芯线断裂或锈蚀，画面仍正常",
    },
    { en: "A splitter or adapter was put in that passes no DDC", "zh-CN": "新加的分配器或转接头不支持 DDC" },
    { en: "DDC/CI was switched off in the menu of the display", "zh-CN": "显示屏菜单中关闭了 DDC/CI" },
    { en: "Controller of the display hangs", "zh-CN": "显示屏控制板死机" },
  ],
  advice: [
    {
      en: "Switch the display off at its mains for 10 s: a controller that hangs comes back.",
      "zh-CN": "显示屏断电 10 秒：死机的控制板会恢复。",
    },
    { en: "Look for DDC/CI in its menu and switch it on.", "zh-CN": "在菜单中找到 DDC/CI 并打开。" },
    { en: "Take splitters and adapters out, then replace the cable.", "zh-CN": "去掉分配器和转接头，再换线。" },
  ],
  parts: ["video cable"],
  holdMs: 300_000,
  inhibitedBy: ["display.cable.disconnected", "display.power.off", "display.output.asleep", "display.output.disabled"],
});
