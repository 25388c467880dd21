import type {
  Column,
  RehearsalResult,
  RehearsalView,
  RehearsedDifference,
  RehearseRules,
} from "../../contract/index.ts";
import { exitCodes } from "../../contract/plain.ts";
import { differenceText } from "../i18n/rules.ts";
import { absolute, duration } from "../i18n/times.ts";
import { type Args, type Desk, optional } from "./desk.ts";
import { follow } from "./follow.ts";
import { proposalOf } from "./rules.ts";

const columns: readonly Column[] = [
  { title: { en: "What", "zh-CN": "变化" } },
  { title: { en: "Terminal", "zh-CN": "终端" } },
  { title: { en: "Device", "zh-CN": "设备" }, priority: 2 },
  { title: { en: "Rule", "zh-CN": "规则" }, priority: 1 },
  { title: { en: "Today", "zh-CN": "现行设置" } },
  { title: { en: "Proposed", "zh-CN": "拟用设置" } },
];

const lasted = ({ language }: Desk, opening: RehearsedDifference["today"]): string => {
  if (!opening) return "–";
  const long = opening.to === undefined ? "" : `, ${duration(opening.to - opening.from, language)}`;
  return `${absolute(opening.from)}${long}`;
};

const row = (desk: Desk, one: RehearsedDifference): string[] => {
  const tone = one.difference === "new" ? "warn" : one.difference === "gone" ? "good" : "plain";
  const { terminal, device, rule, today, proposed } = one;
  return [
    desk.ui.paint(tone, differenceText(one, desk.language)),
    terminal,
    device,
    rule,
    lasted(desk, today),
    lasted(desk, proposed),
  ];
};

const print = (desk: Desk, result: RehearsalResult): void => {
  const { ui, t, heading, prose } = desk;
  const { from, to, differences, today, proposed, notKnown, same, terminals, readings, dataFrom } = result;
  heading(t("rules.stretch", { from: absolute(from), to: absolute(to) }));
  if (differences.length > 0)
    ui.table(
      columns,
      differences.map((one) => row(desk, one)),
    );
  else ui.out(t("rules.noDifference"));
  ui.out(t("rules.same", { count: same }));
  ui.out(t("rules.total", { a: today.faults, b: proposed.faults, c: today.tickets, d: proposed.tickets }));
  ui.out(t("rules.looked", { terminals, readings }));
  if (dataFrom !== undefined) ui.out(t("rules.dataFrom", { at: absolute(dataFrom) }));
  if (notKnown.length > 0) heading(t("rules.notKnown"));
  for (const what of notKnown) prose(t(`rules.unknown.${what}`), 2);
};

/** Says now and then how far it is, on the error side: the result alone is what a script reads. */
const progressTeller = ({ ui, t }: Desk): ((view: RehearsalView) => void) => {
  let told = "";
  return ({ state, progress }) => {
    const text = t("rules.rehearsing", { ...progress });
    if (ui.json || state !== "running" || progress.of === 0 || text === told) return;
    told = text;
    ui.err(text);
  };
};

const isOtherwise = ({ counts }: RehearsalResult): boolean => Object.values(counts).some((count) => count > 0);

const answerOf = (desk: Desk, { state, result, error }: RehearsalView): number => {
  const { ui, t, language } = desk;
  if (result) print(desk, result);
  else ui.err(t("rules.failed", { text: error?.[language] ?? "" }));
  if (!result || state !== "done") return exitCodes.noAnswer;
  return isOtherwise(result) ? exitCodes.faulty : exitCodes.ok;
};

/** Begins it, follows it to its end, and breaks it off if that takes too long or somebody presses Ctrl-C. */
export const rehearse = async (desk: Desk, args: Args): Promise<number> => {
  const { client, ui, t, language } = desk;
  const { rule, settings } = await proposalOf(desk, args);
  const [site, terminal] = [optional(args, "site"), optional(args, "terminal")];
  const asked: RehearseRules = {
    rules: [{ rule: rule.rule, settings }],
    days: Number(args.days),
    ...(site === undefined ? {} : { site }),
    ...(terminal === undefined ? {} : { terminal }),
  };
  const begun = await client.rehearseRules(asked);
  const { id } = begun;
  const timeoutMs = Number(args.timeout) * 1000;
  const ended = ({ state }: RehearsalView): boolean => state !== "running";
  const options = { signal: ui.signal, timeoutMs };
  let last: RehearsalView;
  try {
    last = await follow(begun, () => client.rehearsal({ id }), ended, progressTeller(desk), options);
  } catch (error) {
    await client.cancelRehearsal({ id }).catch(() => undefined); // what went wrong first is what is told
    throw error;
  }
  if (!ended(last)) {
    ui.err(t("rules.late", { time: duration(timeoutMs, language) }));
    last = await client.cancelRehearsal({ id });
  }
  if (!ui.json) return answerOf(desk, last);
  ui.jsonOut(last);
  if (last.state !== "done" || !last.result) return exitCodes.noAnswer;
  return isOtherwise(last.result) ? exitCodes.faulty : exitCodes.ok;
};
