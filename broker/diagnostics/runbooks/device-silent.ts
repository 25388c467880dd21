import type { DeviceHealth } from "../../../contract/index.ts";
import { type Judgement, recover } from "../recovery.ts";
import { defineRunbook } from "../runbook.ts";

const answers = (health: DeviceHealth): Judgement => {
  if (health.availability === "online" || health.availability === "busy") return "good";
  if (health.availability === "starting") return "wait";
  return health.availability === "unknown" ? "unknown" : "bad";
};

export default defineRunbook({
  id: "device-silent",
  title: { en: "Open the port of a silent device anew", "zh-CN": "重新打开无应答设备的端口" },
  handles: ["device.silent"],
  deviceClass: "any",
  disturbs: "device",
  *steps(facts) {
    return yield* recover(facts, {
      by: answers,
      attempts: [
        {
          command: "reopenPort",
          did: { en: "opening its port anew", "zh-CN": "重新打开端口" },
          settleMs: 3_000,
          lookMs: 30_000,
        },
      ],
      confirmed: {
        en: "It still does not answer: no power, a loose cable, or a dead device.",
        "zh-CN": "仍无应答：断电、线缆松动或设备损坏。",
      },
      advice: [
        {
          en: "First look at the device's power lamp, then at both ends of its cable, then at the USB adapter.",
          "zh-CN": "先看设备电源灯，再查线缆两端，最后查 USB 转换器。",
        },
      ],
      parts: ["serial cable"],
    });
  },
});
