import type { Column, RuleBrief, RuleSettings, RuleView } from "../../contract/index.ts";
import { AppError, exitCodes, ruleFields } from "../../contract/plain.ts";
import { looksAtText, settingText } from "../i18n/rules.ts";
import { readSpan } from "../i18n/spans.ts";
import { hasWords, term } from "../i18n/words.ts";
import { type Args, type Desk, optional } from "./desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Rule", "zh-CN": "规则" } },
  { title: { en: "Fault", "zh-CN": "故障" }, priority: 1 },
  { title: { en: "Severity", "zh-CN": "级别" } },
  { title: { en: "Opens after", "zh-CN": "持续时间" }, priority: 2 },
  { title: { en: "30 days", "zh-CN": "30 天" }, align: "right" },
  { title: { en: "Set otherwise", "zh-CN": "已修改" }, priority: 3 },
];

export const classText = ({ t, language }: Desk, deviceClass: string): string =>
  hasWords(`rules.deviceClass.${deviceClass}`)
    ? t(`rules.deviceClass.${deviceClass}`)
    : term(language, "deviceClasses", deviceClass);

const row = (desk: Desk, { rule, title, inForce, opened, differs }: RuleBrief): string[] => {
  const { language, t, ui } = desk;
  const name = inForce.on === false ? ui.paint("dim", `${rule} (${t("rules.on.false")})`) : rule;
  const told = (field: "severity" | "holdMs"): string => settingText(field, inForce, language);
  const changed = differs.map((field) => t(`rules.field.${field}`)).join(t("comma"));
  return [name, title[language], told("severity"), told("holdMs"), String(opened), ui.paint("warn", changed)];
};

const fits = ({ rule, title, deviceClass, differs }: RuleBrief, args: Args): boolean => {
  const words = (optional(args, "rule") ?? "").toLowerCase();
  const found = [rule, title.en, title["zh-CN"]].some((text) => text.toLowerCase().includes(words));
  const wanted = optional(args, "class") ?? deviceClass;
  return found && wanted === deviceClass && (args.changed !== true || differs.length > 0);
};

const list = async (desk: Desk, args: Args): Promise<number> => {
  const { client, ui, t, at } = desk;
  const all = await client.rules();
  const rules = all.rules.filter((one) => fits(one, args));
  if (ui.json) ui.jsonOut({ ...all, rules });
  else {
    if (rules.length === 0) ui.out(t("rules.none"));
    else
      ui.table(
        columns,
        rules.map((one) => row(desk, one)),
      );
    const { changed, holdFactor } = all;
    ui.out(ui.paint("dim", changed ? t("rules.revision", { ...changed, at: at(changed.at) }) : t("rules.asDelivered")));
    if (holdFactor !== 1) ui.out(ui.paint("warn", t("rules.factor", { factor: holdFactor })));
  }
  return exitCodes.ok;
};

const settingLine = ({ t, language }: Desk, rule: RuleView, field: (typeof ruleFields)[number]): string[] => {
  const said = settingText(field, rule.inForce, language, rule.limit);
  if (said === "") return [];
  const delivered = rule.differs.includes(field)
    ? t("brackets", { text: t("rules.delivered", { text: settingText(field, rule.delivered, language, rule.limit) }) })
    : "";
  return [t("pair", { a: t(`rules.field.${field}`), b: `${said}${delivered}` })];
};

const changesText = ({ t, language }: Desk, settings: RuleSettings, { limit }: RuleView): string => {
  const named = ruleFields
    .filter((field) => settings[field] !== undefined)
    .map((field) => `${t(`rules.field.${field}`)} ${settingText(field, settings, language, limit)}`);
  return named.length === 0 ? t("rules.back") : named.join(t("comma"));
};

const print = (desk: Desk, rule: RuleView): void => {
  const { ui, t, language, heading, prose, at } = desk;
  const section = (word: string, lines: readonly string[]): void => {
    if (lines.length === 0) return;
    heading(t(`rules.${word}`));
    for (const line of lines) prose(line, 2);
  };
  heading(`${rule.title[language]}${t("brackets", { text: rule.rule })}`);
  ui.out(ui.paint("dim", [classText(desk, rule.deviceClass), t("rules.opened", { count: rule.opened })].join(" · ")));
  for (const field of ruleFields) for (const line of settingLine(desk, rule, field)) prose(line, 2);
  section("looksAt", looksAtText(rule, language));
  section(
    "causes",
    rule.causes.map((cause, n) => `${n + 1}. ${cause[language]}`),
  );
  section("explainedBy", rule.explainedBy.length === 0 ? [] : [rule.explainedBy.join(t("comma"))]);
  section("hides", rule.hides.length === 0 ? [] : [rule.hides.join(t("comma"))]);
  if (rule.runbook !== undefined) prose(t("rules.runbook", { runbook: rule.runbook }), 2);
  section(
    "history",
    rule.history.map(
      (one) =>
        `${t("rules.revision", { ...one, at: at(one.at) })}${t("brackets", { text: changesText(desk, one.settings, rule) })}`,
    ),
  );
};

const named = (args: Args): string => {
  const rule = optional(args, "rule");
  if (rule === undefined)
    throw new AppError("usage", {
      en: "say which rule: `roundsman rules show printer.paper.out`",
      "zh-CN": "请指定规则：`roundsman rules show printer.paper.out`",
    });
  return rule;
};

const show = async (desk: Desk, args: Args): Promise<number> => {
  const rule = await desk.client.rule({ id: named(args) });
  if (desk.ui.json) desk.ui.jsonOut(rule);
  else print(desk, rule);
  return exitCodes.ok;
};

/** Throws `AppError("usage")` for what is no length of time. */
const spanOf = ({ t }: Desk, text: string): number => {
  const ms = readSpan(text);
  if (ms === undefined) throw new AppError("usage", t("rules.badTime", { text }));
  return ms;
};

const flapOf = (desk: Desk, text: string): NonNullable<RuleSettings["flap"]> => {
  const [, count, span] = /^(\d+)\/(\w+)$/.exec(text) ?? [];
  if (count === undefined || span === undefined) throw new AppError("usage", desk.t("rules.badFlap", { text }));
  return { count: Number(count), windowMs: spanOf(desk, span) };
};

const limitOf = ({ t }: Desk, args: Args, { inForce: { limit } }: RuleView): NonNullable<RuleSettings["limit"]> => {
  const raise = args.raise === undefined ? limit?.raise : Number(args.raise);
  const clear = args.clear === undefined ? limit?.clear : Number(args.clear);
  if (raise === undefined || clear === undefined) throw new AppError("usage", t("rules.bothSides"));
  return { raise, clear };
};

/** What the options ask for, upon what the rule has beside delivery. Throws `AppError("usage")` if they ask for nothing. */
const wanted = (desk: Desk, args: Args, rule: RuleView): RuleSettings => {
  const span = (name: string): number | undefined => {
    const text = optional(args, name);
    return text === undefined ? undefined : spanOf(desk, text);
  };
  const flap = optional(args, "flap");
  const isYes = (name: string): boolean | undefined => (args[name] === undefined ? undefined : args[name] === "yes");
  const asked: { readonly [F in keyof RuleSettings]: RuleSettings[F] | undefined } = {
    on: args.on === true ? true : args.off === true ? false : undefined,
    severity: optional(args, "severity") as RuleSettings["severity"],
    holdMs: span("hold"),
    clearHoldMs: span("clear-hold"),
    flap: flap === undefined ? undefined : flapOf(desk, flap),
    ticket: isYes("ticket"),
    automatic: isYes("automatic"),
    limit: args.raise === undefined && args.clear === undefined ? undefined : limitOf(desk, args, rule),
  };
  const said = Object.entries(asked).filter(([, value]) => value !== undefined);
  if (said.length === 0) throw new AppError("usage", desk.t("rules.nothing"));
  const kept = rule.differs.map((field) => [field, rule.inForce[field]]);
  return Object.fromEntries([...kept, ...said]) as RuleSettings;
};

/** The rule that is named, and what the options ask of it. */
export const proposalOf = async (desk: Desk, args: Args): Promise<{ rule: RuleView; settings: RuleSettings }> => {
  const rule = await desk.client.rule({ id: named(args) });
  return { rule, settings: wanted(desk, args, rule) };
};

const why = ({ t }: Desk, args: Args): string => {
  const text = optional(args, "why");
  if (text === undefined) throw new AppError("usage", t("rules.why"));
  return text;
};

const putIntoForce = async (desk: Desk, args: Args, rule: RuleView, settings: RuleSettings): Promise<number> => {
  const body = { rules: [{ rule: rule.rule, settings }], why: why(desk, args), seen: rule.revision };
  const after = await desk.client.setRules(body);
  if (desk.ui.json) desk.ui.jsonOut(after.rules.find((one) => one.rule === rule.rule));
  else desk.ui.out(desk.t("rules.set", { revision: after.revision }));
  return exitCodes.ok;
};

export const ruleActions: Readonly<Record<string, (desk: Desk, args: Args) => Promise<number>>> = {
  list,
  show,
  set: async (desk, args) => {
    const { rule, settings } = await proposalOf(desk, args);
    return putIntoForce(desk, args, rule, settings);
  },
  reset: async (desk, args) => putIntoForce(desk, args, await desk.client.rule({ id: named(args) }), {}),
};
