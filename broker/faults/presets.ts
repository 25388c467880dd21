import type { DeviceClass, Localized } from "../../contract/index.ts";
import { deviceClasses } from "../../contract/index.ts";
import { linkErrorShare } from "./limits.ts";
import { defineRule, type FaultRule } from "./rule.ts";

const secondMs = 1000;
const minuteMs = 60_000;

/** What a rule file must say; the rest has a default here. */
export type FaultSpec = Omit<FaultRule, "id" | "deviceClass" | "clearHoldMs" | "ticket"> &
  Partial<Pick<FaultRule, "clearHoldMs" | "ticket">>;

const classOf = (id: string): DeviceClass => {
  const found = deviceClasses.find((c) => id.startsWith(`${c}.`));
  if (!found) throw new TypeError(`${id}: a fault of a device starts with its class`);
  return found;
};

/**
 * A fault of one device. Defaults: clear for 10 s before it closes; more than five openings within half an hour are one flapping fault, which stays
 * until a quarter of an hour was quiet; it makes a ticket.
 * A silent device hides its other faults: they cannot be judged while it does not answer.
 */
export const fault = (id: string, spec: FaultSpec): FaultRule =>
  defineRule({
    id,
    deviceClass: classOf(id),
    clearHoldMs: 10 * secondMs,
    flap: { count: 5, windowMs: 30 * minuteMs },
    ticket: true,
    ...spec,
    inhibitedBy: ["device.silent", ...(spec.inhibitedBy ?? [])],
  });

/** The line to a device is disturbed though it still works: one such rule per class of devices on a line. */
export const noisyLink = (deviceClass: DeviceClass, name: Localized): FaultRule =>
  fault(`${deviceClass}.link.noisy`, {
    ...linkErrorShare,
    title: { en: `Line to the ${name.en} is disturbed`, "zh-CN": `${name["zh-CN"]}通信线路受干扰` },
    severity: "minor",
    impact: [],
    action: "engineer",
    skill: "electronics",
    causes: [
      { en: "Plug loose or not screwed down", "zh-CN": "插头松动或未拧紧" },
      {
        en: "Cable beside mains or motor leads, without screen or earth",
        "zh-CN": "线缆与强电或电机线并行，无屏蔽或未接地",
      },
      { en: "USB serial adapter of poor quality or failing", "zh-CN": "USB 转串口适配器质量差或即将损坏" },
      { en: "Speed or parity fits the device only just", "zh-CN": "波特率或校验与设备不完全匹配" },
    ],
    advice: [
      {
        en: "Check the plugs at both ends and the screws that hold them, the earth, and that the cable does not run beside mains.",
        "zh-CN": "检查两端插头及固定螺丝、接地，确认线缆未与强电并行。",
      },
      {
        en: "Swap the cable, then the USB adapter; compare speed and parity with the device's settings.",
        "zh-CN": "依次更换线缆和 USB 转换器；核对波特率和校验与设备设置一致。",
      },
    ],
    parts: ["serial cable", "USB serial adapter"],
    holdMs: 300 * secondMs,
    clearHoldMs: 300 * secondMs,
  });
