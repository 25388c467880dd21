import type { ArgSpec, Localized } from "../../contract/index.ts";
import { defineVerb } from "../../contract/plain.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const options: Record<string, ArgSpec> = {
  driver: {
    type: "string",
    required: true,
    summary: text("driver, see `roundsman drivers`", "驱动名，见 `roundsman drivers`"),
  },
  port: { type: "string", summary: text("serial port, e.g. /dev/ttyUSB0", "串口，例如 /dev/ttyUSB0") },
  baud: {
    type: "number",
    summary: text("baud rate, if it is not the protocol's usual one", "波特率（与协议默认值不同时）"),
  },
  config: { type: "string", many: true, summary: text("setting of the driver, key=value", "驱动设置，key=value") },
  watch: { type: "boolean", default: false, summary: text("go on until stopped", "持续查看，直到停止") },
  frames: { type: "boolean", default: false, summary: text("show the bytes on the line", "显示线路上的字节") },
};

export default defineVerb({
  name: "probe",
  group: "bench",
  summary: text("Open a port, ask the device who it is and how it is", "打开端口，查询设备身份和状态"),
  options,
  examples: [
    ["roundsman probe --driver escpos --port /dev/ttyUSB0", text("identify and poll once", "识别并查询一次")],
    [
      "roundsman probe --driver ccnet --port /dev/ttyS1 --watch --frames",
      text("go on, with the bytes", "持续查看并显示字节"),
    ],
    ["roundsman probe --driver host", text("the computer itself needs no port", "主机本身无需端口")],
  ],
  async run(args, ui) {
    const { probe } = await import("../probe/command.ts");
    return probe(args, ui, Math.random);
  },
});
