import type { ArgSpec, Localized } from "../../contract/index.ts";
import { defineVerb } from "../../contract/plain.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const options: Record<string, ArgSpec> = {
  socket: { type: "string", summary: text("socket of a relay that runs", "正在运行的中继的套接字") },
  port: {
    type: "string",
    summary: text("real port: be the relay ourselves, as long as we listen", "真实端口：监听期间由本命令充当中继"),
  },
  application: {
    type: "string",
    summary: text("with --port: name of the port the application opens", "配合 --port：供应用程序打开的端口名"),
  },
  baud: { type: "number", summary: text("with --port: speed, else the driver's", "配合 --port：波特率，默认取自驱动") },
  format: {
    type: "string",
    summary: text("with --port: 8N1, 8E1, ..., else the driver's", "配合 --port：8N1、8E1 等，默认取自驱动"),
  },
  driver: { type: "string", summary: text("driver that understands the bytes", "用于解码的驱动") },
  config: { type: "string", many: true, summary: text("setting of the driver, key=value", "驱动设置，key=value") },
  out: { type: "string", summary: text("write a trace to this new file", "将记录写入此新文件") },
  note: { type: "string", summary: text("what happened, for the trace's header", "说明，写入记录的首行") },
  all: {
    type: "boolean",
    default: false,
    summary: text("begin with what the relay remembers", "先显示中继保留的历史通信"),
  },
  unprotected: {
    type: "boolean",
    default: false,
    summary: text("show bytes without a driver: no card data passes here", "无驱动也显示字节：确认此处无卡数据"),
  },
};

export default defineVerb({
  name: "tap",
  group: "bench",
  summary: text(
    "Listen in on a port: show and record what passes between an application and its device",
    "监听端口：显示并记录应用程序与设备之间的通信",
  ),
  options,
  examples: [
    [
      "roundsman tap --socket /run/roundsman-relay/cash.sock --driver ccnet",
      text("on a shared port, live", "实时监听共享端口"),
    ],
    [
      "roundsman tap --port /dev/ttyUSB0 --driver ccnet --application ./cash.tty --out jam.trace",
      text("between an application and a port, and keep a trace", "在应用程序与端口之间监听，并保存记录"),
    ],
  ],
  async run(args, ui) {
    const { tap } = await import("../traces/tap.ts");
    return tap(args, ui);
  },
});
