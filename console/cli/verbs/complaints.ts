import type { Column, ComplaintView } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { given } from "../between.ts";
import { type Desk, openDesk } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "No.", "zh-CN": "编号" }, align: "right" },
  { title: { en: "Received", "zh-CN": "收到时间" } },
  { title: { en: "Customer", "zh-CN": "客户" } },
  { title: { en: "Who", "zh-CN": "投诉人" }, priority: 2 },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "Time", "zh-CN": "时限" } },
  { title: { en: "Valid so far", "zh-CN": "累计成立" }, align: "right", priority: 1 },
  { title: { en: "What", "zh-CN": "内容" }, priority: 3 },
];

const mostWords = 40;

/** The promise that runs, or the last one. */
const clockOf = ({ ui, language }: Desk, { clocks }: ComplaintView): string => {
  const clock = clocks.find(({ metAt }) => metAt === undefined) ?? clocks.at(-1);
  return clock ? ui.paint(clock.breached ? "bad" : "plain", clock.text[language]) : "";
};

const stateOf = ({ t }: Desk, { state, verdict }: ComplaintView): string =>
  t(`complaintChange.${state}`) + (verdict ? t("brackets", { text: t(`complaint.${verdict}`) }) : "");

const validOf = ({ ui }: Desk, { standing }: ComplaintView): string =>
  standing ? ui.paint(standing.warning ? "bad" : "plain", `${standing.valid}/${standing.limit}`) : "";

export default defineVerb({
  name: "complaints",
  group: "see",
  summary: { en: "Complaints and the times they must be answered in", "zh-CN": "投诉及其答复时限" },
  options: {
    customer: { summary: { en: "of this customer only", "zh-CN": "仅此客户" } },
    contract: { summary: { en: "of this contract only", "zh-CN": "仅此合同" } },
    ticket: { summary: { en: "about this ticket only", "zh-CN": "仅涉及此工单" }, type: "number" },
    all: { summary: { en: "closed ones too", "zh-CN": "包括已结案的" }, type: "boolean", default: false },
  },
  examples: [["roundsman complaints", { en: "what is to be answered", "zh-CN": "待答复的投诉" }]],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const all = args.all === true;
    const ticket = args.ticket === undefined ? {} : { ticket: Number(args.ticket) };
    const complaints = await desk.client.complaints({ all, ...ticket, ...given(args, "customer", "contract") });
    if (ui.json) ui.jsonOut(complaints);
    else if (complaints.length === 0) ui.out(desk.t(all ? "complaint.noneAll" : "complaint.none"));
    else
      ui.table(
        columns,
        complaints.map((one) => [
          String(one.number),
          desk.at(one.receivedAt),
          one.customer,
          one.from,
          stateOf(desk, one),
          clockOf(desk, one),
          validOf(desk, one),
          one.text.slice(0, mostWords),
        ]),
      );
    return exitCodes.ok;
  },
});
