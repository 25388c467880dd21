import type { DiagnosisStep, DiagnosisView, Evidence } from "../../contract/index.ts";
import type { Finding } from "./recovery.ts";
import type { Answer, Ask, Facts, Runbook } from "./runbook.ts";

/** A diagnosis stores the facts it began with as the answer of its step 0. */
export const factsAsk = "facts";

/** One line that names an ask; also how a replay knows that it is still the same one. */
export const describe = (ask: Ask): string => {
  switch (ask.ask) {
    case "command":
      return `command ${ask.command}${Object.keys(ask.args ?? {}).length > 0 ? ` ${JSON.stringify(ask.args)}` : ""}`;
    case "wait":
      return `wait ${ask.ms} ms`;
    case "health":
      return `health within ${ask.withinMs} ms`;
    case "history":
      return `history of ${ask.hours} h`;
  }
};

export type Replayed =
  | { readonly kind: "ask"; readonly n: number; readonly ask: Ask }
  | { readonly kind: "done"; readonly finding: Finding }
  /** The runbook asks something else than it did when the steps were stored: it was changed meanwhile. */
  | { readonly kind: "changed"; readonly n: number };

export const factsOf = (steps: readonly DiagnosisStep[]): Facts => steps[0]?.answer as Facts;

/** Runs the runbook's generator through the stored answers to the first ask that has none. Pure: the same steps lead to the same place. */
export const replay = (runbook: Runbook, steps: readonly DiagnosisStep[]): Replayed => {
  const generator = runbook.steps(factsOf(steps));
  let next = generator.next();
  for (let n = 1; !next.done; n++) {
    const stored = steps[n];
    if (stored && stored.ask !== describe(next.value)) return { kind: "changed", n };
    if (stored?.answer === undefined) return { kind: "ask", n, ask: next.value };
    next = generator.next(stored.answer as Answer);
  }
  return { kind: "done", finding: next.value };
};

const maxFrames = 64;

const answerText = (answer: Answer): string => {
  switch (answer.kind) {
    case "command": {
      const reason = answer.outcome?.reason ? `: ${answer.outcome.reason.code}, ${answer.outcome.reason.text}` : "";
      const took = answer.outcome?.tookMs === undefined ? "" : ` in ${Math.round(answer.outcome.tookMs)} ms`;
      return `${answer.state}${took}${reason}`;
    }
    case "waited":
      return "done";
    case "health": {
      if (!answer.health) return "no reading";
      const parts = Object.entries(answer.health.components).map(([name, c]) => `${name} ${c.state}`);
      return `${answer.fresh ? "new reading" : "no newer reading, last"}: ${answer.health.availability}; ${parts.join(", ")}`;
    }
    case "history":
      return `${answer.openings} openings`;
  }
};

const framesOf = (answer: Answer): string[] => {
  if (answer.kind === "command") return (answer.outcome?.frames ?? []).slice(0, maxFrames);
  if (answer.kind !== "health") return [];
  const frames = Object.values(answer.health?.components ?? {}).flatMap((c) => (c.frame ? [`< ${c.frame}`] : []));
  return [...new Set(frames)].slice(0, 8);
};

const withoutRepeats = (all: readonly Evidence[]): Evidence[] => all.filter((e, i) => e.text !== all[i - 1]?.text);

/** What was asked, what came back, when, and the bytes: the evidence of a conclusion. Waits, and readings that say the same again, are left out. */
export const evidenceOf = (diagnosis: DiagnosisView): Evidence[] =>
  withoutRepeats(diagnosis.steps.flatMap(evidenceOfStep));

const evidenceOfStep = (step: DiagnosisStep): Evidence[] => {
  const answer = step.answer as Answer | undefined;
  if (step.ask === factsAsk || answer === undefined || answer.kind === "waited") return [];
  const frames = framesOf(answer);
  return [
    {
      at: step.answeredAt ?? step.at,
      text: `${step.ask}: ${answerText(answer)}`.slice(0, 1000),
      ...(frames.length > 0 ? { frames } : {}),
    },
  ];
};
