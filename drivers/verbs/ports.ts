import type { ArgSpec, Localized } from "../../contract/index.ts";
import { defineVerb, systemClock } from "../../contract/plain.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const options: Record<string, ArgSpec> = {
  config: {
    type: "string",
    summary: text(
      "the agent's settings file: tells which device uses which port",
      "代理程序配置文件：显示各端口属于哪个设备",
    ),
  },
  all: {
    type: "boolean",
    default: false,
    summary: text("also hubs, pseudo-terminals and names without a chip", "同时列出集线器、伪终端和无芯片的端口名"),
  },
  watch: {
    type: "boolean",
    default: false,
    summary: text("go on and tell what is plugged and unplugged", "持续显示插入和拔出的设备"),
  },
};

export default defineVerb({
  name: "ports",
  group: "bench",
  summary: text(
    "List the serial and USB ports of this computer, who holds them, and what to write in the settings",
    "列出本机串口和 USB 设备、占用者以及应写入配置的名称",
  ),
  options,
  examples: [
    ["roundsman ports", text("every port with its stable name", "所有端口及其固定名称")],
    [
      "roundsman ports --config /etc/roundsman/agent.yaml",
      text("which device of the agent uses which port", "代理程序的哪个设备使用哪个端口"),
    ],
    ["roundsman ports --watch", text("plug one device after the other and see its name", "逐个插入设备，查看其名称")],
  ],
  async run(args, ui) {
    const { ports } = await import("../survey/command.ts");
    return ports(args, ui, systemClock);
  },
});
