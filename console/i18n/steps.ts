import type { DeviceHealth, DiagnosisStep, Language } from "../../contract/index.ts";
import { deedText } from "./command.ts";
import { readingText } from "./reading.ts";
import { reasonText } from "./said.ts";
import { duration } from "./times.ts";
import { hasWords, wordsFor } from "./words.ts";

type Loose = Readonly<Record<string, unknown>>;
const object = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});

/** `setBacklight {"percent":80}` in words: what its driver calls it; without that, that its name was run. */
const askedText = (written: string, title: string | undefined, language: Language): string => {
  const [command = "", json = "{}"] = written.split(/ (.*)/s);
  let told = written;
  try {
    told = deedText({ command, args: object(JSON.parse(json)), ...(title === undefined ? {} : { title }) }, language);
  } catch {
    // What is not JSON is shown as it is.
  }
  return title === undefined ? wordsFor(language)("step.command", { command: told }) : told;
};

/** What was asked: `command reset`, `wait 5000 ms`, `health within 3000 ms`, `history of 24 h`; anything else is shown as it is. */
const askText = ({ ask, title }: DiagnosisStep, language: Language): string => {
  const t = wordsFor(language);
  const [kind = "", rest = ""] = ask.split(/ (.*)/s);
  if (kind === "command") return askedText(rest, title, language);
  const ms = /^(\d+) ms$/.exec(rest)?.[1];
  if (kind === "wait" && ms !== undefined) return t("step.wait", { time: duration(Number(ms), language) });
  return kind === "health" || kind === "history" ? t(`step.${kind}`) : ask;
};

const commandAnswer = (answer: Loose, language: Language): string => {
  const t = wordsFor(language);
  const key = `command.${String(answer.state)}`;
  const { reason, tookMs } = object(answer.outcome);
  const { code, text } = object(reason);
  const took = typeof tookMs === "number" ? t("comma") + duration(tookMs, language) : "";
  const why =
    typeof code === "string" && typeof text === "string"
      ? t("brackets", { text: reasonText({ code, text }, language) })
      : "";
  return `${hasWords(key) ? t(key) : String(answer.state)}${took}${why}`;
};

/** What came back. The broker stores answers as data; the words are ours. */
const answerText = (answer: Loose, language: Language): string => {
  const t = wordsFor(language);
  if (answer.kind === "command") return commandAnswer(answer, language);
  if (answer.kind === "waited") return t("step.waited");
  if (answer.kind === "history") return t("step.openings", { count: Number(answer.openings) });
  if (answer.kind !== "health") return "";
  const health = object(answer.health);
  if (typeof health.availability !== "string" || typeof health.components !== "object") return t("step.noHealth");
  const old = answer.fresh === false ? t("brackets", { text: t("step.notNew") }) : "";
  return readingText(health as DeviceHealth, language) + old;
};

/** One step of a diagnosis in words: what was asked and, once there, what came back. */
export const stepText = (step: DiagnosisStep, language: Language): string => {
  const asked = askText(step, language);
  const answered = step.answer === undefined ? "" : answerText(object(step.answer), language);
  return answered ? `${asked} → ${answered}` : asked;
};

/** Frames that a step's answer holds, where it was a command. */
export const stepFrames = (step: DiagnosisStep): string[] => {
  const frames = object(object(step.answer).outcome).frames;
  return Array.isArray(frames) ? frames.filter((frame): frame is string => typeof frame === "string") : [];
};

/** What a diagnosis knew at its start is a step of the broker's, and a wait says nothing: neither is news to a person. */
export const isNews = ({ ask, answer }: DiagnosisStep): boolean =>
  ask !== "facts" && !(ask.startsWith("wait ") && answer !== undefined);

export interface ToldStep {
  readonly at: number;
  readonly text: string;
  readonly frames: readonly string[];
  /** How often the same was asked with the same answer, one after another. */
  readonly times: number;
}

/** The steps worth telling; readings that say the same again are told once. A step is told at the time of its answer. */
export const toldSteps = (steps: readonly DiagnosisStep[], language: Language): ToldStep[] => {
  const told: ToldStep[] = [];
  for (const step of steps.filter(isNews)) {
    const one = { at: step.answeredAt ?? step.at, text: stepText(step, language), frames: stepFrames(step), times: 1 };
    const last = told.at(-1);
    if (last?.text === one.text && one.frames.length === 0) told[told.length - 1] = { ...last, times: last.times + 1 };
    else told.push(one);
  }
  return told;
};
