import type { Conclusion, DeviceHealth, Localized } from "../../contract/index.ts";
import type { Answer, Ask, Facts } from "./runbook.ts";

/** What a reading says of the fault: `wait` while the device is still busy getting there. */
export type Judgement = "good" | "bad" | "wait" | "unknown";
export type Finding = Omit<Conclusion, "evidence">;
export type CommandAnswer = Extract<Answer, { kind: "command" }>;
export type HealthAnswer = Extract<Answer, { kind: "health" }>;
type Steps<T> = Generator<Ask, T, Answer>;

const secondMs = 1000;

const wrongAnswer = (wanted: string, answer: Answer): TypeError =>
  new TypeError(`asked for ${wanted}, answered ${answer.kind}`);

/** Runs a command; waits up to `patienceMs` while the terminal refuses it for a passing reason. */
export function* command(
  name: string,
  args: Record<string, unknown> = {},
  patienceMs = 300 * secondMs,
): Steps<CommandAnswer> {
  const answer = yield { ask: "command", command: name, args, patienceMs };
  if (answer.kind !== "command") throw wrongAnswer("a command", answer);
  return answer;
}

export function* wait(ms: number): Steps<void> {
  yield { ask: "wait", ms };
}

export function* look(withinMs: number): Steps<HealthAnswer> {
  const answer = yield { ask: "health", withinMs };
  if (answer.kind !== "health") throw wrongAnswer("health", answer);
  return answer;
}

/** State of a component; left out reads as unknown. */
export const stateOf = (health: DeviceHealth | undefined, component: string): string =>
  health?.components[component]?.state ?? "unknown";

/** Judges by one component: good in one of `good`, unknown when nobody knows, else bad. */
export const byComponent =
  (component: string, ...good: string[]) =>
  (health: DeviceHealth): Judgement => {
    const state = stateOf(health, component);
    if (state === "unknown") return "unknown";
    return good.includes(state) ? "good" : "bad";
  };

/** The component a fault code speaks of: `printer.cutter.inoperative` speaks of `cutter`. */
export const componentOf = (facts: Facts): string | undefined => facts.fault?.code.split(".")[1];

const judge = (answer: HealthAnswer, by: (health: DeviceHealth) => Judgement): Judgement =>
  answer.health && answer.current ? by(answer.health) : "unknown";

const againMs = 5 * secondMs;
/** So many fresh bad looks one after the other are believed: a fault that is said again after a reset will not go by waiting. */
const enoughBad = 3;

/**
 * Looks until the device is good or `forMs` is over. Only a fresh reading can say good; an old one that is still bad stays bad
 * (changes are reported at once, so no news is no change), an old good one says nothing, and nothing can be told of a lost terminal.
 */
export function* settle(by: (health: DeviceHealth) => Judgement, forMs: number, patient = false): Steps<Judgement> {
  let bad = 0;
  for (let leftMs = forMs; ; leftMs -= againMs) {
    const answer = yield* look(Math.min(leftMs, againMs));
    const now = judge(answer, by);
    if (now === "good" && answer.fresh) return "good";
    bad = now === "bad" && answer.fresh ? bad + 1 : 0;
    if (bad >= enoughBad && !patient) return "bad";
    if (leftMs <= againMs) return now === "wait" ? "bad" : now === "good" ? "unknown" : now;
    if (answer.fresh) yield* wait(againMs);
  }
}

/** One thing to try. */
export interface Attempt {
  readonly command: string;
  readonly args?: Record<string, unknown>;
  readonly patienceMs?: number;
  /** What was done, to be read in "… and it is good again". */
  readonly did: Localized;
  /** How long the device takes before a reading means anything. */
  readonly settleMs: number;
  /** How long to look for the good state after that, at most. */
  readonly lookMs: number;
  /** The device may still say bad for a while though it gets well: look to the end. */
  readonly patient?: boolean;
}

export interface Plan {
  readonly by: (health: DeviceHealth) => Judgement;
  readonly attempts: readonly Attempt[];
  /** True while nothing may be moved: a note or a card is on its way. */
  readonly busy?: (health: DeviceHealth) => boolean;
  /** What is told to the person who has to go, beyond the rule's own advice. */
  readonly advice?: readonly Localized[];
  readonly parts?: readonly string[];
  /** What it is when nothing helped. */
  readonly confirmed?: Localized;
}

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

export const finding = (
  verdict: Conclusion["verdict"],
  cause: Localized,
  more: { readonly advice?: readonly Localized[]; readonly parts?: readonly string[] } = {},
): Finding => ({ verdict, cause, advice: [...(more.advice ?? [])], parts: [...(more.parts ?? [])] });

const reasonOf = (answer: CommandAnswer): string => answer.outcome?.reason?.text ?? answer.state;

interface Tried {
  readonly attempt: Attempt;
  readonly answer: CommandAnswer;
}

const ran = (tried: Tried): boolean => ["succeeded", "failed", "unknown"].includes(tried.answer.state);

const triedText = (all: readonly Tried[]): Localized => {
  const line = (language: "en" | "zh-CN") =>
    all
      .map((t) => `${t.attempt.did[language]}${t.answer.state === "succeeded" ? "" : ` (${reasonOf(t.answer)})`}`)
      .join(language === "en" ? "; " : "；");
  return all.length === 0 ? text("nothing was tried", "未尝试任何操作") : { en: line("en"), "zh-CN": line("zh-CN") };
};

const cured = (all: readonly Tried[]): Finding => {
  const did = triedText(all);
  return finding("cured", text(`Tried: ${did.en}. It is good again.`, `已尝试：${did["zh-CN"]}。已恢复正常。`));
};

const notCured = (plan: Plan, all: readonly Tried[], last: Judgement): Finding => {
  const did = triedText(all);
  const done = text(`Tried: ${did.en}.`, `已尝试：${did["zh-CN"]}。`);
  if (last === "unknown")
    return finding(
      "cannotTell",
      text(`${done.en} Afterwards nothing could be read that shows its state.`, `${done["zh-CN"]}之后无法读到其状态。`),
      plan,
    );
  const what = plan.confirmed ?? text("The fault is still there.", "故障依然存在。");
  return finding("confirmed", text(`${done.en} ${what.en}`, `${done["zh-CN"]}${what["zh-CN"]}`), plan);
};

function* waitWhileBusy(plan: Plan, first: HealthAnswer): Steps<boolean> {
  let answer = first;
  for (let n = 0; n < 4 && answer.health && plan.busy?.(answer.health); n++) {
    yield* wait(30 * secondMs);
    answer = yield* look(5 * secondMs);
  }
  return answer.health !== undefined && plan.busy?.(answer.health) === true;
}

/**
 * The common shape of a repair: look; if it is good already, say so; while money or a card is on its way, wait; then try one thing after the other,
 * and after each wait, look, and only believe a new reading.
 */
export function* recover(_facts: Facts, plan: Plan): Steps<Finding> {
  const before = yield* look(3 * secondMs);
  if (before.fresh && judge(before, plan.by) === "good")
    return finding("cured", text("It had gone by itself before anything was tried.", "在采取任何措施之前已自行恢复。"));
  if (yield* waitWhileBusy(plan, before))
    return finding(
      "confirmed",
      text(
        "Something is still on its way in the device (a note or a card); it was not reset.",
        "设备内仍有纸币或卡片在途，未执行复位。",
      ),
      plan,
    );
  const all: Tried[] = [];
  let last: Judgement = judge(before, plan.by);
  for (const attempt of plan.attempts) {
    const tried = { attempt, answer: yield* command(attempt.command, attempt.args, attempt.patienceMs) };
    all.push(tried);
    if (!ran(tried)) continue;
    yield* wait(attempt.settleMs);
    last = yield* settle(plan.by, attempt.lookMs, attempt.patient);
    if (last === "good") return cured(all);
  }
  if (!all.some(ran)) last = yield* settle(plan.by, 10 * secondMs);
  return last === "good" ? cured(all) : notCured(plan, all, last);
}
