import type { DiagnosisStep, Language } from "../../contract/index.ts";
import { duration } from "./times.ts";
import { hasWords, wordsFor } from "./words.ts";

type Loose = Readonly<Record<string, unknown>>;
const object = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});

/** What was asked: `command reset`, `wait 5000 ms`, `health`, `history 24 h`; anything else is shown as it is. */
const askText = (ask: string, language: Language): string => {
  const t = wordsFor(language);
  const [kind = "", rest = ""] = ask.split(/ (.*)/s);
  if (kind === "command") return t("step.command", { command: rest });
  const ms = /^(\d+) ms$/.exec(rest)?.[1];
  if (kind === "wait" && ms !== undefined) return t("step.wait", { time: duration(Number(ms), language) });
  return kind === "health" || kind === "history" ? t(`step.${kind}`) : ask;
};

const commandAnswer = (answer: Loose, language: Language): string => {
  const t = wordsFor(language);
  const key = `command.${String(answer.state)}`;
  const reason = object(object(answer.outcome).reason).text;
  return `${hasWords(key) ? t(key) : String(answer.state)}${typeof reason === "string" ? t("brackets", { text: reason }) : ""}`;
};

/** What came back. The broker stores answers as data; the words are ours. */
const answerText = (answer: Loose, language: Language): string => {
  const t = wordsFor(language);
  if (answer.kind === "command") return commandAnswer(answer, language);
  if (answer.kind === "waited") return t("step.waited");
  if (answer.kind === "history") return t("step.openings", { count: Number(answer.openings) });
  if (answer.kind !== "health") return "";
  const availability = object(answer.health).availability;
  if (typeof availability !== "string") return t("step.noHealth");
  return `${t(`availability.${availability}`)}${answer.fresh === false ? t("brackets", { text: t("stale") }) : ""}`;
};

/** One step of a diagnosis in words: what was asked and, once there, what came back. */
export const stepText = (step: DiagnosisStep, language: Language): string => {
  const asked = askText(step.ask, language);
  const answered = step.answer === undefined ? "" : answerText(object(step.answer), language);
  return answered ? `${asked} → ${answered}` : asked;
};

/** Frames that a step's answer holds, where it was a command. */
export const stepFrames = (step: DiagnosisStep): string[] => {
  const frames = object(object(step.answer).outcome).frames;
  return Array.isArray(frames) ? frames.filter((frame): frame is string => typeof frame === "string") : [];
};
