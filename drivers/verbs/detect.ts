import type { Localized } from "../../contract/index.ts";
import { defineVerb, systemClock } from "../../contract/plain.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

export default defineVerb({
  name: "detect",
  group: "bench",
  summary: text(
    "Find out which known devices are connected, and what to write in the settings; moves no money, card or paper",
    "识别已连接的设备并给出配置；不会移动纸币、卡片或纸张",
  ),
  options: {
    port: {
      type: "string",
      summary: text(
        "only this port, e.g. /dev/ttyUSB0 or usb:04b8:0202; otherwise all that nobody holds",
        "仅检测此端口，例如 /dev/ttyUSB0 或 usb:04b8:0202；默认检测所有空闲端口",
      ),
    },
  },
  examples: [
    ["roundsman detect", text("all free serial ports, USB devices and the system", "所有空闲串口、USB 设备和系统")],
    ["roundsman detect --port /dev/ttyUSB0", text("one port, half a minute at most", "单个端口，最多半分钟")],
  ],
  async run(args, ui) {
    const { runDetect } = await import("../detect/command.ts");
    return runDetect(args, ui, systemClock);
  },
});
