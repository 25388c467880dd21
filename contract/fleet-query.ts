import type { TerminalSummary } from "./views.ts";
import { components, deviceClasses, severities } from "./vocabulary/index.ts";

/** A word of the query that means nothing here, and what would. */
export interface WrongWord {
  readonly word: string;
  /** What may stand in its place: keys, or states of that component. */
  readonly known: readonly string[];
}

/** A query that is understood, as far as it is. */
export interface FleetQuery {
  readonly wrong: readonly WrongWord[];
  matches(terminal: TerminalSummary): boolean;
}

type Test = (terminal: TerminalSummary, value: string) => boolean;

const statuses = ["online", "stopped", "lost"] as const;
const conditions = ["ok", "degraded", "faulty", "unknown"] as const;
const yesNo = ["yes", "no"] as const;
const isYes = (value: string): boolean => value === "yes";

/** `*` is any text; without one a part of the text will do. */
const textMatcher = (value: string): ((text: string) => boolean) => {
  const low = value.toLowerCase();
  if (!low.includes("*")) return (text) => text.toLowerCase().includes(low);
  const pattern = low.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const whole = new RegExp(`^${pattern.join(".*")}$`);
  return (text) => whole.test(text.toLowerCase());
};

interface Key {
  readonly test: Test;
  /** What may be said; left out: any text. */
  readonly values?: readonly string[];
}

const keys: Readonly<Record<string, Key>> = {
  id: { test: ({ id }, value) => textMatcher(value)(id) },
  name: { test: ({ name }, value) => textMatcher(value)(name) },
  site: { test: ({ site }, value) => textMatcher(value)(site) },
  // Of the line or of the whole terminal: people say both of a terminal.
  status: {
    values: [...new Set([...statuses, ...conditions])],
    test: ({ status, condition }, value) => status === value || condition === value,
  },
  device: {
    values: deviceClasses,
    test: ({ modules }, value) => modules.some((one) => one.deviceClass === value),
  },
  severity: { values: severities, test: ({ worst }, value) => worst === value },
  ticket: { values: yesNo, test: ({ tickets }, value) => tickets > 0 === isYes(value) },
  maintenance: { values: yesNo, test: ({ maintenance }, value) => (maintenance !== undefined) === isYes(value) },
};

/** States of a component that can be asked for: all but its good one, which lists of thousands leave out. */
const notableStates = (component: string): string[] => {
  const lists = Object.values(components).flatMap((ofClass) => {
    const states = (ofClass as Record<string, readonly string[]>)[component];
    return states ? [...states.slice(1), "unknown"] : [];
  });
  return [...new Set(lists)];
};

const componentKey = (component: string): Key | undefined => {
  const values = notableStates(component);
  if (values.length === 0) return undefined;
  const test: Test = ({ modules }, value) => modules.some(({ notable }) => notable?.[component] === value);
  return { values, test };
};

const componentNames = [...new Set(Object.values(components).flatMap((ofClass) => Object.keys(ofClass)))];
const lowered = new Map([...Object.keys(keys), ...componentNames].map((name) => [name.toLowerCase(), name]));
const keyOf = (name: string): Key | undefined => {
  const known = lowered.get(name.toLowerCase());
  return known === undefined ? undefined : (keys[known] ?? componentKey(known));
};

/** Keys by which can be asked; then the names of components. */
export const fleetQueryKeys: readonly string[] = Object.keys(keys);

/** What may follow `key:`; empty: any text, or no such key. */
export const fleetQueryValues = (key: string): readonly string[] => keyOf(key)?.values ?? [];

interface Term {
  readonly not: boolean;
  readonly test: (terminal: TerminalSummary) => boolean;
}

const wordForm = /(-)?(?:([A-Za-z]+):)?("[^"]*"?|\S+)/g;
const anywhere: Test = ({ id, name, site }, value) => [id, name, site].some(textMatcher(value));

const readWord = (found: RegExpMatchArray): Term | WrongWord | undefined => {
  const [word, minus, name, rest = ""] = found;
  const text = rest.replaceAll('"', "");
  if (text === "") return undefined;
  const not = minus !== undefined;
  if (name === undefined) return { not, test: (terminal) => anywhere(terminal, text) };
  const key = keyOf(name);
  if (!key) return { word, known: fleetQueryKeys };
  const wished = text.split(",").filter((one) => one !== "");
  if (key.values === undefined) return { not, test: (terminal) => wished.some((one) => key.test(terminal, one)) };
  const known = new Map(key.values.map((value) => [value.toLowerCase(), value]));
  const values = wished.map((one) => known.get(one.toLowerCase()));
  if (values.includes(undefined)) return { word, known: key.values };
  return { not, test: (terminal) => values.some((one) => one !== undefined && key.test(terminal, one)) };
};

/**
 * `site:sz status:faulty,unknown device:printer paper:low -maintenance:yes hall`: every word must fit, with `-` it must not; a comma is "or", a word
 * without a key is part of the id, the name or the site. A word that is not understood is named and counts for nothing. Never throws.
 */
export const fleetQuery = (text: string): FleetQuery => {
  const read = [...text.slice(0, 500).matchAll(wordForm)].map(readWord).filter((one) => one !== undefined);
  const terms = read.filter((one): one is Term => "test" in one);
  return {
    wrong: read.filter((one): one is WrongWord => "known" in one),
    matches: (terminal) => terms.every(({ not, test }) => test(terminal) !== not),
  };
};
