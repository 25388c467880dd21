import type { Column, VisitView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { readMoment } from "../../i18n/times.ts";
import { given } from "../between.ts";
import { type Desk, openDesk } from "../desk.ts";
import { hoursText, stateText } from "../visit.ts";

const columns: readonly Column[] = [
  { title: { en: "Visit", "zh-CN": "上门" }, align: "right" },
  { title: { en: "Appointment", "zh-CN": "预约时间" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Site", "zh-CN": "站点" }, priority: 2 },
  { title: { en: "Technician", "zh-CN": "技术员" } },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "Ticket", "zh-CN": "工单" }, align: "right", priority: 1 },
  { title: { en: "What", "zh-CN": "事项" }, priority: 3 },
  { title: { en: "Time zone", "zh-CN": "时区" }, priority: 4 },
];

const row = (desk: Desk, visit: VisitView): string[] => [
  String(visit.number),
  hoursText(visit.appointment),
  visit.terminal,
  visit.site,
  visit.technicianName ?? visit.technician,
  stateText(desk, visit),
  visit.ticket === undefined ? "" : `#${visit.ticket}`,
  visit.order.title[desk.language],
  visit.appointment.zone,
];

/** A day is from its first minute to its last, local time. */
const moment = (text: string, last: boolean, { t }: Desk): number => {
  const at = readMoment(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T${last ? "23:59:59" : "00:00"}` : text);
  if (at === undefined) throw new AppError("usage", t("visit.badTime", { given: text }));
  return at;
};

export default defineVerb({
  name: "visits",
  group: "see",
  summary: { en: "Visits by the time of their appointments", "zh-CN": "按预约时间列出的上门记录" },
  options: {
    technician: { summary: { en: "of this technician only", "zh-CN": "仅此技术员" } },
    terminal: { summary: { en: "to this terminal only", "zh-CN": "仅此终端" } },
    ticket: { summary: { en: "for this ticket only", "zh-CN": "仅此工单" }, type: "number" },
    from: { summary: { en: "from this day or moment on, local time", "zh-CN": "起始日期或时刻（本地时间）" } },
    to: { summary: { en: "up to this day or moment", "zh-CN": "截止日期或时刻" } },
  },
  examples: [
    ["roundsman visits --technician li --from 2026-11-23", { en: "what Li has to do", "zh-CN": "李某的上门安排" }],
    ["roundsman visits --ticket 7", { en: "every visit for one ticket", "zh-CN": "某工单的全部上门" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const { from, to, ...only } = given(args, "technician", "terminal", "from", "to");
    const visits = await desk.client.visits({
      ...only,
      ...(args.ticket === undefined ? {} : { ticket: Number(args.ticket) }),
      ...(from === undefined ? {} : { from: moment(from, false, desk) }),
      ...(to === undefined ? {} : { to: moment(to, true, desk) }),
    });
    if (ui.json) ui.jsonOut(visits);
    else if (visits.length === 0) ui.out(desk.t("visit.none"));
    else
      ui.table(
        columns,
        visits.map((visit) => row(desk, visit)),
      );
    return exitCodes.ok;
  },
});
