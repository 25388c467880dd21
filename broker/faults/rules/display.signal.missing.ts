import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("display.signal.missing", {
  look: componentIn("signal", "missing"),
  title: { en: "Display gets no picture signal", "zh-CN": "显示屏无视频信号" },
  severity: "critical",
  impact: ["allSales"],
  action: "clearOnSite",
  skill: "electronics",
  causes: [
    { en: "Video cable loose or broken", "zh-CN": "视频线松动或损坏" },
    { en: "Computer switched off, hanging, or asleep", "zh-CN": "主机关机、死机或休眠" },
    { en: "Wrong input selected", "zh-CN": "输入源选择错误" },
    { en: "Graphics output or input board failed", "zh-CN": "显卡输出或输入板损坏" },
  ],
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
