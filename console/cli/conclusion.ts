import type { Conclusion, Tone } from "../../contract/index.ts";
import { partsText } from "../i18n/said.ts";
import type { Desk } from "./desk.ts";
import { conclusionText } from "./timeline.ts";

export const verdictTone: Readonly<Record<Conclusion["verdict"], Tone>> = {
  cured: "good",
  confirmed: "bad",
  cannotTell: "warn",
};
/** More lines than this are for `--json`. */
const framesShown = 64;

interface Folded {
  readonly frame: string;
  readonly times: number;
}

/** Frames in a row that say the same, alone or as question and answer (`> 33`, `< 13`, `> 33`, `< 13`), are folded into one with a count. */
export const foldFrames = (frames: readonly string[]): Folded[] => {
  const folded: Folded[] = [];
  for (let n = 0; n < frames.length; ) {
    const size = [1, 2].find((s) => frames.slice(n, n + s).join() === frames.slice(n + s, n + 2 * s).join()) ?? 1;
    const block = frames.slice(n, n + size);
    let times = 1;
    while (frames.slice(n + times * size, n + (times + 1) * size).join() === block.join()) times++;
    if (n + size > frames.length) times = 1;
    for (const frame of block) folded.push({ frame, times });
    n += size * times;
  }
  return folded;
};

/** `< 7e` is what came, `> 10 04 04` what was sent; `×9` where it was said nine times in a row. */
export const printFrames = (
  { prose, ui }: Desk,
  frames: readonly string[],
  indent: number,
  most = framesShown,
): void => {
  const folded = foldFrames(frames);
  for (const { frame, times } of folded.slice(0, most))
    prose(ui.paint("dim", times > 1 ? `${frame}  ×${times}` : frame), indent);
  if (folded.length > most) ui.out(ui.paint("dim", `${" ".repeat(indent)}… +${folded.length - most}`));
};

/** Verdict and cause, what to do, and what to take along. What it rests on are the steps, which were told before. */
export const printConclusion = (desk: Desk, conclusion: Conclusion): void => {
  const { ui, t, language, prose } = desk;
  const said = t("diagnose.verdict", { text: conclusionText(conclusion, { language, t }) });
  prose(ui.paint(verdictTone[conclusion.verdict], said));
  if (conclusion.advice.length > 0) ui.out(t("diagnose.advice"));
  conclusion.advice.forEach((advice, n) => {
    prose(`${n + 1}. ${advice[language]}`, 2);
  });
  if (conclusion.parts.length > 0) prose(t("diagnose.parts", { parts: partsText(conclusion.parts, language) }));
};
