import type { ArgSpec, Localized } from "../../contract/index.ts";
import { defineVerb } from "../../contract/plain.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const options: Record<string, ArgSpec> = {
  fault: {
    type: "string",
    many: true,
    summary: text("begin with this fault of the device or the line", "启动时注入的设备或线路故障"),
  },
  link: {
    type: "string",
    summary: text(
      "symbolic link to the virtual port, or the folder of a system device",
      "指向虚拟串口的符号链接，或系统类设备的文件夹",
    ),
  },
  set: {
    type: "string",
    many: true,
    summary: text("setting of the simulated device, key=value", "模拟设备设置，key=value"),
  },
  script: {
    type: "boolean",
    default: false,
    summary: text("stop when the orders on standard input end", "标准输入结束时停止"),
  },
  list: { type: "boolean", default: false, summary: text("list faults and actions, open nothing", "仅列出故障和动作") },
};

export default defineVerb({
  name: "simulate",
  group: "bench",
  summary: text("Serve a simulated device on a virtual serial port", "在虚拟串口上运行模拟设备"),
  positionals: {
    device: { type: "string", required: false, summary: text("name of the driver it answers", "对应的驱动名") },
  },
  options,
  examples: [
    ["roundsman simulate escpos", text("a receipt printer", "票据打印机")],
    [
      "roundsman simulate ccnet --fault drip --link ./cash",
      text("a bill validator on a dripping line", "线路逐字节传输的纸币器"),
    ],
    ["roundsman simulate --list", text("which devices there are", "有哪些设备")],
    ["roundsman simulate crt571 --list", text("what can be broken, and done", "可注入的故障和动作")],
  ],
  async run(args, ui) {
    const { simulate } = await import("../line/command.ts");
    return simulate(args, ui, Math.random);
  },
});
