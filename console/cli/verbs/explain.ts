import type { FaultView } from "../../../contract/index.ts";
import { AppError, asRead, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { type Desk, openDesk, optional, text } from "../desk.ts";
import { shortId } from "../lists.ts";
import { type Story, tellStory } from "../story.ts";

const mostFaults = 1000;
const worstFirst = ["critical", "major", "minor", "info"];

/** The fault whose id begins so. Throws `notFound`, or `usage` if several do. */
const byPrefix = async ({ client, t }: Desk, id: string): Promise<FaultView> => {
  const open = (await client.faults({ limit: mostFaults })).filter((fault) => fault.id.startsWith(id));
  const all = open.length > 0 ? open : await client.faults({ all: true, limit: mostFaults });
  const found = all.filter((fault) => fault.id.startsWith(id));
  const [first] = found;
  if (!first) throw new AppError("notFound", asRead(t("explain.unknown", { id })));
  const list = found.map((fault) => shortId(fault.id)).join(", ");
  if (found.length > 1) throw new AppError("usage", t("explain.many", { count: found.length, id, list }));
  return first;
};

const rank = (fault: FaultView): number => worstFirst.indexOf(fault.severity) + (fault.hiddenBy ? 10 : 0);
const byRank = (a: FaultView, b: FaultView): number => rank(a) - rank(b) || b.since - a.since;

/** The open fault of a terminal or device that matters most: shown before hidden, then the worst; without one, the last that was closed. */
const byPlace = async ({ client, t, ui }: Desk, terminal: string, device: string | undefined): Promise<FaultView> => {
  const ofPlace = (faults: FaultView[]) => faults.filter((fault) => device === undefined || fault.device === device);
  const open = ofPlace(await client.faults({ terminal, limit: mostFaults })).sort(byRank);
  const place = [terminal, device ?? ""].join(" ").trim();
  const others = open.slice(1).map((fault) => shortId(fault.id));
  if (others.length > 0) ui.err(ui.paint("dim", t("explain.others", { place, list: others.join(", ") })));
  if (open[0]) return open[0];
  const [last] = ofPlace(await client.faults({ terminal, all: true, limit: mostFaults }));
  if (!last) throw new AppError("notFound", asRead(t("explain.noneOn", { place })));
  ui.err(ui.paint("dim", t("explain.lastOf", { place })));
  return last;
};

const isTerminal = async ({ client }: Desk, id: string): Promise<boolean> =>
  (await client.terminals()).some((terminal) => terminal.id === id);

/** What a fault's explanation only names. That one of these is gone by now is no reason to tell nothing. */
const related = async (
  { client }: Desk,
  { hiddenBy, ticket, terminal, device }: FaultView,
): Promise<Partial<Story>> => {
  const [cause, ticketView, place] = await Promise.all([
    hiddenBy === undefined ? undefined : client.explain({ id: hiddenBy }).catch(() => undefined),
    ticket === undefined ? undefined : client.ticket({ number: ticket }).catch(() => undefined),
    client.terminal({ terminal }).catch(() => undefined),
  ]);
  const stale = place?.deviceList.find((one) => one.device === device)?.stale === true;
  return { stale, ...(cause ? { cause: cause.fault } : {}), ...(ticketView ? { ticket: ticketView } : {}) };
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
  options: {
    frames: {
      summary: { en: "the frames of every command, too", "zh-CN": "同时显示每条命令的报文" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ["roundsman explain 4f2a", { en: "by the beginning of its id", "zh-CN": "按故障编号的开头" }],
    ["roundsman explain kiosk-001 printer", { en: "the worst fault of this device", "zh-CN": "此设备最严重的故障" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const device = optional(args, "device");
    const first = text(args, "fault");
    const isPlace = device !== undefined || (await isTerminal(desk, first));
    const fault = isPlace ? await byPlace(desk, first, device) : await byPrefix(desk, first);
    const story = await desk.client.explain({ id: fault.id });
    if (ui.json) ui.jsonOut(story);
    else tellStory(desk, { ...story, ...(await related(desk, story.fault)), frames: args.frames === true });
    return exitCodes.ok;
  },
});
