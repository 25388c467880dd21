import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.output.disabled", {
  look: componentIn("output", "disabled"),
  title: { en: "No picture is sent to the display", "zh-CN": "未向显示屏输出画面" },
  severity: "critical",
  impact: ["allSales"],
  action: "configure",
  skill: "software",
  causes: [
    {
      en: "Display was plugged in after the start, and the display server did not take it",
      "zh-CN": "开机后才接上，显示服务未启用该输出",
    },
    { en: "Display server or sales application crashed", "zh-CN": "显示服务或售票程序崩溃" },
    { en: "Settings name another output", "zh-CN": "配置指定了其他输出口" },
  ],
  advice: [
    {
      en: "Restart the display server, or the computer; the display must be on and plugged in before.",
      "zh-CN": "重启显示服务或主机；此前须接好并打开显示屏。",
    },
    {
      en: "Comes back each time: write the output into the settings of the display server.",
      "zh-CN": "若反复出现：在显示服务配置中固定该输出口。",
    },
  ],
  parts: [],
  holdMs: 60_000,
  inhibitedBy: ["display.cable.disconnected"],
  incident: "display",
});
