import type { ArgSpec, Localized } from "../../contract/index.ts";
import { defineVerb } from "../../contract/plain.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const options: Record<string, ArgSpec> = {
  port: { type: "string", required: true, summary: text("the real port", "真实端口") },
  application: {
    type: "string",
    required: true,
    summary: text("name of the port the sales application opens", "供销售程序打开的端口名"),
  },
  socket: {
    type: "string",
    required: true,
    summary: text("Unix socket on which the agent listens in", "代理程序监听用的 Unix 套接字"),
  },
  baud: { type: "number", default: 9600, summary: text("speed of the real port", "真实端口的波特率") },
  format: { type: "string", default: "8N1", summary: text("data bits, parity, stop bits", "数据位、校验、停止位") },
  rtscts: { type: "boolean", default: false, summary: text("RTS/CTS on the real port", "真实端口使用 RTS/CTS 流控") },
  memory: {
    type: "number",
    default: 1024,
    summary: text("KiB of the conversation that are remembered", "保留的通信记录大小（KiB）"),
  },
  group: {
    type: "string",
    summary: text("group that may open the application's port", "可打开应用端口的用户组"),
  },
};

export default defineVerb({
  name: "relay",
  group: "run",
  summary: text("Share a serial port between the sales application and the agent", "让销售程序与代理程序共用一个串口"),
  options,
  examples: [
    [
      "roundsman relay --port /dev/serial/by-id/usb-… --application /run/roundsman-relay/cash.tty --socket /run/roundsman-relay/cash.sock",
      text("a bill validator at 9600 8N1", "纸币器，9600 8N1"),
    ],
  ],
  async run(args, ui) {
    // Loaded only to run: `roundsman --help` reads this file, too.
    const { relay } = await import("../port/relay/command.ts");
    return relay(args, ui);
  },
});
