import type { FaultExplanation } from "../../contract/index.ts";
import { printConclusion, printEvidence, printFrames } from "./conclusion.ts";
import type { Desk } from "./desk.ts";
import { shortId } from "./lists.ts";
import { stepFrames, stepText } from "./steps.ts";
import { severityTone } from "./timeline.ts";
import { clockTime, duration } from "./times.ts";
import { term } from "./words.ts";

const holdLine = ({ t, at, language }: Desk, { fault, rule }: FaultExplanation): string => {
  const hold = duration(rule.holdMs, language);
  if (fault.openedAt === undefined) return t("explain.notYet", { hold });
  const time = at(fault.openedAt);
  return rule.holdMs > 0 ? t("explain.opened", { time, hold }) : t("explain.noHold", { time });
};

const nowLine = ({ t, language }: Desk, { fault, component }: FaultExplanation): string[] => {
  if (!component || fault.state === "closed") return [];
  const name = term(language, "components", fault.code.split(".")[1] ?? "");
  const state = term(language, "states", component.state);
  const vendor = [component.vendorCode, component.frame ? t("explain.frame", { frame: component.frame }) : undefined]
    .filter(Boolean)
    .join(t("comma"));
  return [t(vendor ? "explain.now" : "explain.nowPlain", { component: name, state, vendor })];
};

const marks = ({ t }: Desk, { fault }: FaultExplanation): string[] => [
  ...(fault.occurrences > 1 ? [t("explain.occurrences", { count: fault.occurrences })] : []),
  ...(fault.flapping ? [t("explain.flapping")] : []),
  ...(fault.maintenance ? [t("explain.maintenance")] : []),
];

const why = (desk: Desk, story: FaultExplanation): void => {
  const { t, at, prose, language, ui } = desk;
  const { fault, rule, hides } = story;
  const impact = fault.impact.map((service) => t(`service.${service}`)).join(t("comma"));
  ui.out(
    `${ui.paint("strong", fault.title[language])}  ${ui.paint(severityTone[fault.severity], t(`severity.${fault.severity}`))}  ${ui.paint("dim", `${shortId(fault.id)} ${fault.code}`)}`,
  );
  desk.heading(t("explain.why", { state: t(`faultState.${fault.state}`) }));
  const lines = [
    t("explain.seen", { time: at(fault.since), terminal: fault.terminal, device: fault.device }),
    ...nowLine(desk, story),
    t("explain.rule", { rule: rule.id }),
    holdLine(desk, story),
    ...(fault.closedAt === undefined
      ? [t("explain.clearHold", { time: duration(rule.clearHoldMs, language) })]
      : [t("explain.closed", { time: at(fault.closedAt) })]),
    ...(fault.hiddenBy ? [t("explain.hiddenBy", { id: shortId(fault.hiddenBy) })] : []),
    ...(rule.inhibitedBy.length > 0 ? [t("explain.inhibited", { rules: rule.inhibitedBy.join(", ") })] : []),
    ...(hides.length > 0
      ? [t("explain.hides", { count: hides.length, list: hides.map((f) => f.title[language]).join(t("comma")) })]
      : []),
    impact ? t("explain.impact", { services: impact }) : t("explain.noImpact"),
    t("explain.action", { action: t(`action.${fault.action}`), skill: t(`skill.${fault.skill}`) }),
    ...marks(desk, story),
  ];
  for (const line of lines) prose(line, 2);
};

const evidence = (desk: Desk, { fault }: FaultExplanation): void => {
  if (fault.evidence.length === 0) return;
  desk.heading(desk.t("explain.evidence"));
  printEvidence(desk, fault.evidence, 2);
};

const tried = (desk: Desk, { diagnoses, commands, rule }: FaultExplanation): void => {
  const { t, ui, language, prose, heading, at } = desk;
  heading(t("explain.tried"));
  if (diagnoses.length === 0) {
    const reason = rule.runbook ? t("explain.notStarted", { runbook: rule.runbook }) : t("explain.noRunbook");
    prose(t("explain.notTried", { why: reason }), 2);
  }
  for (const diagnosis of diagnoses) {
    const text = at(diagnosis.startedAt) + t("comma") + t("explain.by", { by: diagnosis.by });
    prose(diagnosis.title[language] + t("brackets", { text }), 2);
    for (const step of diagnosis.steps) {
      ui.out(`    ${ui.paint("dim", clockTime(step.at))}  ${stepText(step, language)}`);
      printFrames(desk, stepFrames(step), 14);
    }
  }
  const byPeople = commands.filter((command) => !command.by.startsWith("runbook:"));
  if (byPeople.length > 0) heading(t("explain.otherCommands"));
  for (const { createdAt, command, state, by } of byPeople)
    prose(
      t("pair", { a: at(createdAt), b: [command, t(`command.${state}`), t("explain.by", { by })].join(t("comma")) }),
      2,
    );
};

/** The whole story of a fault, for a person: why it is open, what said so, what was tried, what was found, and the ticket. */
export const tellStory = (desk: Desk, story: FaultExplanation): void => {
  const { t, ui, heading, prose } = desk;
  const conclusion = story.fault.conclusion ?? story.diagnoses.find((d) => d.conclusion)?.conclusion;
  why(desk, story);
  evidence(desk, story);
  tried(desk, story);
  heading(t("explain.conclusion"));
  if (conclusion) printConclusion(desk, conclusion);
  else prose(t("explain.noConclusion"), 2);
  const number = story.fault.ticket;
  ui.out("");
  prose(number === undefined ? t("explain.noTicket") : t("explain.ticket", { number }));
};
