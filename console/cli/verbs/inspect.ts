import type { Column, InspectionFinding, InspectionItem, InspectionRound, Tone } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, inspectionAnswers } from "../../../contract/plain.ts";
import { actorText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { classTerm, term } from "../../i18n/words.ts";
import { type Desk, openDesk, optional, text } from "../desk.ts";

type Answer = { item: string; result: (typeof inspectionAnswers)[number]; note?: string };
type Result = InspectionItem["result"];

const columns: readonly Column[] = [
  { title: { en: "Item", "zh-CN": "项目" } },
  { title: { en: "Key", "zh-CN": "代号" } },
  { title: { en: "Result", "zh-CN": "结果" } },
  { title: { en: "What the machine found", "zh-CN": "机器检查结果" } },
];
const tones: Readonly<Record<Result, Tone>> = { ok: "good", notOk: "bad", cannotTell: "warn", notFitted: "dim" };

/** `printer=notOk:head dirty`. Throws `AppError("usage")`. */
export const readAnswer = (given: string, wrong: (given: string) => string): Answer => {
  const [, item = "", result = "", note] = /^([A-Za-z]+)=([A-Za-z]+)(?::(.*))?$/s.exec(given) ?? [];
  const known = inspectionAnswers.find((one) => one === result);
  if (!known) throw new AppError("usage", wrong(given));
  return { item, result: known, ...(note?.trim() ? { note: note.trim() } : {}) };
};

const resultText = ({ ui, t }: Desk, result: Result): string =>
  ui.paint(tones[result], t(`inspection.result.${result}`));

/** `printer: paper: full` where all is well, else what is not; an English word or two come from the terminal itself. */
const findingText = (desk: Desk, finding: InspectionFinding): string => {
  const { language, t, ui } = desk;
  const { device, deviceClass, result, evidence, states } = finding;
  const where = device ?? (deviceClass ? classTerm(language, deviceClass) : "");
  const told = evidence.map((one) => one[language]);
  const read = Object.entries(states).map(([name, state]) =>
    t("pair", { a: term(language, "components", name), b: term(language, "states", state) }),
  );
  const what = [...told, ...(told.length === 0 ? read : [])].join(t("comma"));
  const line = where === "" ? what : t("pair", { a: where, b: what });
  return result === "ok" ? line : ui.paint(tones[result], line);
};

const answerText = (desk: Desk, { answer }: InspectionItem): string[] => {
  if (!answer) return [];
  const { t, language } = desk;
  const said = t("inspection.said", {
    who: actorText(answer.by, language),
    result: t(`inspection.result.${answer.result}`),
  });
  return [answer.note === undefined ? said : t("pair", { a: said, b: answer.note })];
};

const stateText = (desk: Desk, { open, result }: InspectionItem): string => {
  if (!open) return resultText(desk, result);
  const asked = desk.ui.paint("strong", desk.t("inspection.asked"));
  return result === "notOk" ? `${resultText(desk, result)}${desk.t("comma")}${asked}` : asked;
};

const rowOf = (desk: Desk, item: InspectionItem): string[] => [
  item.title[desk.language],
  item.item,
  stateText(desk, item),
  [...item.findings.map((one) => findingText(desk, one)), ...answerText(desk, item)].join("\n"),
];

const headOf = ({ t, language }: Desk, round: InspectionRound): string => {
  const { state, number, startedAt = 0, finishedAt = 0 } = round;
  if (state === "new") return t("inspection.new", { due: round.due ?? "" });
  const by = actorText((state === "open" ? round.startedBy : round.finishedBy) ?? "", language);
  const time = absolute(state === "open" ? startedAt : finishedAt).slice(0, 16);
  return t(state === "open" ? "inspection.open" : "inspection.finished", { number, time, by });
};

const show = (desk: Desk, round: InspectionRound): void => {
  const { ui, prose, t, language } = desk;
  ui.out(`${ui.paint("strong", round.terminal)}  ${resultText(desk, round.result)}`);
  prose([headOf(desk, round), ...(round.customer === undefined ? [] : [round.customer])].join(" · "));
  if (round.note !== undefined) prose(round.note);
  ui.out("");
  ui.table(
    columns,
    round.items.map((item) => rowOf(desk, item)),
  );
  const open = round.items.filter((item) => item.open);
  if (open.length > 0) {
    desk.heading(t("inspection.toAsk"));
    for (const { item, ask } of open) prose(ask?.[language] ?? "", 17, `  ${item}`);
  }
  if (round.state === "finished") return;
  const first = open[0]?.item;
  const line = `roundsman inspect ${round.terminal} ${first === undefined ? "--finish" : `--answer ${first}=ok`}`;
  prose(ui.paint("dim", `\n${t("show.next", { lines: line })}`));
};

export default defineVerb({
  name: "inspect",
  group: "act",
  summary: {
    en: "An inspection round: what the machine found, what you are asked",
    "zh-CN": "巡检：机器已检查的项目，以及需要人工回答的项目",
  },
  positionals: {
    terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true },
  },
  options: {
    answer: {
      summary: {
        en: "item=ok, item=notOk:why, item=notFitted; may be given several times",
        "zh-CN": "项目=ok、项目=notOk:原因 或 项目=notFitted；可多次给出",
      },
      many: true,
    },
    note: { summary: { en: "a note on the whole round", "zh-CN": "整次巡检的备注" } },
    finish: {
      summary: {
        en: "finish the round; refused while something is still to be answered",
        "zh-CN": "结束巡检；仍有未回答的项目时拒绝",
      },
      type: "boolean",
      default: false,
    },
    round: { summary: { en: "show this finished round", "zh-CN": "显示此编号的已完成巡检" }, type: "number" },
  },
  examples: [
    ["roundsman inspect kiosk-001", { en: "the checklist as it stands", "zh-CN": "当前的巡检清单" }],
    [
      "roundsman inspect kiosk-001 --answer outside=ok --answer printer=notOk:'head dirty'",
      { en: "answer two items", "zh-CN": "回答两个项目" },
    ],
    ["roundsman inspect kiosk-001 --finish", { en: "finish the round", "zh-CN": "结束巡检" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const { client, t } = desk;
    const terminal = text(args, "terminal");
    const wrong = (given: string): string => t("inspection.wrong", { given });
    const answers = ((args.answer as string[] | undefined) ?? []).map((given) => readAnswer(given, wrong));
    const note = optional(args, "note");
    const finish = args.finish === true;
    const writes = answers.length > 0 || note !== undefined || finish;
    const request = {
      ...(answers.length > 0 ? { answers } : {}),
      ...(note === undefined ? {} : { note }),
      ...(finish ? { finish } : {}),
    };
    const round = writes
      ? await client.inspect({ terminal }, request)
      : await (args.round === undefined
          ? client.inspection({ terminal })
          : client.round({ number: args.round as number }));
    if (ui.json) ui.jsonOut(round);
    else show(desk, round);
    return round.state === "finished" && round.result === "notOk" ? exitCodes.faulty : exitCodes.ok;
  },
});
