import type { Column, RouteResponse } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { foreignBytes, foreignText } from "../../i18n/foreign.ts";
import { type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "No.", "zh-CN": "编号" }, align: "right" },
  { title: { en: "When", "zh-CN": "时间" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Why it was refused", "zh-CN": "拒收原因" } },
  { title: { en: "Bytes", "zh-CN": "字节" }, align: "right", priority: 1 },
];

const sayList = ({ ui, at, language }: Desk, entries: RouteResponse<"quarantine">): void => {
  if (entries.length === 0) return ui.out(ui.say({ en: "Nothing was refused.", "zh-CN": "没有被拒收的消息。" }));
  return ui.table(
    columns,
    entries.map((e) => [String(e.id), at(e.receivedAt), e.terminal, foreignText(e.text[language]), String(e.size)]),
  );
};

const sayOne = ({ ui, at, language }: Desk, one: RouteResponse<"refused">): void => {
  const { text, length } = foreignBytes(one.payload);
  ui.out([at(one.receivedAt), one.terminal, foreignText(one.topic)].filter((part) => part !== "").join("  "));
  ui.out(ui.paint("warn", foreignText(one.text[language])));
  if (length < one.size)
    ui.out(
      ui.say({ en: `the first ${length} of ${one.size} bytes`, "zh-CN": `${one.size} 字节中的前 ${length} 字节` }),
    );
  ui.out(text);
};

const numberIn = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError("usage", { en: `${text} is no number of a message`, "zh-CN": `${text} 不是消息编号` });
};

export default defineVerb({
  name: "quarantine",
  group: "see",
  summary: { en: "Messages of terminals that were refused, and why", "zh-CN": "被拒收的终端消息及其原因" },
  positionals: {
    number: { summary: { en: "this message, with its payload", "zh-CN": "仅此消息，并显示其内容" }, required: false },
  },
  options: {
    terminal: { summary: { en: "of this terminal only", "zh-CN": "仅此终端" } },
    limit: { summary: { en: "at most so many", "zh-CN": "最多条数" }, type: "number", default: 50 },
  },
  examples: [
    ["roundsman quarantine --limit 10", { en: "the latest ten", "zh-CN": "最近十条" }],
    ["roundsman quarantine 17", { en: "what was in message 17", "zh-CN": "第 17 条消息的内容" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const [number, terminal] = [optional(args, "number"), optional(args, "terminal")];
    if (number !== undefined) {
      const one = await desk.client.refused({ number: numberIn(number) });
      if (ui.json) ui.jsonOut(one);
      else sayOne(desk, one);
      return exitCodes.ok;
    }
    const limit = Number(args.limit);
    const entries = await desk.client.quarantine(terminal === undefined ? { limit } : { limit, terminal });
    if (ui.json) ui.jsonOut(entries);
    else sayList(desk, entries);
    return exitCodes.ok;
  },
});
