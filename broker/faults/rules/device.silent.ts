import { servicesOf } from "../../../contract/index.ts";
import { cannotTell, clear, defineRule } from "../rule.ts";

/** Any device the agent cannot speak to: unplugged, switched off, dead, or another program holds its port. */
export default defineRule({
  id: "device.silent",
  deviceClass: "any",
  title: { en: "Device does not answer", "zh-CN": "设备无应答" },
  severity: "major",
  impact: [],
  action: "reset",
  skill: "electronics",
  causes: [
    { en: "Device without power: plug, supply, fuse", "zh-CN": "设备失电：插头、电源或熔断器" },
    { en: "Data cable loose, or its USB adapter hangs", "zh-CN": "数据线松动或 USB 转换器死机" },
    { en: "Another program holds the port", "zh-CN": "端口被其他程序占用" },
    { en: "Speed, parity or address do not fit the device", "zh-CN": "波特率、校验或地址与设备不符" },
    { en: "Electronics of the device failed", "zh-CN": "设备电路故障" },
  ],
  advice: [
    {
      en: "Look at the device's power lamp first: dark means supply or plug, not the device.",
      "zh-CN": "先看设备电源灯：不亮说明是供电或插头问题，而非设备本身。",
    },
    {
      en: "Check its data cable at both ends, then the USB adapter: unplug it for 10 s and plug it in again.",
      "zh-CN": "检查数据线两端，再查 USB 转换器：拔下 10 秒后重新插上。",
    },
    {
      en: "Powered and connected and still silent: switch it off for 10 s; then replace it.",
      "zh-CN": "供电和连接正常仍无应答：断电 10 秒；仍无效则更换设备。",
    },
  ],
  parts: ["data cable", "USB serial adapter"],
  holdMs: 5_000,
  clearHoldMs: 5_000,
  inhibitedBy: ["port.lost", "terminal.lost"],
  runbook: "device-silent",
  ticket: true,
  look: ({ health, fresh }) => {
    if (!fresh || health.availability === "unknown" || health.availability === "starting") return cannotTell;
    if (health.availability !== "offline" && health.availability !== "absent") return clear;
    const { availability, because } = health;
    return {
      verdict: "fault",
      impact: servicesOf[health.deviceClass],
      evidence: () => ({
        text: because ? `${availability}: ${because.text} (${because.code})` : `the device is ${availability}`,
      }),
    };
  },
});
