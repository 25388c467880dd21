import type { Conclusion, Evidence, Tone } from "../../contract/index.ts";
import type { Desk } from "./desk.ts";
import { conclusionText } from "./timeline.ts";

const tones: Record<Conclusion["verdict"], Tone> = { cured: "good", confirmed: "bad", cannotTell: "warn" };
/** More frames than this are for `--json`. */
const framesShown = 6;

/** `< 7e` is what came, `> 10 04 04` what was sent. */
export const printFrames = ({ ui }: Desk, frames: readonly string[], indent: number, most = framesShown): void => {
  for (const frame of frames.slice(0, most)) ui.out(ui.paint("dim", `${" ".repeat(indent)}${frame}`));
  if (frames.length > most) ui.out(ui.paint("dim", `${" ".repeat(indent)}… +${frames.length - most}`));
};

export const printEvidence = (desk: Desk, evidence: readonly Evidence[], indent: number): void => {
  for (const item of evidence) {
    desk.prose(desk.t("pair", { a: desk.at(item.at), b: item.text }), indent);
    printFrames(desk, item.frames ?? [], indent + 2);
  }
};

/** Verdict, cause, what to do, parts, and what it rests on. */
export const printConclusion = (desk: Desk, conclusion: Conclusion): void => {
  const { ui, t, language, prose } = desk;
  const said = t("diagnose.verdict", { text: conclusionText(conclusion, { language, t }) });
  prose(ui.paint(tones[conclusion.verdict], said));
  if (conclusion.advice.length > 0) ui.out(t("diagnose.advice"));
  conclusion.advice.forEach((advice, n) => {
    prose(`${n + 1}. ${advice[language]}`, 2);
  });
  if (conclusion.parts.length > 0) prose(t("diagnose.parts", { parts: conclusion.parts.join(", ") }));
  if (conclusion.evidence.length > 0) ui.out(t("diagnose.evidence"));
  printEvidence(desk, conclusion.evidence, 2);
};
