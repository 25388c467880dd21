import type { ArgSpec, Localized } from "../../contract/index.ts";
import { defineVerb } from "../../contract/plain.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const options: Record<string, ArgSpec> = {
  to: {
    type: "string",
    choices: ["driver", "session", "simulator"],
    default: "driver",
    summary: text(
      "driver: it listens to both sides (session: it asks, and the trace answers); simulator: it answers the trace's host",
      "driver：驱动旁听双方（session：驱动提问、由记录应答）；simulator：模拟设备应答记录中的主机",
    ),
  },
  driver: { type: "string", summary: text("instead of the one the trace names", "代替记录中指定的驱动") },
  expect: {
    type: "string",
    summary: text("findings it must come to, made with --json", "应得到的结果文件（由 --json 生成）"),
  },
  set: {
    type: "string",
    many: true,
    summary: text("setting of the simulated device, key=value", "模拟设备设置，key=value"),
  },
};

export default defineVerb({
  name: "replay",
  group: "bench",
  summary: text("Feed a recorded trace to the driver or to the simulated device", "将通信记录回放给驱动或模拟设备"),
  positionals: { trace: { type: "string", required: true, summary: text("trace file", "记录文件") } },
  options,
  examples: [
    ["roundsman replay jam.trace", text("what does the driver make of it?", "驱动如何解读？")],
    [
      "roundsman replay jam.trace --to simulator",
      text("where does our simulator answer differently?", "模拟设备在何处应答不同？"),
    ],
    [
      "roundsman replay jam.trace --expect jam.expected.json",
      text("the same as before? Exit code 1 if not", "与先前结果一致？不一致时退出码为 1"),
    ],
  ],
  async run(args, ui) {
    const { replay } = await import("../traces/replay.ts");
    return replay(args, ui);
  },
});
