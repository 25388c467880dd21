import { tagCounts } from "./fleet-counts.ts";
import type { TerminalSummary } from "./views.ts";
import { components, conditions, deviceClasses, severities } from "./vocabulary/index.ts";

/** A word of the query that means nothing here, and what would. */
export interface WrongWord {
  readonly word: string;
  /** What may stand in its place: keys, or states of that component. */
  readonly known: readonly string[];
}

/** A query that is understood, as far as it is. */
export interface FleetQuery {
  readonly wrong: readonly WrongWord[];
  readonly matches: (terminal: TerminalSummary) => boolean;
}

type Test = (terminal: TerminalSummary) => boolean;

const statuses = ["online", "stopped", "lost"] as const;
const yesNo = ["yes", "no"] as const;
const isYes = (value: string): boolean => value === "yes";

type TextTest = (text: string) => boolean;
const special = /[.+?^${}()|[\]\\]/g;

/** The whole text, in which `*` is any text. */
const wholeText = (low: string): TextTest => {
  const whole = new RegExp(`^${low.replaceAll(special, "\\$&").replaceAll("*", ".*")}$`, "s");
  return (text) => whole.test(text.toLowerCase());
};

/** `*` is any text; without one a part of the text will do, unless `=` stands before it: then it is the whole. */
const textTest = (value: string): TextTest => {
  const low = value.toLowerCase();
  if (low.startsWith("=")) return wholeText(low.slice(1));
  return low.includes("*") ? wholeText(low) : (text) => text.toLowerCase().includes(low);
};

interface Key {
  readonly test: (value: string) => Test;
  /** What may be said; left out: any text. */
  readonly values?: readonly string[];
}

const textKey = (textOf: (terminal: TerminalSummary) => string): Key => ({
  test: (value) => {
    const fits = textTest(value);
    return (terminal) => fits(textOf(terminal));
  },
});

const keys: Readonly<Record<string, Key>> = {
  id: textKey(({ id }) => id),
  name: textKey(({ name }) => name),
  site: textKey(({ site }) => site),
  // A tag is a word: `vip` is no part of `vip-east`.
  tag: {
    test: (value) => {
      const fits = wholeText(value.toLowerCase());
      return ({ tags = [] }) => tags.some(fits);
    },
  },
  // Of the line or of the whole terminal: people say both of a terminal.
  status: {
    values: [...new Set([...statuses, ...conditions])],
    test:
      (value) =>
      ({ status, condition }) =>
        status === value || condition === value,
  },
  device: {
    values: deviceClasses,
    test:
      (value) =>
      ({ modules }) =>
        modules.some((one) => one.deviceClass === value),
  },
  severity: {
    values: severities,
    test:
      (value) =>
      ({ worst }) =>
        worst === value,
  },
  ticket: {
    values: yesNo,
    test:
      (value) =>
      ({ tickets }) =>
        tickets > 0 === isYes(value),
  },
  maintenance: {
    values: yesNo,
    test:
      (value) =>
      ({ maintenance }) =>
        (maintenance !== undefined) === isYes(value),
  },
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
  const test: Key["test"] =
    (value) =>
    ({ modules }) =>
      modules.some(({ notable }) => notable?.[component] === value);
  return { values, test };
};

const componentNames = [...new Set(Object.values(components).flatMap((ofClass) => Object.keys(ofClass)))];
const lowered = new Map([...Object.keys(keys), ...componentNames].map((name) => [name.toLowerCase(), name]));
const keyOf = (name: string): Key | undefined => {
  const known = lowered.get(name.toLowerCase());
  return known === undefined ? undefined : (keys[known] ?? componentKey(known));
};

/** Keys by which can be asked, beside the names of components. */
const fleetQueryKeys: readonly string[] = Object.keys(keys);

/** What may follow `key:`; empty: any text, or no such key. */
const fleetQueryValues = (key: string): readonly string[] => keyOf(key)?.values ?? [];

interface Term {
  readonly not: boolean;
  readonly test: Test;
}

/** A value goes on to the next space; what is in quotes may have spaces and commas. */
const wordForm = /(-)?(?:([A-Za-z]+):)?((?:"[^"]*"?|[^\s"])+)/g;
const alternatives = (text: string): string[] =>
  [...text.matchAll(/(?:"[^"]*"?|[^,"])+/g)].map(([one]) => one.replaceAll('"', "")).filter((one) => one !== "");

const anywhere = (text: string): Test => {
  const fits = textTest(text);
  return ({ id, name, site }) => fits(id) || fits(name) || fits(site);
};

const oneOf = (tests: readonly Test[]): Test => {
  const [only, ...others] = tests;
  return only && others.length === 0 ? only : (terminal) => tests.some((test) => test(terminal));
};

const readWord = (found: RegExpMatchArray): Term | WrongWord | undefined => {
  const [word, minus, name, rest = ""] = found;
  const text = rest.replaceAll('"', "");
  if (text === "") return undefined;
  const not = minus !== undefined;
  if (name === undefined) return { not, test: anywhere(text) };
  const key = keyOf(name);
  if (!key) return { word, known: fleetQueryKeys };
  const wished = alternatives(rest);
  if (key.values === undefined) return { not, test: oneOf(wished.map((one) => key.test(one))) };
  const known = new Map(key.values.map((value) => [value.toLowerCase(), value]));
  const values = wished.map((one) => known.get(one.toLowerCase()));
  if (values.includes(undefined)) return { word, known: key.values };
  return { not, test: oneOf(values.flatMap((one) => (one === undefined ? [] : [key.test(one)]))) };
};

/** Longer ones are cut. */
export const longestQuery = 2000;

/**
 * `site:sz status:faulty,unknown device:printer paper:low -maintenance:yes hall`: every word must fit, with `-` it must not; a comma is "or", a word
 * without a key is part of the id, the name or the site; `site:=Hall` is that site and no other. A word that is not understood is named and counts for
 * nothing. Never throws.
 */
export const fleetQuery = (text: string): FleetQuery => {
  const read = [...text.slice(0, longestQuery).matchAll(wordForm)].map(readWord).filter((one) => one !== undefined);
  const terms = read.filter((one): one is Term => "test" in one);
  return {
    wrong: read.filter((one): one is WrongWord => "known" in one),
    matches: (terminal) => terms.every(({ not, test }) => test(terminal) !== not),
  };
};

/** The word that asks for exactly this text: `site:="Ferry Pier 1"`. */
export const exactly = (key: string, text: string): string => {
  const plain = text.replaceAll('"', "*"); // any text, as a quote cannot be quoted
  return `${key}:=${/[\s,]/.test(plain) ? `"${plain}"` : plain}`;
};

/** A query without what it says of this key. */
export const without = (query: string, key: string): string =>
  [...query.matchAll(wordForm)]
    .filter(([, , name]) => name?.toLowerCase() !== key)
    .map(([word]) => word)
    .join(" ");

/** Words of the fleet itself, for keys that may have any text. */
const ofFleet: Readonly<Record<string, (terminals: readonly TerminalSummary[]) => Iterable<string>>> = {
  tag: (terminals) => tagCounts(terminals).keys(),
  site: (terminals) => new Set(terminals.map(({ site }) => site)),
};
const mostCompletions = 50;

/** How the last word of a query may go on, as the words that then stand in its place. */
export const completions = (query: string, terminals: readonly TerminalSummary[]): string[] => {
  const [, minus = "", name, begun = ""] = /(-)?(?:([A-Za-z]+):)?([^\s,:]*)$/.exec(query) ?? [];
  const low = begun.toLowerCase();
  if (name === undefined) {
    const words =
      low === "" ? [] : [...fleetQueryKeys, ...componentNames].filter((key) => key.toLowerCase().startsWith(low));
    return words.map((key) => `${minus}${key}:`).slice(0, mostCompletions);
  }
  const values = [...(ofFleet[name]?.(terminals) ?? fleetQueryValues(name))].filter((value) => value !== "");
  return values
    .filter((value) => value.toLowerCase().startsWith(low))
    .sort((a, b) => (a < b ? -1 : 1))
    .slice(0, mostCompletions)
    .map((value) => `${minus}${name}:${/[\s,]/.test(value) ? `"${value}"` : value}`);
};
