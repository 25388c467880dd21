import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as contract from "../../contract/index.ts";
import en from "../i18n/en.json" with { type: "json" };
import vocabulary from "../i18n/vocabulary.zh-CN.json" with { type: "json" };
import { term } from "../i18n/words.ts";
import zh from "../i18n/zh-CN.json" with { type: "json" };

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
const words = { en: new Map(flat(en)), zh: new Map(flat(zh)) };
const holes = (text: string): string[] =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort((a, b) => (a < b ? -1 : 1));

const sources = (folder: URL): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(new URL(file, folder), "utf8"));
const code = sources(new URL("./", import.meta.url)).join("\n");

describe("words", () => {
  it("both languages have the same keys", () => {
    expect([...words.zh.keys()]).toEqual([...words.en.keys()]);
  });

  it("both fill the same holes", () => {
    // The parser's and the server's own sentence is left out in Chinese: it comes in English.
    const exceptions = new Set(["error.unauthorised"]);
    for (const [key, text] of words.en)
      if (!exceptions.has(key)) expect(holes(words.zh.get(key) ?? ""), key).toEqual(holes(text));
  });

  it("every key that the code names exists", () => {
    const named = [...code.matchAll(/\bt\(\s*"([a-zA-Z.]+)"/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((key) => !words.en.has(key))).toEqual([]);
  });

  it("every set of the contract has its words", () => {
    const sets: [string, readonly string[]][] = [
      ["severity", contract.severities],
      ["service", contract.services],
      ["skill", contract.skills],
      ["action", contract.actionClasses],
      ["faultState", contract.faultStates],
      ["ticketState", contract.ticketStates],
      ["command", contract.commandStates],
      ["outcome", contract.outcomeStatuses],
      ["verdict", contract.verdicts],
      ["availability", contract.availabilities],
      ["timeline.fault", contract.faultChanges],
      ["summary", Object.keys(contract.Summary.properties)],
    ];
    for (const [group, names] of sets)
      for (const name of names) expect(words.en.has(`${group}.${name}`), `${group}.${name}`).toBe(true);
  });

  it("the whole vocabulary is there in Chinese", () => {
    const components = Object.values(contract.components).flatMap((of) => Object.entries(of));
    for (const [name, states] of components) {
      expect(Object.keys(vocabulary.components), name).toContain(name);
      for (const state of states) expect(Object.keys(vocabulary.states), state).toContain(state);
    }
    for (const name of contract.deviceClasses) expect(Object.keys(vocabulary.deviceClasses)).toContain(name);
    for (const name of Object.keys(contract.measures)) expect(Object.keys(vocabulary.measures)).toContain(name);
  });

  it("a word of a later version is shown as it is", () => {
    expect(term("zh-CN", "states", "melted")).toBe("melted");
    expect(term("en", "components", "cashBoxDoor")).toBe("cash box door");
  });
});
