import type { FaultView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { type Desk, openDesk, optional, text } from "../desk.ts";
import { shortId } from "../lists.ts";
import { tellStory } from "../story.ts";

const mostFaults = 1000;
const worstFirst = ["critical", "major", "minor", "info"];

/** The fault whose id begins so. Throws `notFound`, or `usage` if several do. */
const byPrefix = async ({ client, t }: Desk, id: string): Promise<FaultView> => {
  const open = (await client.faults({ limit: mostFaults })).filter((fault) => fault.id.startsWith(id));
  const all = open.length > 0 ? open : await client.faults({ all: true, limit: mostFaults });
  const found = all.filter((fault) => fault.id.startsWith(id));
  const [first] = found;
  if (!first) throw new AppError("notFound", t("explain.unknown", { id }));
  const list = found.map((fault) => shortId(fault.id)).join(", ");
  if (found.length > 1) throw new AppError("usage", t("explain.many", { count: found.length, id, list }));
  return first;
};

/** The fault of a device that matters most: shown before hidden, then the worst. */
const byDevice = async ({ client, t }: Desk, terminal: string, device: string): Promise<FaultView> => {
  const faults = (await client.faults({ terminal })).filter((fault) => fault.device === device);
  const rank = (fault: FaultView): number => worstFirst.indexOf(fault.severity) + (fault.hiddenBy ? 10 : 0);
  const [first] = faults.sort((a, b) => rank(a) - rank(b));
  if (!first) throw new AppError("notFound", t("explain.noneOn", { terminal, device }));
  return first;
};

export default defineVerb({
  name: "explain",
  group: "see",
  summary: { en: "Why a fault is open, and what was tried", "zh-CN": "故障为何存在，采取过哪些措施" },
  positionals: {
    fault: {
      summary: { en: "fault id or its beginning, or a terminal", "zh-CN": "故障编号或其开头，或终端编号" },
      required: true,
    },
    device: { summary: { en: "device, after a terminal", "zh-CN": "设备（前面为终端时）" }, required: false },
  },
  examples: [
    ["roundsman explain 4f2a", { en: "by the beginning of its id", "zh-CN": "按故障编号的开头" }],
    ["roundsman explain kiosk-001 printer", { en: "the worst fault of this device", "zh-CN": "此设备最严重的故障" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const device = optional(args, "device");
    const first = text(args, "fault");
    const fault = device === undefined ? await byPrefix(desk, first) : await byDevice(desk, first, device);
    const story = await desk.client.explain({ id: fault.id });
    if (ui.json) ui.jsonOut(story);
    else tellStory(desk, story);
    return exitCodes.ok;
  },
});
