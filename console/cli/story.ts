import type { FaultExplanation, FaultView, TicketView } from "../../contract/index.ts";
import { deedText } from "../i18n/command.ts";
import { actorText, evidenceText, partsText } from "../i18n/said.ts";
import { toldSteps } from "../i18n/steps.ts";
import { absolute, clockTime, duration, isToday } from "../i18n/times.ts";
import { term } from "../i18n/words.ts";
import { printFrames, verdictTone } from "./conclusion.ts";
import type { Desk } from "./desk.ts";
import { shortId } from "./lists.ts";
import { conclusionText, severityTone } from "./timeline.ts";

/** A fault's explanation and what it only names: the fault that hides it, and its ticket. */
export interface Story extends FaultExplanation {
  readonly cause?: FaultView;
  readonly ticket?: TicketView;
  /** The device's reading is too old to be believed, or its terminal is away. */
  readonly stale?: boolean;
  /** Show the frames of every command, too. */
  readonly frames: boolean;
}

/** Lines of a story begin with a time; what belongs to one stands under its text. */
const timeWidth = 12;

const moment = (ms: number): string => (isToday(ms) ? clockTime(ms) : absolute(ms));

const line = ({ ui, prose }: Desk, at: number, text: string): void =>
  prose(text, timeWidth, `  ${ui.paint("dim", moment(at))}`);

const title = (desk: Desk, { fault, rule }: Story): void => {
  const { t, ui, language, prose } = desk;
  const severity = ui.paint(severityTone[fault.severity], t(`severity.${fault.severity}`));
  prose(`${ui.paint("strong", fault.title[language])} · ${severity} · ${t(`faultState.${fault.state}`)}`);
  const impact = fault.impact.map((service) => t(`service.${service}`)).join(t("comma"));
  const facts = [
    `${fault.terminal} ${fault.device}`,
    impact ? t("explain.impact", { services: impact }) : t("explain.noImpact"),
    t(`action.${fault.action}`),
    t("explain.skill", { skill: t(`skill.${fault.skill}`) }),
    t(`line.${rule.line}`),
  ];
  prose(facts.join(" · "));
  prose(ui.paint("dim", `${shortId(fault.id)}  ${fault.code}`));
};

const evidence = (desk: Desk, { fault }: Story): void => {
  const { t, language } = desk;
  for (const item of fault.evidence) {
    line(desk, item.at, t("explain.said", { text: evidenceText(item, language) }));
    printFrames(desk, item.frames ?? [], timeWidth + 2);
  }
};

const opened = (desk: Desk, { fault, rule }: Story): void => {
  const { t, language, ui } = desk;
  const hold = duration(rule.holdMs, language);
  const key = rule.holdMs > 0 ? "explain.opened" : "explain.noHold";
  if (fault.openedAt === undefined) line(desk, fault.since, t("explain.notYet", { hold }));
  else line(desk, fault.openedAt, t(key, { hold, rule: rule.id }));
  if (fault.closedAt !== undefined)
    line(desk, fault.closedAt, ui.paint("good", t("explain.closed", { hold: duration(rule.clearHoldMs, language) })));
};

/** What the device says at present. Never from a fault that is over: the part may have another trouble by now. */
const now = (desk: Desk, { fault, component, rule, stale }: Story): void => {
  const { t, language, prose, ui } = desk;
  if (fault.state === "closed") return;
  if (stale) prose(ui.paint("warn", t("explain.stale")), 2);
  else if (component) {
    const name = term(language, "components", fault.code.split(".")[1] ?? "");
    const words = t("said.state", { component: name, state: term(language, "states", component.state) });
    const own = component.vendorCode === undefined ? "" : t("brackets", { text: component.vendorCode });
    prose(t("explain.now", { text: words + own, time: moment(component.since) }), 2);
  }
  const clearHold = duration(rule.clearHoldMs, language);
  prose(t(fault.state === "clearing" ? "explain.clearing" : "explain.clearHold", { time: clearHold }), 2);
};

const relations = ({ t, language, prose, ui }: Desk, { fault, cause, hides, rule }: Story): void => {
  if (fault.hiddenBy !== undefined) {
    const name = cause ? cause.title[language] : shortId(fault.hiddenBy);
    prose(ui.paint("warn", t("explain.hiddenBy", { title: name, id: shortId(fault.hiddenBy) })), 2);
  }
  const list = hides.map((one) => `${one.device} ${one.title[language]}`).join(t("comma"));
  if (hides.length > 0) prose(t("explain.hides", { count: hides.length, list }), 2);
  if (fault.occurrences > 1) prose(t("explain.occurrences", { count: fault.occurrences }), 2);
  if (fault.flapping) prose(t("explain.flapping"), 2);
  if (fault.maintenance) prose(t("explain.maintenance"), 2);
  if (fault.hiddenBy === undefined && fault.state !== "closed" && rule.inhibitedBy.length > 0)
    prose(ui.paint("dim", t("explain.inhibited", { rules: rule.inhibitedBy.join(", ") })), 2);
};

const steps = (desk: Desk, { diagnoses, frames }: Story): void => {
  const { t, language, prose } = desk;
  for (const diagnosis of diagnoses) {
    const by = actorText(diagnosis.by, language);
    prose(diagnosis.title[language] + t("brackets", { text: t("explain.by", { by }) }), 2);
    for (const step of toldSteps(diagnosis.steps, language)) {
      line(desk, step.at, step.times > 1 ? `${step.text} ×${step.times}` : step.text);
      if (frames) printFrames(desk, step.frames, timeWidth + 2);
    }
  }
};

const tried = (desk: Desk, story: Story): void => {
  const { t, heading, prose, language } = desk;
  const { diagnoses, commands, rule } = story;
  heading(t("explain.tried"));
  if (diagnoses.length === 0) {
    const why = rule.runbook ? t("explain.notStarted", { runbook: rule.runbook }) : t("explain.noRunbook");
    prose(t("explain.notTried", { why }), 2);
  }
  steps(desk, story);
  for (const command of commands.filter((one) => !one.by.startsWith("runbook:"))) {
    const { createdAt, state, by } = command;
    line(
      desk,
      createdAt,
      `${deedText(command, language)} → ${t(`command.${state}`)}${t("brackets", { text: t("explain.by", { by: actorText(by, language) }) })}`,
    );
  }
};

/** What was found. A fault without a diagnosis has no conclusion, and needs no heading for that. */
const found = ({ t, ui, heading, prose, language }: Desk, { fault, diagnoses }: Story): void => {
  const conclusion = fault.conclusion ?? diagnoses.find((one) => one.conclusion)?.conclusion;
  if (!conclusion && diagnoses.length === 0) return;
  heading(t("explain.conclusion"));
  if (conclusion) prose(ui.paint(verdictTone[conclusion.verdict], conclusionText(conclusion, { language, t })), 2);
  else prose(t("explain.noConclusion"), 2);
};

/** What usually brings it about: told until a diagnosis has found the cause, and while there is something to do about it. */
const causes = ({ t, heading, prose, language }: Desk, { fault, rule }: Story): void => {
  const over = fault.state === "closed" || fault.hiddenBy !== undefined;
  if (over || fault.conclusion?.cause || rule.causes.length === 0) return;
  heading(t("explain.causes"));
  for (const cause of rule.causes) prose(`- ${cause[language]}`, 2);
};

const nextWithoutAdvice = ({ t }: Desk, { fault, diagnoses, rule }: Story): string => {
  const place = { terminal: fault.terminal, device: fault.device };
  if (fault.state === "closed") return t("next.closed");
  if (fault.hiddenBy !== undefined) return t("next.hidden", { id: shortId(fault.hiddenBy) });
  if (fault.state === "pending") return t("next.pending");
  if (fault.state === "clearing") return t("next.clearing");
  if (diagnoses.some((one) => one.state === "running")) return t("next.running", place);
  return rule.runbook && diagnoses.length === 0 ? t("next.diagnose", place) : t("next.show", place);
};

const next = (desk: Desk, story: Story): void => {
  const { t, heading, prose, language } = desk;
  const { fault, ticket } = story;
  const over = fault.state === "closed" || fault.hiddenBy !== undefined;
  const advice = over ? [] : (ticket?.advice ?? fault.conclusion?.advice ?? []);
  const parts = over ? [] : (ticket?.parts ?? fault.conclusion?.parts ?? []);
  heading(t("explain.next"));
  advice.forEach((one, n) => {
    prose(`${n + 1}. ${one[language]}`, 2);
  });
  if (parts.length > 0) prose(t("explain.parts", { parts: partsText(parts, language) }), 2);
  if (advice.length === 0) prose(nextWithoutAdvice(desk, story), 2);
  const number = fault.ticket;
  if (number === undefined) return;
  const state = ticket ? t("brackets", { text: t(`ticketState.${ticket.state}`) }) : "";
  prose(t("explain.ticket", { number, state }), 2);
};

/** The whole story of a fault, for a person: why it is open, what said so, what was tried, what was found, and what to do next. */
export const tellStory = (desk: Desk, story: Story): void => {
  title(desk, story);
  desk.heading(desk.t("explain.why"));
  evidence(desk, story);
  opened(desk, story);
  now(desk, story);
  relations(desk, story);
  tried(desk, story);
  found(desk, story);
  causes(desk, story);
  next(desk, story);
};
