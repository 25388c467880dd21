import type { DiagnosisView } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { isNews, stepText } from "../../i18n/steps.ts";
import { clockTime, duration } from "../../i18n/times.ts";
import { printConclusion } from "../conclusion.ts";
import { type Desk, openDesk, optional, text } from "../desk.ts";
import { follow } from "../follow.ts";

/** Prints each step once it is answered. */
const stepTeller = ({ ui, language, prose }: Desk): ((diagnosis: DiagnosisView) => void) => {
  let told = 0;
  return ({ steps }) => {
    while (told < steps.length) {
      const step = steps[told];
      if (step?.answer === undefined) return;
      told++;
      if (isNews(step)) prose(stepText(step, language), 10, ui.paint("dim", clockTime(step.answeredAt ?? step.at)));
    }
  };
};

const exitOf = { cured: exitCodes.ok, confirmed: exitCodes.faulty, cannotTell: exitCodes.noAnswer };

export default defineVerb({
  name: "diagnose",
  group: "act",
  summary: { en: "Find out what is wrong with a device", "zh-CN": "诊断一台设备" },
  positionals: {
    terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true },
    device: { summary: { en: "device of the terminal", "zh-CN": "终端上的设备" }, required: true },
  },
  options: {
    runbook: { summary: { en: "this runbook; else the one that fits", "zh-CN": "指定处置流程；缺省时自动选择" } },
    timeout: {
      summary: { en: "seconds to follow it", "zh-CN": "跟踪的秒数" },
      type: "number",
      default: 300,
    },
  },
  examples: [
    [
      "roundsman diagnose kiosk-001 cash-1",
      { en: "exit code 0 cured, 1 confirmed, 2 cannot tell", "zh-CN": "退出码：0 已修复，1 故障属实，2 无法判断" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const { client, t, language } = desk;
    const place = { terminal: text(args, "terminal"), device: text(args, "device") };
    const runbook = optional(args, "runbook");
    const started = await client.diagnose(place, runbook === undefined ? {} : { runbook });
    if (!ui.json) ui.out(ui.paint("strong", t("diagnose.started", { ...place, title: started.title[language] })));
    const timeoutMs = Number(args.timeout) * 1000;
    const again = (): Promise<DiagnosisView> => client.diagnosis({ id: started.id });
    const seen = ui.json ? () => undefined : stepTeller(desk);
    const last = await follow(started, again, (d) => d.state !== "running", seen, { signal: ui.signal, timeoutMs });
    if (ui.json) ui.jsonOut(last);
    else if (last.conclusion) printConclusion(desk, last.conclusion);
    else if (last.state === "abandoned") ui.out(t("diagnose.abandoned"));
    else ui.err(t("diagnose.late", { time: duration(timeoutMs, language), id: last.id }));
    return last.conclusion ? exitOf[last.conclusion.verdict] : exitCodes.noAnswer;
  },
});
