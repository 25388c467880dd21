import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.output.asleep", {
  look: componentIn("output", "asleep"),
  title: { en: "Computer has put the display to sleep", "zh-CN": "主机使显示屏进入休眠" },
  severity: "critical",
  impact: ["allSales"],
  action: "configure",
  skill: "software",
  causes: [
    { en: "Screen saver or energy saving of the operating system is on", "zh-CN": "操作系统屏保或节能已开启" },
    { en: "Power settings came back with an update", "zh-CN": "系统更新后恢复了电源设置" },
    {
      en: "Nobody touched the screen, and the sales application does not keep it awake",
      "zh-CN": "长时间无人触摸且售票程序未保持唤醒",
    },
  ],
  advice: [
    {
      en: "Touch the screen: if it comes on, the energy saving has to be switched off for good.",
      "zh-CN": "触摸屏幕：若点亮，须永久关闭节能。",
    },
    {
      en: "Switch off blanking and DPMS in the settings of the kiosk's image, and restart the sales application.",
      "zh-CN": "在系统镜像设置中关闭黑屏和 DPMS，并重启售票程序。",
    },
  ],
  parts: [],
  holdMs: 60_000,
  inhibitedBy: ["display.cable.disconnected"],
  incident: "display",
});
