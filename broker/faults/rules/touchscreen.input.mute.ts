import { fault } from "../presets.ts";
import { componentIn } from "../rule.ts";

export default fault("touchscreen.input.mute", {
  look: componentIn("input", "mute"),
  title: { en: "Touchscreen is on USB but gives no touches", "zh-CN": "触摸屏已接入 USB 但无触摸输入" },
  severity: "critical",
  impact: ["allSales"],
  action: "reset",
  skill: "software",
  causes: [
    { en: "Kernel driver not loaded, or taken away by another program", "zh-CN": "内核驱动未加载，或被其他程序卸下" },
    { en: "Controller started in its firmware update mode", "zh-CN": "控制器进入了固件升级模式" },
    { en: "System update without the touch module", "zh-CN": "系统更新后缺少触摸模块" },
    { en: "Controller hangs after a voltage dip", "zh-CN": "电压跌落后控制器死机" },
  ],
  advice: [
    {
      en: "`no driver`: load usbhid and hid-multitouch, then plug the device in anew; look at udev rules that unbind it.",
      "zh-CN": "显示 `no driver`：加载 usbhid 和 hid-multitouch 后重新插拔；检查解绑设备的 udev 规则。",
    },
    {
      en: "`no event node`: unplug the touchscreen for 10 s; still none: its firmware is in boot mode, replace the controller.",
      "zh-CN": "显示 `no event node`：拔下触摸屏 10 秒；仍没有则固件处于引导模式，更换控制器。",
    },
  ],
  parts: ["touch controller"],
  holdMs: 20_000,
  runbook: "touch-controller-reset",
});
