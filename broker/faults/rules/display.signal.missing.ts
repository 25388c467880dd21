import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.signal.missing", {
  look: componentIn("signal", "missing"),
  title: { en: "Display gets no picture signal", "zh-CN": "显示屏无视频信号" },
  severity: "critical",
  impact: ["allSales"],
  action: "clearOnSite",
  skill: "electronics",
  advice: [
    {
      en: "Check the video cable at both ends and the selected input (HDMI 1).",
      "zh-CN": "检查视频线两端插头和所选输入源（HDMI 1）。",
    },
    {
      en: "Check that the computer runs and sends a picture: restart it once.",
      "zh-CN": "确认主机运行并输出画面，必要时重启一次。",
    },
    { en: "Try the spare cable before swapping the display.", "zh-CN": "更换显示屏前先换备用线。" },
  ],
  parts: ["video cable"],
  holdMs: 30_000,
  inhibitedBy: ["display.power.off"],
  incident: "display",
});
