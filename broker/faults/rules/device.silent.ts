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
  advice: [
    { en: "Check that the device has power.", "zh-CN": "检查设备是否通电。" },
    { en: "Check its data cable at both ends.", "zh-CN": "检查数据线两端的连接。" },
  ],
  parts: ["data cable"],
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
      evidence: () => ({
        text: because ? `${availability}: ${because.text} (${because.code})` : `the device is ${availability}`,
      }),
    };
  },
});
