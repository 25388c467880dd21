import { cannotTell, defineRule } from "../rule.ts";

/** All devices of one port or hub went at once: one fault, not one for each. Said by the fleet. */
export default defineRule({
  id: "port.lost",
  deviceClass: "terminal",
  title: { en: "Several devices lost with their port or hub", "zh-CN": "多个设备随端口或集线器一同丢失" },
  severity: "major",
  impact: ["allSales"],
  action: "clearOnSite",
  skill: "electronics",
  causes: [
    { en: "Hub or multi-port card without power or unplugged", "zh-CN": "集线器或多串口卡失电或被拔出" },
    { en: "USB cable to the hub loose", "zh-CN": "集线器的 USB 线松动" },
    {
      en: "USB controller of the computer reset, often by a short circuit at one device",
      "zh-CN": "主机 USB 控制器复位，常由某设备短路引起",
    },
  ],
  advice: [
    {
      en: "Check the hub or port card and its cable; the devices behind it cannot be spoken to.",
      "zh-CN": "检查集线器或串口卡及其线缆；其后的设备均无法通信。",
    },
  ],
  parts: [],
  holdMs: 3_000,
  clearHoldMs: 5_000,
  inhibitedBy: ["terminal.lost"],
  ticket: true,
  look: () => cannotTell,
});
