import {
  AppError,
  changedMeanwhile,
  type InspectionAnswer,
  type InspectionFinding,
  type InspectionItem,
  type InspectionResult,
  type InspectTerminal,
  isMissing,
  issueAt,
} from "../../contract/index.ts";
import type { RoundRow } from "../store/inspection-rows.ts";
import { thereAre } from "../unknown.ts";
import { type ChecklistItem, checklist } from "./checklist.ts";
import { findingsOf, type MachineFacts, worstResult } from "./machine.ts";

type MachineResult = "ok" | "notOk" | "cannotTell";
const resultOf = (findings: readonly InspectionFinding[]): MachineResult =>
  worstResult(findings.map(({ result }) => (result === "notFitted" ? "ok" : result)));

/** A person speaks where the machine cannot; what the machine sees to be wrong stays wrong until it sees it well. */
const verdict = (machine: MachineResult, open: boolean, answer: InspectionAnswer | undefined): InspectionResult => {
  if (machine === "notOk") return "notOk";
  if (!answer) return open ? "cannotTell" : machine;
  // That a part is not there cannot be said of one that was just read.
  return answer.result === "notFitted" && machine === "ok" ? "ok" : answer.result;
};

/** One item with what the machine finds now and what a person answered. Pure. */
export const itemOf = (
  item: ChecklistItem,
  findings: readonly InspectionFinding[],
  answer: InspectionAnswer | undefined,
): InspectionItem => {
  const machine = resultOf(findings);
  const asked = item.always === true || machine === "cannotTell";
  const open = asked && !answer;
  return {
    item: item.id,
    title: item.title,
    result: verdict(machine, open, answer),
    findings: [...findings],
    ...(asked ? { ask: item.ask } : {}),
    open,
    ...(answer ? { answer } : {}),
  };
};

export const itemsNow = (facts: MachineFacts, answers: readonly InspectionAnswer[]): InspectionItem[] =>
  checklist.map((item) =>
    itemOf(
      item,
      findingsOf(facts, item),
      answers.find((answer) => answer.item === item.id),
    ),
  );

/** Of a whole round: what is wrong first, then what nobody told. */
export const roundResult = (items: readonly Pick<InspectionItem, "result">[]): MachineResult =>
  worstResult(items.map(({ result }) => (result === "notFitted" ? "ok" : result)));

/** The answers with these in them; a later one replaces an earlier one. Throws `AppError("invalid")` naming an item that does not exist. */
export const withAnswers = (
  before: readonly InspectionAnswer[],
  given: NonNullable<InspectTerminal["answers"]>,
  { by, at }: { by: string; at: number },
): InspectionAnswer[] => {
  const issues = given.flatMap(({ item }, n) =>
    checklist.some(({ id }) => id === item)
      ? []
      : [issueAt(`/answers/${n}/item`, { en: `there is no item ${item}`, "zh-CN": `没有检查项 ${item}` })],
  );
  if (issues.length > 0) {
    const known = thereAre(checklist.map(({ id }) => id));
    const text = {
      en: `${issues.map(({ message }) => message).join("; ")}${known.en}`,
      "zh-CN": `${issues.map((issue) => issue.text["zh-CN"]).join("；")}${known["zh-CN"]}`,
    };
    throw new AppError("invalid", text, { issues });
  }
  const all = new Map(before.map((answer) => [answer.item, answer]));
  for (const answer of given) all.set(answer.item, { ...answer, by, at });
  return [...all.values()];
};

/** Throws `AppError("refused")` naming every item that a person has still to answer. */
export const mayFinish = (items: readonly InspectionItem[]): void => {
  const open = items.filter((one) => one.open);
  if (open.length === 0) return;
  const text = {
    en: `still to be answered: ${open.map(({ item }) => item).join(", ")}`,
    "zh-CN": `尚未回答：${open.map(({ title }) => title["zh-CN"]).join("、")}`,
  };
  throw new AppError("refused", text, {
    issues: open.map(({ item, ask }) => issueAt(`/answers/${item}`, ask ?? isMissing)),
  });
};

/** Throws `AppError("conflict")` if it is not the version the person saw. */
export const isCurrent = (row: Pick<RoundRow, "number" | "version"> | undefined, version: number | undefined): void => {
  const now = row?.version ?? 0;
  if (version !== undefined && version !== now)
    throw changedMeanwhile({ en: "the round", "zh-CN": "该次巡检" }, now, version);
};
