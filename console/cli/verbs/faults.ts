import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk, optional } from "../desk.ts";
import { faultTable, sayCut } from "../lists.ts";

export default defineVerb({
  name: "faults",
  group: "see",
  summary: { en: "Open faults", "zh-CN": "未恢复的故障" },
  options: {
    terminal: { summary: { en: "of this terminal only", "zh-CN": "仅此终端" } },
    all: { summary: { en: "closed ones too", "zh-CN": "包括已关闭的" }, type: "boolean", default: false },
    limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 200 },
    check: {
      summary: { en: "exit code 1 if a fault is open", "zh-CN": "有未恢复的故障时退出码为 1" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ["roundsman faults", { en: "what is wrong now", "zh-CN": "当前有哪些故障" }],
    ["roundsman faults --all --terminal kiosk-001", { en: "with those already closed", "zh-CN": "包括已关闭的故障" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = optional(args, "terminal");
    const all = args.all === true;
    const limit = Number(args.limit);
    const faults = await desk.client.faults({ all, limit, ...(terminal === undefined ? {} : { terminal }) });
    if (ui.json) ui.jsonOut(faults);
    else if (faults.length === 0) ui.out(desk.t(all ? "faults.emptyAll" : "faults.empty"));
    else faultTable(desk, faults);
    sayCut(desk, faults, limit);
    const open = faults.some((fault) => fault.state === "open" || fault.state === "clearing");
    return args.check && open ? exitCodes.faulty : exitCodes.ok;
  },
});
