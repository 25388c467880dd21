import { Document, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { Issue, OnCallPlan } from "../../../contract/index.ts";

/** What is wrong with a plan, where people see it. */
export interface Mistake {
  /** Of the text, from 1; left out where it is of the whole. */
  readonly line?: number;
  /** `rotas.0.zone`; empty: the whole. */
  readonly key: string;
  readonly said: Issue["text"];
}

/** As one tells it, whatever order an answer has them in; what is not named here keeps its place. */
const order =
  "office rotas paths id title queue queues zone layers people shift handover from until hours ways severities acceptMinutes at tell steps".split(
    " ",
  );
const placeOf = (key: unknown): number => order.indexOf(String(isScalar(key) ? key.value : key));

/** A plan as people edit it: what has no parts stands on one line. */
export const planText = (plan: OnCallPlan): string => {
  const document = new Document(plan, { sortMapEntries: (a, b) => placeOf(a.key) - placeOf(b.key) });
  visit(document, {
    Seq: (_, node) => {
      if (node.items.every(isScalar)) node.flow = true;
    },
    Map: (_, node) => {
      if (node.items.every(({ value }) => isScalar(value))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: true });
};

const asKeys = (key: string): (string | number)[] =>
  key
    .split(".")
    .filter((part) => part !== "")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

export type ReadPlan =
  | { readonly mistakes: readonly Mistake[] }
  | {
      /** Not checked: the broker does. */
      readonly plan: OnCallPlan;
      /** What the broker found, with the line of each. */
      readonly placed: (issues: readonly Issue[]) => Mistake[];
    };

const asMistake = (text: string, line: number | undefined): Mistake => {
  const [first = ""] = text.split("\n");
  return { key: "", said: { en: first, "zh-CN": first }, ...(line === undefined ? {} : { line }) };
};

/** Reads what somebody wrote. What is not YAML at all is said with its line, in the reader's (English) words. */
export const readPlan = (text: string): ReadPlan => {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  if (document.errors.length > 0)
    return { mistakes: document.errors.map(({ message, pos }) => asMistake(message, lineAt(pos[0]))) };
  const lineOf = (keys: readonly (string | number)[]): number | undefined => {
    for (let n = keys.length; n > 0; n--) {
      const node = document.getIn(keys.slice(0, n), true) as { readonly range?: readonly number[] } | undefined;
      if (node?.range?.[0] !== undefined) return lineAt(node.range[0]);
    }
    return undefined;
  };
  const placed = (issues: readonly Issue[]): Mistake[] =>
    issues.map(({ path, text: said }) => {
      const key = path.replace(/^(?:body\.)?plan\.?/, "");
      const line = lineOf(asKeys(key));
      return { key, said, ...(line === undefined ? {} : { line }) };
    });
  try {
    return { plan: document.toJS() as OnCallPlan, placed };
  } catch (error) {
    // ReferenceError: aliases that stand for more than anybody writes
    return { mistakes: [asMistake(String(error), undefined)] };
  }
};

/** What somebody begins with who has no plan yet. */
export const firstPlan = (person: string, zone: string, from: string): OnCallPlan => ({
  rotas: [
    {
      id: "first-line",
      title: { en: "First line", "zh-CN": "一线值班" },
      queues: ["remote"],
      zone,
      layers: [{ people: [person], shift: "week", handover: { weekday: "monday", time: "09:00" }, from }],
    },
  ],
  paths: [],
});
