import type { EvidenceBundle, EvidenceDevice } from "../../contract/index.ts";
import { deviceText, missingOf, saidOn, silenceText, storyOf } from "../i18n/evidence.ts";
import { absolute, clockTime } from "../i18n/times.ts";
import type { Desk } from "./desk.ts";

const printLines = ({ ui, t, language }: Desk, device: EvidenceDevice, asked: string): void => {
  ui.out(ui.paint("strong", device.device));
  const silence = silenceText(device, asked, language);
  if (silence !== undefined) return ui.out(`  ${ui.paint("dim", silence)}`);
  for (const { at, again, frames, notes } of saidOn(device)) {
    const [first = "", ...more] = frames;
    const repeated = again ? `  ${t("evidence.times", { count: again.times, until: clockTime(again.until) })}` : "";
    ui.out(`  ${ui.paint("dim", clockTime(at))}  ${first}${ui.paint("dim", repeated)}`);
    for (const frame of more) ui.out(`            ${frame}`);
    for (const note of notes) ui.out(`            ${ui.paint("dim", note)}`);
  }
};

/** A bundle that was asked of a device, for people: who the devices are, what happened in which order, and what was said on the lines. */
export const printBundle = (desk: Desk, bundle: EvidenceBundle, asked: string): void => {
  const { ui, t, heading, prose, language } = desk;
  const { terminal, collectedAt, minutes, agent, devices, leftOut } = bundle;
  const since = absolute(agent.startedAt);
  prose(t("evidence.head", { terminal, at: absolute(collectedAt), minutes, version: agent.version, since }));
  const missing = missingOf(leftOut);
  if (missing > 0) ui.out(ui.paint("warn", t("evidence.cut", { count: missing })));
  heading(t("evidence.devices"));
  for (const device of devices) ui.out(`${device.device}  ${ui.paint("dim", deviceText(device, language))}`);
  heading(t("evidence.story"));
  for (const { at, device, kind, tone, text } of storyOf(bundle, language)) {
    const who = kind === "log" ? "" : `${device ?? ""}  `;
    ui.out(`${ui.paint("dim", clockTime(at))}  ${ui.paint(tone, `${who}${text}`.trim())}`);
  }
  heading(t("evidence.frames"));
  for (const device of devices) printLines(desk, device, asked);
};
