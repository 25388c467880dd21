import { withoutRule } from "../../broker/faults/without-rule.ts";
import { inWords, partsText } from "../../console/i18n/said.ts";
import { duration } from "../../console/i18n/times.ts";
import { classTerm, term, wordsFor } from "../../console/i18n/words.ts";
import { components, type Language, lineOf } from "../../contract/index.ts";
import type { DeviceCode, Driver } from "../../drivers/api.ts";
import { type Chapter, type KnownFault, stateRaises } from "./knowledge.ts";
import { inLanguage, type Word } from "./words.ts";

interface Pen {
  readonly language: Language;
  /** Words of the console, and those of the page. */
  readonly t: ReturnType<typeof wordsFor>;
  readonly w: (key: Word, values?: Readonly<Record<string, string>>) => string;
  /** Title of a fault by its code. */
  readonly titleOf: (id: string) => string;
}

/** Hides every other fault of a device; the introduction says so once. */
const hidesAll = "device.silent";

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
const table = (titles: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(...titles),
  `|${titles.map(() => "---").join("|")}|`,
  ...rows.map((cells) => row(...cells)),
];
const code = (text: string): string => `\`${text}\``;
const anchor = (id: string): string => id.replaceAll(".", "-").toLowerCase();

const nameOf = ({ language, w }: Pen, of: Chapter["of"]): string => {
  if (of === "any") return w("anyDevice");
  return of === "terminal" ? w("terminals") : capital(classTerm(language, of));
};

const remoteOf = ({ language, w }: Pen, { rule, runbook }: KnownFault): string => {
  if (runbook) return `${runbook.title[language]} (${code(runbook.id)})`;
  return rule.action === "wait" ? w("passes") : w("personNeeded");
};
const impactOf = ({ t, w }: Pen, { rule }: KnownFault): string =>
  rule.impact.map((service) => t(`service.${service}`)).join(t("comma")) || w("nothing");

const overview = (pen: Pen, faults: readonly KnownFault[]): string[] => {
  const { t, w, language } = pen;
  return table(
    [w("fault"), w("severity"), w("impact"), w("action"), w("line"), w("remote")],
    faults.map((fault) => [
      `[${fault.rule.title[language]}](#${anchor(fault.rule.id)})`,
      t(`severity.${fault.rule.severity}`),
      impactOf(pen, fault),
      t(`action.${fault.rule.action}`),
      `${t(`line.${lineOf(fault.rule)}`)}${t("comma")}${t(`skill.${fault.rule.skill}`)}`,
      remoteOf(pen, fault),
    ]),
  );
};

const facts = (pen: Pen, fault: KnownFault): string => {
  const { t, w, language } = pen;
  const { rule } = fault;
  const time = duration(rule.holdMs, language);
  return [
    code(rule.id),
    t(`severity.${rule.severity}`),
    t("pair", { a: w("impact"), b: impactOf(pen, fault) }),
    t(`action.${rule.action}`),
    `${t(`line.${lineOf(rule)}`)}${t("brackets", { text: t(`skill.${rule.skill}`) })}`,
    rule.holdMs > 0 ? w("opens", { time }) : w("opensAtOnce"),
    ...(rule.ticket ? [] : [w("noTicket")]),
  ].join(" · ");
};

/** `ccnet`: `CCNET 43` bill jammed in the validator; ... */
const sources = ({ language, t, w }: Pen, fault: KnownFault): string[] => {
  const { raisedBy, measures, worn, silence, rule } = fault;
  const separator = language === "en" ? "; " : "；";
  const told = (codes: readonly DeviceCode[]) => codes.map((c) => `${code(c.code)} ${c.text}`).join(separator);
  const own = [
    ...raisedBy.map(({ driver, codes }) => `**${driver.name}**${language === "en" ? ": " : "："}${told(codes)}`),
    ...measures.map(
      (name) => `${w("byMeasure")} ${code(name)}${t("brackets", { text: term(language, "measures", name) })}`,
    ),
    ...worn.map((item) => `${w("byWear")} ${code(item)}`),
    ...(silence === "device" ? [w("bySilence")] : []),
    ...(silence === "application" ? [w("byApplication")] : []),
  ];
  if (own.length > 0) return own;
  return [w(rule.deviceClass === "terminal" ? "byFleet" : "byNobody")];
};

const numbered = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", `**${title}**`, "", ...lines.map((text, n) => `${n + 1}. ${text}`)];
const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", `**${title}**`, "", ...lines.map((text) => `- ${text}`)];
const line = (title: string, text: string, language: Language): string[] =>
  text === "" ? [] : ["", `**${title}**${language === "en" ? ": " : "："}${text}`];

const details = (pen: Pen, fault: KnownFault): string[] => {
  const { language, w, t, titleOf } = pen;
  const { rule } = fault;
  const hidden = (rule.inhibitedBy ?? [])
    .filter((id) => id !== hidesAll)
    .map((id) => `[${titleOf(id)}](#${anchor(id)})`)
    .join(t("comma"));
  return [
    "",
    `<a id="${anchor(rule.id)}"></a>`,
    "",
    `### ${rule.title[language]}`,
    "",
    facts(pen, fault),
    ...line(w("remote"), remoteOf(pen, fault), language),
    ...numbered(
      w("causes"),
      rule.causes.map((cause) => cause[language]),
    ),
    ...numbered(
      w("advice"),
      rule.advice.map((advice) => advice[language]),
    ),
    ...line(w("parts"), partsText(rule.parts, language), language),
    ...listed(w("raisedBy"), sources(pen, fault)),
    ...line(w("hidden"), hidden, language),
  ];
};

const stateText = ({ language, t }: Pen, component: string, state: string): string =>
  t("said.state", { component: term(language, "components", component), state: term(language, "states", state) });

/** What a code means, and the fault it raises if it raises one. */
const meaningOf = (pen: Pen, driver: Driver, faults: readonly KnownFault[], one: DeviceCode): [string, string] => {
  const { language, w, t } = pen;
  if ("event" in one) return [`${w("event")} ${inWords(language, "events", one.event, one.event)}`, ""];
  if ("refusal" in one) return [`${w("refusal")}${t("brackets", { text: one.refusal })}`, ""];
  if ("error" in one) return [`${w("conversation")}${t("brackets", { text: one.error })}`, ""];
  if ("availability" in one) return [t(`availability.${one.availability}`), ""];
  const { component, state } = one;
  const raised = faults.find(({ rule }) => stateRaises(rule, driver.deviceClass, component, state));
  if (raised) {
    const { id, title, ordinary, holdMs } = raised.rule;
    const lasting = ordinary ? t("brackets", { text: w("ifLasts", { time: duration(holdMs, language) }) }) : "";
    return [stateText(pen, component, state), `[${title[language]}](#${anchor(id)})${lasting}`];
  }
  const why = withoutRule[`${driver.deviceClass}.${component}.${state}`];
  const states = (components[driver.deviceClass] as Readonly<Record<string, readonly string[]>>)[component];
  const good = state === states?.[0] ? w("good") : w("noFault");
  return [stateText(pen, component, state), why ? `${w("noFault")}${t("brackets", { text: why[language] })}` : good];
};

const codeTable = (pen: Pen, driver: Driver, faults: readonly KnownFault[]): string[] => {
  const { w } = pen;
  return [
    "",
    `### ${w("codesOf")} ${driver.name}`,
    "",
    `${driver.title}: ${driver.models.join(", ")}`,
    "",
    ...table(
      [w("deviceCode"), w("manual"), w("means"), w("fault")],
      driver.codes.map((one) => [code(one.code), one.text, ...meaningOf(pen, driver, faults, one)]),
    ),
  ];
};

const chapter = (pen: Pen, { of, faults, drivers }: Chapter): string[] => [
  "",
  `<a id="${of.toLowerCase()}"></a>`,
  "",
  `## ${nameOf(pen, of)}`,
  "",
  ...(faults.length > 0 ? overview(pen, faults) : []),
  ...faults.flatMap((fault) => details(pen, fault)),
  ...drivers.flatMap((driver) => codeTable(pen, driver, faults)),
];

/** The whole page in one language. Chapters without fault and driver are left out. */
export const faultsPage = (chapters: readonly Chapter[], language: Language): string => {
  const titles = new Map(chapters.flatMap(({ faults }) => faults.map(({ rule }) => [rule.id, rule.title[language]])));
  const titleOf = (id: string): string => titles.get(id) ?? id;
  const pen: Pen = { language, t: wordsFor(language), w: inLanguage(language), titleOf };
  const told = chapters.filter(({ faults, drivers }) => faults.length + drivers.length > 0);
  const contents = told.map(({ of, faults }) => `- [${nameOf(pen, of)}](#${of.toLowerCase()}) (${faults.length})`);
  return [
    `# ${pen.w("title")}`,
    "",
    `<!-- ${pen.w("made")} -->`,
    "",
    pen.w("intro"),
    "",
    pen.w("lineMeaning"),
    "",
    pen.w("silenceHides"),
    "",
    ...contents,
    ...told.flatMap((one) => chapter(pen, one)),
    "",
  ].join("\n");
};
