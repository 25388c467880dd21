import type { Localized } from "../../contract/index.ts";
import { AppError, defineVerb } from "../../contract/plain.ts";
import { stayLean } from "../memory.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

export default defineVerb({
  name: "agent",
  group: "run",
  summary: text("Run the agent of a terminal", "运行终端代理程序"),
  options: {
    config: { type: "string", required: true, summary: text("settings file (YAML)", "配置文件（YAML）") },
    check: {
      type: "boolean",
      default: false,
      summary: text("only check the settings file and name every wrong key", "只检查配置文件，并指出每一个错误的键"),
    },
  },
  examples: [
    ["roundsman agent --config /etc/roundsman/agent.yaml", text("run until stopped", "运行，直到被停止")],
    [
      "roundsman agent --config agent.yaml --check",
      text("check only; exit code 78 if anything is wrong", "只检查；有错误时退出码为 78"),
    ],
  ],
  async run(args, ui) {
    const file = args["config"];
    if (typeof file !== "string") throw new AppError("usage", "say --config FILE");
    stayLean();
    // The agent itself is loaded only to run: `roundsman --help` reads this file, too.
    const { runAgent } = await import("../serve.ts");
    return runAgent(file, args["check"] === true, ui);
  },
});
