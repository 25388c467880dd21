import type {
  Conclusion,
  DiagnosisView,
  FaultView,
  Language,
  LiveEventJson,
  LiveEventName,
  Severity,
  Tone,
} from "../../contract/index.ts";
import { actorText, eventText, partsText, reasonText } from "../i18n/said.ts";
import { stepText } from "../i18n/steps.ts";
import { absolute } from "../i18n/times.ts";
import { term, type Words, wordsFor } from "../i18n/words.ts";

/** One live event as one line for people: how to paint it, and what it says. The time is left to the caller. */
export interface Line {
  readonly tone: Tone;
  readonly text: string;
}

type Of<N extends LiveEventName> = Extract<LiveEventJson, { name: N }>;
interface Reader {
  readonly language: Language;
  readonly t: Words;
}
type Tellers = { readonly [N in LiveEventName]: (event: Of<N>, reader: Reader) => Line };

const where = (terminal: string, device?: string): string => (device ? `${terminal} ${device}` : terminal);

export const severityTone: Readonly<Record<Severity, Tone>> = {
  critical: "bad",
  major: "bad",
  minor: "warn",
  info: "plain",
};
const verdictTone: Readonly<Record<Conclusion["verdict"], Tone>> = {
  cured: "good",
  confirmed: "bad",
  cannotTell: "warn",
};

const faultTone = (fault: FaultView, change: Of<"fault">["change"]): Tone => {
  if (change === "closed") return "good";
  return change === "opened" || change === "repeated" || change === "flapping" ? severityTone[fault.severity] : "dim";
};

/** A conclusion in one sentence: the verdict, and the cause where one was found. */
export const conclusionText = (conclusion: Conclusion, { language, t }: Reader): string => {
  const cause = conclusion.cause?.[language];
  const verdict = t(`verdict.${conclusion.verdict}`);
  return cause ? t("timeline.cause", { verdict, cause }) : verdict;
};

const diagnosisText = (diagnosis: DiagnosisView, reader: Reader): string => {
  const { t, language } = reader;
  if (diagnosis.conclusion) return conclusionText(diagnosis.conclusion, reader);
  if (diagnosis.state === "abandoned") return t("diagnosis.abandoned");
  const last = diagnosis.steps.at(-1);
  return last && last.ask !== "facts" ? stepText(last, language) : t("timeline.diagnosisStarted");
};

const commandTones: Readonly<Record<string, Tone>> = {
  succeeded: "good",
  failed: "bad",
  refused: "warn",
  expired: "warn",
  unknown: "warn",
};
const because = (reason: { code: string; text: string } | undefined, { t, language }: Reader): string =>
  reason ? t("brackets", { text: reasonText(reason, language) }) : "";

const tellers: Tellers = {
  presence: ({ terminal, status }, { t }) => ({
    tone: status === "online" ? "good" : status === "lost" ? "bad" : "plain",
    text: t("pair", { a: terminal, b: t(`timeline.presence.${status}`) }),
  }),
  inventory: ({ terminal }, { t }) => ({ tone: "dim", text: t("pair", { a: terminal, b: t("timeline.inventory") }) }),
  health: ({ terminal, device, health }, { language, t }) => {
    const parts = Object.entries(health.components).map(
      ([name, { state }]) => `${term(language, "components", name)} ${term(language, "states", state)}`,
    );
    const b = [t(`availability.${health.availability}`), ...parts].join(t("comma"));
    return { tone: "dim", text: t("pair", { a: where(terminal, device), b }) };
  },
  fault: ({ fault, change }, { language, t }) => ({
    tone: faultTone(fault, change),
    text: t(`timeline.fault.${change}`, {
      where: where(fault.terminal, fault.device),
      title: fault.title[language],
      severity: t(`severity.${fault.severity}`),
      count: fault.occurrences,
    }),
  }),
  outcome: ({ terminal, device, outcome }, reader) => ({
    tone: "dim",
    text: reader.t("pair", {
      a: where(terminal, device),
      b: `${outcome.command} ${reader.t(`outcome.${outcome.status}`)}${because(outcome.reason, reader)}`,
    }),
  }),
  command: ({ command }, reader) => ({
    tone: commandTones[command.state] ?? "plain",
    text: reader.t("timeline.command", {
      where: where(command.terminal, command.device),
      command: command.command,
      state: reader.t(`command.${command.state}`) + because(command.outcome?.reason, reader),
      by: actorText(command.by, reader.language),
    }),
  }),
  diagnosis: ({ diagnosis }, reader) => ({
    tone: diagnosis.conclusion ? verdictTone[diagnosis.conclusion.verdict] : "plain",
    text: reader.t("timeline.diagnosis", {
      where: where(diagnosis.terminal, diagnosis.device),
      title: diagnosis.title[reader.language],
      text: diagnosisText(diagnosis, reader),
    }),
  }),
  ticket: ({ ticket, change }, { language, t }) => ({
    tone: ticket.state === "closed" || ticket.state === "resolved" ? "good" : "strong",
    text: t("timeline.ticket", {
      number: ticket.number,
      terminal: ticket.terminal,
      title: ticket.title[language],
      change: t(`ticketChange.${change}`, { defaultValue: change }),
    }),
  }),
  complaint: ({ complaint, change }, { t }) => ({
    tone: change === "escalated" || change === "received" ? "warn" : "strong",
    text: t("timeline.complaint", {
      number: complaint.number,
      customer: complaint.customer,
      change: t(`complaintChange.${change}`),
    }),
  }),
  event: ({ terminal, device, code, text }, { t, language }) => ({
    tone: "plain",
    text: t("pair", { a: where(terminal, device), b: eventText({ code, text }, language) }),
  }),
  sale: ({ terminal, kind, result }, { t }) => ({
    tone: result === "failed" ? "warn" : "dim",
    text: t("pair", {
      a: terminal,
      b: t("timeline.sale", {
        kind: t(`saleKind.${kind}`, { defaultValue: kind }),
        result: t(`saleResult.${result}`, { defaultValue: result }),
      }),
    }),
  }),
  maintenance: ({ terminal, maintenance }, { t, language }) => ({
    tone: "plain",
    text: maintenance
      ? t("timeline.maintenance.on", {
          terminal,
          who: actorText(maintenance.by, language),
          until: absolute(maintenance.until),
        })
      : t("timeline.maintenance.off", { terminal }),
  }),
  tags: ({ terminal, tags }, { t }) => ({
    tone: "dim",
    text: t("pair", {
      a: terminal,
      b: tags.length > 0 ? t("timeline.tags", { tags: tags.join(" ") }) : t("timeline.noTags"),
    }),
  }),
  customer: ({ terminal, customer: { state } }, { t }) => ({
    tone: "dim",
    text: t("pair", { a: terminal, b: t(`timeline.customer.${state}`) }),
  }),
  settings: ({ terminal, state, rev }, { t }) => ({
    tone: state === "refused" ? "warn" : state === "inForce" ? "good" : "plain",
    text: t("timeline.settings", {
      terminal: terminal === "" ? t("timeline.settingsOfAll") : terminal,
      rev,
      state: t(`settings.state.${state}`),
    }),
  }),
  sighting: ({ terminal, device, component, state }, { language, t }) => ({
    tone: "plain",
    text: t("pair", {
      a: where(terminal, device),
      b: `${term(language, "components", component)} ${term(language, "states", state)}`,
    }),
  }),
  visit: ({ visit, change }, { t }) => ({
    tone: change === "late" || change === "miss" ? "warn" : "strong",
    text: t("timeline.visit", {
      number: visit.number,
      terminal: visit.terminal,
      technician: visit.technicianName ?? visit.technician,
      change: t(`visitChange.${change}`),
    }),
  }),
  evidence: ({ evidence }, { t, language }) => ({
    tone: evidence.state === "stored" ? "good" : evidence.state === "failed" ? "warn" : "dim",
    text: t("timeline.evidence", {
      where: where(evidence.terminal, evidence.device),
      number: evidence.ticket,
      state: t(`evidence.${evidence.state}`) + (evidence.text ? t("brackets", { text: evidence.text[language] }) : ""),
    }),
  }),
  stockMove: ({ move: { kind, item, quantity, from, to, by } }, { t, language }) => ({
    tone: "plain",
    text: t("timeline.stockMove", {
      part: partsText([item], language),
      kind: t(`stock.kind.${kind}`),
      quantity,
      way: [from, to].filter(Boolean).join(" → "),
      by: actorText(by, language),
    }),
  }),
  stockSet: ({ place, item }, { t, language }) => ({
    tone: "dim",
    text: item ? t("stock.wanted", { part: partsText([item.item], language) }) : t("stock.placed", { id: place?.id }),
  }),
  line: ({ terminal, text }, { t }) => ({ tone: "dim", text: t("pair", { a: terminal, b: text }) }),
  quarantine: ({ terminal, text }, { t, language }) => ({
    tone: "warn",
    text: t("timeline.quarantine", { terminal, reason: text[language] }),
  }),
  site: ({ site: { name }, removed }, { t }) => ({
    tone: "dim",
    text: t(removed ? "timeline.siteRemoved" : "timeline.site", { name }),
  }),
  rules: ({ rules, revision, by }, { t, language }) => ({
    tone: "plain",
    text: t("timeline.rules", { rules: rules.join(t("comma")), revision, by: actorText(by, language) }),
  }),
  savedView: ({ number, by, removed }, { t, language }) => ({
    tone: "dim",
    text: t(removed ? "timeline.viewRemoved" : "timeline.view", { number, by: actorText(by, language) }),
  }),
};

/**
 * What a live event says to a person, in one line. Pure. An event of a later version, which this one does not know, is named and no more.
 */
export const describe = (event: LiveEventJson, language: Language): Line => {
  const tell = tellers[event.name] as ((event: LiveEventJson, reader: Reader) => Line) | undefined;
  return tell
    ? tell(event, { language, t: wordsFor(language) })
    : { tone: "dim", text: String((event as LiveEventJson).name) };
};

/** Changes of a fault that a person wants to be told; the others are the engine's own steps. */
const toldFaultChanges: readonly string[] = ["opened", "repeated", "shown", "flapping", "closed"];
const endStates: readonly string[] = ["succeeded", "failed", "refused", "expired", "unknown"];
/** What happens all day on a healthy terminal. */
const routineEvents: readonly string[] = [
  "noteStacked",
  "noteReturned",
  "noteRejected",
  "cardInserted",
  "cardTaken",
  "agentStarted",
  "terminalFree",
];

type Judges = { readonly [N in LiveEventName]?: (event: Of<N>) => boolean };
const milestones: Judges = {
  presence: () => true,
  // A fault seen and gone within its hold time closes without ever having been open.
  fault: ({ fault, change }) =>
    toldFaultChanges.includes(change) && fault.openedAt !== undefined && fault.hiddenBy === undefined,
  command: ({ command }) => endStates.includes(command.state),
  diagnosis: ({ diagnosis }) => diagnosis.state !== "running" || diagnosis.steps.length === 1,
  ticket: ({ change }) => change !== "faultCleared",
  event: ({ code }) => !routineEvents.includes(code),
  maintenance: () => true,
  settings: ({ state }) => state !== "none",
  visit: ({ change }) => change !== "note",
  sale: ({ result }) => result === "failed",
  quarantine: () => true,
  rules: () => true,
};

/** Is it worth a line to somebody who follows the story, and not each step of it? */
export const isMilestone = (event: LiveEventJson): boolean =>
  (milestones[event.name] as ((event: LiveEventJson) => boolean) | undefined)?.(event) ?? false;
