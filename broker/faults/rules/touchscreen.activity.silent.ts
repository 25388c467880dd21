import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.activity.silent", {
  look: componentIn("activity", "silent"),
  title: { en: "Customers come and nobody touches the screen", "zh-CN": "有顾客到来但屏幕无人触摸" },
  severity: "major",
  impact: ["allSales"],
  action: "engineer",
  skill: "site",
  causes: [
    { en: "Screen feels nothing though the controller answers", "zh-CN": "控制器有应答但触摸面无感应" },
    { en: "Picture dark or frozen: people do not try", "zh-CN": "画面黑屏或定格，顾客未尝试" },
    { en: "Another program has taken the touches for itself", "zh-CN": "其他程序独占了触摸输入" },
  ],
  advice: [
    {
      en: "Let somebody touch the screen in five places, and look whether the touch counter grows.",
      "zh-CN": "请现场人员触摸屏幕五处，观察触摸次数是否增加。",
    },
    {
      en: "It does not: re-seat the sensor cable; then replace the glass.",
      "zh-CN": "未增加：重新插好感应排线；再不行则更换玻璃。",
    },
    {
      en: "It does: look at the picture, and at what the sales application shows.",
      "zh-CN": "有增加：检查画面及销售程序显示内容。",
    },
  ],
  parts: ["touch glass"],
  holdMs: 60_000,
  inhibitedBy: ["touchscreen.input.mute", "touchscreen.sensor.inoperable"],
});
