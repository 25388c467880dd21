import type { EvidenceBundle, EvidenceChange, EvidenceDevice, Tone } from "../../contract/index.ts";
import { eventText, reasonText } from "../i18n/said.ts";
import { absolute, clockTime } from "../i18n/times.ts";
import { term } from "../i18n/words.ts";
import type { Desk } from "./desk.ts";

interface Told {
  readonly at: number;
  readonly tone: Tone;
  readonly text: string;
}

const levelTone = { info: "dim", warn: "warn", error: "bad" } as const;

/** `noAnswer: no answer within 500 ms`: a code and the agent's words. */
const becauseText = (because: string, language: Desk["language"]): string => {
  const [, code = "", text = because] = /^(\w+): (.*)$/s.exec(because) ?? [];
  return reasonText({ code, text }, language);
};

const changeText = ({ t, language }: Desk, change: EvidenceChange): string => {
  const { availability, because, money, components = {} } = change;
  // A state may have the device's own code behind it: `out (DLE EOT 4 = 7E)`.
  const state = (word: string): string => word.replace(/^\w+/, (name) => term(language, "states", name));
  const parts = [
    ...(availability === undefined ? [] : [t(`availability.${availability}`, { defaultValue: availability })]),
    ...Object.entries(components).map(([name, word]) => `${term(language, "components", name)} ${state(word)}`),
    ...(money === undefined ? [] : [`${t("evidence.money")} ${money}`]),
    ...(because === undefined ? [] : [becauseText(because, language)]),
  ];
  return parts.join(t("comma"));
};

/** Everything that has one moment, in order: changes of health, events, lines of the log. */
export const storyOf = (desk: Desk, { changes, events, log }: EvidenceBundle): Told[] =>
  [
    ...changes.map((c): Told => ({ at: c.at, tone: "strong", text: `${c.device}  ${changeText(desk, c)}` })),
    ...events.map(
      (e): Told => ({ at: e.at, tone: "plain", text: `${e.device ?? ""}  ${eventText(e, desk.language)}`.trim() }),
    ),
    ...log.map((l): Told => ({ at: l.at, tone: levelTone[l.level], text: l.text })),
  ].sort((a, b) => a.at - b.at);

const printLines = ({ ui, t }: Desk, { device, heard, exchanges }: EvidenceDevice): void => {
  ui.out(ui.paint("strong", device));
  if (heard !== "kept") return ui.out(`  ${ui.paint("dim", t(`evidence.${heard}`))}`);
  if (exchanges.length === 0) return ui.out(`  ${ui.paint("dim", t("evidence.silent"))}`);
  for (const { at, until, times, frames, notes = [] } of exchanges) {
    const [first = "", ...more] = frames;
    const again =
      times === undefined ? "" : `  ${t("evidence.times", { count: times, until: clockTime(until ?? at) })}`;
    ui.out(`  ${ui.paint("dim", clockTime(at))}  ${first}${ui.paint("dim", again)}`);
    for (const frame of more) ui.out(`            ${frame}`);
    for (const note of notes) ui.out(`            ${ui.paint("dim", note)}`);
  }
};

/** A bundle for people: who the devices are, what happened in which order, and what was said on the lines. */
export const printBundle = (desk: Desk, bundle: EvidenceBundle): void => {
  const { ui, t, heading, prose, language } = desk;
  const { terminal, collectedAt, minutes, agent, devices, leftOut } = bundle;
  const since = absolute(agent.startedAt);
  prose(t("evidence.head", { terminal, at: absolute(collectedAt), minutes, version: agent.version, since }));
  const missing = Object.values(leftOut).reduce((sum, n) => sum + n, 0);
  if (missing > 0) ui.out(ui.paint("warn", t("evidence.cut", { count: missing })));
  heading(t("evidence.devices"));
  for (const { device, driver, identity, health } of devices) {
    const who = [identity.manufacturer, identity.model, identity.serial, identity.firmware].filter(Boolean).join(" ");
    const state = health ? t(`availability.${health.availability}`) : term(language, "states", "unknown");
    ui.out(`${device}  ${ui.paint("dim", [driver, who, state].filter(Boolean).join(t("comma")))}`);
  }
  heading(t("evidence.story"));
  for (const { at, tone, text } of storyOf(desk, bundle))
    ui.out(`${ui.paint("dim", clockTime(at))}  ${ui.paint(tone, text)}`);
  heading(t("evidence.frames"));
  for (const device of devices) printLines(desk, device);
};
