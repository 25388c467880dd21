import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { loadRunbooks } from "../../broker/diagnostics/load-runbooks.ts";
import { loadRules, type RuleIndex } from "../../broker/faults/load-rules.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { type Chapter, chaptersOf, type KnownFault } from "./knowledge.ts";
import { faultsPage } from "./page.ts";
import { handbookPages } from "./write.ts";

const drivers = await loadDrivers();
const pages = await handbookPages();
let rules: RuleIndex;
let chapters: readonly Chapter[];
beforeAll(async () => {
  rules = await loadRules();
  chapters = chaptersOf(rules, await loadRunbooks(), drivers.values());
});

/** Rules for words of the vocabulary that no driver says: a presenter's jam is told as the mechanism's by all printers we know. */
const raisedByNobody = ["printer.media.jammed"];

const faultOf = (id: string): KnownFault | undefined =>
  chapters.flatMap(({ faults }) => faults).find(({ rule }) => rule.id === id);

describe("the handbook's page of faults", () => {
  it.each(Object.keys(pages))(
    "%s in docs/handbook is what the rules and drivers say now (else: npm run docs)",
    async (file) => {
      expect(await readFile(new URL(`../../docs/handbook/${file}`, import.meta.url), "utf8")).toBe(pages[file]);
    },
  );

  it.each(["en", "zh-CN"] as const)("tells every fault once, with its causes and advice, in %s", (language) => {
    const page = faultsPage(chapters, language);
    const all = [...rules.byId.values()];
    const told = (id: string) => page.split(`\n\`${id}\` · `).length - 1;
    expect(all.filter(({ id }) => told(id) !== 1).map(({ id }) => id)).toEqual([]);
    const texts = all.flatMap(({ causes, advice }) => [...causes, ...advice].map((text) => text[language]));
    expect(texts.filter((text) => !page.includes(text))).toEqual([]);
    expect(/.*(?:undefined(?! command)|\{\{).*/.exec(page)?.[0]).toBeUndefined();
  });

  it("tells every code of every driver", () => {
    const codes = [...drivers.values()].flatMap(({ codes: own }) => own.map(({ code }) => code));
    const row = (code: string) => `| \`${code.replaceAll("|", "\\|")}\` |`;
    expect(codes.filter((code) => !pages["faults.md"]?.includes(row(code)))).toEqual([]);
  });

  it("has no link that leads nowhere", () => {
    for (const page of Object.values(pages)) {
      const anchors = new Set([...page.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1]));
      const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]);
      expect(links.length).toBeGreaterThan(100);
      expect(links.filter((link) => !anchors.has(link))).toEqual([]);
    }
  });

  it("every fault of a device says what raises it: a code, a measure, wear, or silence", () => {
    const unexplained = chapters
      .filter(({ of, drivers: own }) => of !== "terminal" && (own.length > 0 || of === "any"))
      .flatMap(({ faults }) => faults)
      .filter(
        ({ raisedBy, measures, worn, silence }) => raisedBy.length + measures.length + worn.length === 0 && !silence,
      );
    expect(unexplained.map(({ rule }) => rule.id).filter((id) => !raisedByNobody.includes(id))).toEqual([]);
  });

  it("finds out by asking the rules themselves", () => {
    expect(faultOf("cashAcceptor.cashBox.urgent")).toMatchObject({ measures: ["cashBoxFill"], raisedBy: [] });
    expect(faultOf("printer.link.noisy")?.measures).toEqual(["linkErrors"]);
    expect(faultOf("device.silent")).toMatchObject({ silence: "device", measures: [] });
    const jam = faultOf("cashAcceptor.transport.jammed")?.raisedBy.find(({ driver }) => driver.name === "ccnet");
    expect(jam?.codes.map(({ code }) => code)).toEqual(["CCNET 43"]);
  });
});
