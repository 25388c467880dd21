import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { KnowledgeCase, Localized } from "../../contract/index.ts";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import { defineRunbook } from "../diagnostics/runbook.ts";
import { loadRules } from "../faults/load-rules.ts";
import { Knowledge } from "./knowledge.ts";
import { pageOf } from "./page.ts";
import { likeness, ranked } from "./ranking.ts";
import { termsOf } from "./words.ts";

const rules = (await loadRules()).byId;
const paperOut = rules.get("printer.paper.out");
if (!paperOut) throw new Error("no rule printer.paper.out");
const plain = (text: string): Localized => ({ en: text, "zh-CN": text });
const solved = (n: number, text: string, more: Partial<KnowledgeCase> = {}): KnowledgeCase => ({
  id: `ticket:${n}`,
  code: "printer.paper.out",
  terminal: "T",
  at: n,
  by: "user:eva",
  text: plain(text),
  ...more,
});

describe("words", () => {
  test("stems of words, pairs of characters, nothing empty", () => {
    expect([...termsOf("Cleaned the paper sensors")]).toEqual(["clean", "paper", "sensor"]);
    expect([...termsOf("纸卷用完, CCNET 43")]).toEqual(["纸卷", "卷用", "用完", "ccnet", "43"]);
    expect(termsOf("of the 。")).toEqual(new Set());
  });

  test("likeness is the same both ways, whole with itself, and takes the language that fits", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from("纸卷传感器积灰 paper sensor dust")), maxLength: 30 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(likeness(plain(a), plain(b))).toBe(likeness(plain(b), plain(a)));
        if (termsOf(a).size > 0) expect(likeness(plain(a), plain(a))).toBe(1);
      }),
    );
    expect(
      likeness({ en: "Paper sensor dusty", "zh-CN": "纸张传感器积灰" }, plain("传感器积灰，已擦")),
    ).toBeGreaterThan(0.5);
    expect(likeness(plain("Roll used up"), plain("cutter blade exchanged"))).toBe(0);
  });
});

describe("ranking", () => {
  const seeds = paperOut.causes;

  test("without cases the rule's order stands", () => {
    expect(ranked(seeds, [], { learn: true }).map(({ text }) => text)).toEqual([...seeds]);
  });

  test("what cured it on this model comes first; on another model it counts a quarter", () => {
    const dust = { text: plain("paper sensor was dusty"), model: "A" };
    const torn = { text: plain("paper torn after the roll change"), model: "B" };
    const of = (model: string) =>
      ranked(seeds, [dust, torn, torn], { model, learn: true }).map(({ text, cured, elsewhere }) => [
        text.en,
        cured,
        elsewhere,
      ]);
    expect(of("A")[0]).toEqual(["Paper sensor dusty", 1, 0]);
    expect(of("A")[1]).toEqual([seeds[1]?.en, 0, 2]);
    expect(of("B")[0]).toEqual([seeds[1]?.en, 2, 0]);
  });

  test("what the rule does not know is learnt once, and counted when it comes again", () => {
    const list = ranked(seeds, [{ text: plain("exchanged the mainboard") }, { text: plain("Mainboard exchanged") }], {
      learn: true,
    });
    expect(list[0]).toEqual({ text: plain("exchanged the mainboard"), cured: 2, elsewhere: 0, seed: false });
    expect(ranked(seeds, [{ text: plain("exchanged the mainboard") }], { learn: false })).toHaveLength(seeds.length);
  });

  test("property: nothing of the rule is lost, every learnt case counts once, and the order is by what is counted", () => {
    const said = fc.record({
      text: fc.constantFrom("roll used up", "sensor dusty, wiped", "mainboard exchanged", "换了新纸卷", "").map(plain),
      model: fc.constantFrom("A", "B"),
    });
    fc.assert(
      fc.property(fc.array(said, { maxLength: 40 }), (cases) => {
        const list = ranked(seeds, cases, { model: "A", learn: true });
        expect(list.filter(({ seed }) => seed)).toHaveLength(seeds.length);
        expect(list.reduce((sum, { cured, elsewhere }) => sum + cured + elsewhere, 0)).toBe(cases.length);
        const scores = list.map(({ cured, elsewhere }) => cured + elsewhere / 4);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }),
    );
  });
});

describe("a page", () => {
  test("every rule has one, in both languages", () => {
    for (const rule of rules.values()) {
      const page = pageOf(rule, []);
      expect(page.causes.length).toBeGreaterThan(0);
      for (const { text } of [...page.causes, ...page.steps]) expect(text["zh-CN"]).not.toBe("");
      expect(page.symptom.en.startsWith(rule.title.en)).toBe(true);
    }
  });

  test("a case that came back is shown, and counts for nothing", () => {
    const back = pageOf(
      paperOut,
      [solved(1, "wiped the paper sensor free of dust", { cameBack: true, model: "A" })],
      "A",
    );
    expect(back.steps.every(({ cured, elsewhere }) => cured + elsewhere === 0)).toBe(true);
    expect(back.cases).toHaveLength(1);
    const stays = pageOf(paperOut, [solved(1, "wiped the paper sensor free of dust", { model: "A" })], "A");
    expect(stays.steps[0]).toMatchObject({ cured: 1, seed: true });
    expect(stays.causes[0]?.text.en).toBe("Paper sensor dusty");
    expect(stays.models).toEqual(["A"]);
  });

  test("a runbook's cause that the rule does not know joins the causes", () => {
    const cause = { en: "firmware loop after power dip", "zh-CN": "断电后固件循环" };
    const [first] = pageOf(paperOut, [solved(1, "Reset printer", { cause })]).causes;
    expect(first).toEqual({ text: cause, cured: 1, elsewhere: 0, seed: false });
  });
});

describe("fed by the desk", () => {
  const reset = defineRunbook({
    id: "test-reset",
    title: { en: "Read again", "zh-CN": "重新读取" },
    handles: ["printer.cover.open"],
    deviceClass: "printer",
    disturbs: "nothing",
    *steps() {
      yield { ask: "health", withinMs: 60_000 };
      return { verdict: "cured", cause: { en: "a loose plug", "zh-CN": "插头松动" }, advice: [], parts: [] };
    },
  });
  const opened = async (run: (desk: ServiceDesk, knowledge: Knowledge) => Promise<void>) => {
    const cover = rules.get("printer.cover.open");
    if (!cover) throw new Error("no rule printer.cover.open");
    const { runbook: _none, ...bare } = paperOut;
    const desk = await ServiceDesk.open({
      rules: [bare, { ...cover, runbook: reset.id, holdMs: 1000 }],
      runbooks: [reset],
    });
    const knowledge = new Knowledge({ store: desk.store, live: desk.live, rules: desk.faults.rules });
    await desk.addTerminal("T", { printer: { deviceClass: "printer" } });
    await desk.store.write((tx) => {
      const row = tx.read.terminal("T");
      if (!row?.inventory) return;
      const devices = row.inventory.devices.map((one) => ({ ...one, identity: { model: "TM-T88V" } }));
      tx.saveTerminal({ ...row, inventory: { ...row.inventory, devices } });
    });
    try {
      await run(desk, knowledge);
      expect(desk.errors).toEqual([]);
    } finally {
      await desk.close();
    }
  };

  test("a ticket's resolution becomes a case under its cause and model; reopened, it was no cure", async () => {
    await opened(async (desk, knowledge) => {
      await desk.report("T", "printer", "printer", { paper: "out" });
      await desk.pass(60_000);
      const [ticket] = desk.ticketsOf("T");
      expect(ticket?.cause).toBe("printer.paper.out");
      const number = ticket?.number ?? 0;
      await desk.tickets.act(number, { action: "resolve", text: "纸张传感器积灰：已擦净" }, "user:li");
      const page = knowledge.page("printer.paper.out", "TM-T88V");
      expect(page.cases).toMatchObject([
        { id: `ticket:${number}`, model: "TM-T88V", by: "user:li", text: plain("纸张传感器积灰：已擦净") },
      ]);
      expect(page.causes[0]).toMatchObject({ text: { en: "Paper sensor dusty" }, cured: 1 });
      expect(knowledge.page("printer.paper.out", "CT-S310").causes[0]).toMatchObject({ cured: 0, elsewhere: 1 });
      expect(knowledge.find("printer.paper.out", 1)).toMatchObject([{ code: "printer.paper.out", cases: 1 }]);

      await desk.tickets.act(number, { action: "reopen", text: "again" }, "user:li");
      expect(knowledge.page("printer.paper.out").cases).toMatchObject([{ cameBack: true }]);
      expect(knowledge.find("printer.paper.out", 1)).toMatchObject([{ cases: 0 }]);
      await desk.tickets.act(number, { action: "resolve" }, "user:li");
      expect(knowledge.page("printer.paper.out").cases).toHaveLength(1);
    });
  });

  test("a diagnosis that cured becomes a case", async () => {
    await opened(async (desk, knowledge) => {
      await desk.report("T", "printer", "printer", { cover: "open" });
      await desk.pass(10_000);
      // Cured is what the rule sees cured.
      await desk.report("T", "printer", "printer", { cover: "closed" });
      await desk.pass(10_000);
      const { cases, causes } = knowledge.page("printer.cover.open");
      expect(cases).toMatchObject([{ by: "runbook:test-reset", text: { en: "Read again" }, model: "TM-T88V" }]);
      expect(causes[0]).toMatchObject({ text: { en: "a loose plug" }, cured: 1, seed: false });
    });
  });

  test("is found by words in both languages, by parts of the code, by what people wrote", async () => {
    await opened(async (desk, knowledge) => {
      const first = (words: string) => knowledge.find(words, 5)[0]?.code;
      const all = (words: string) => knowledge.find(words, 10).map(({ code }) => code);
      expect(first("receipt paper is out")).toBe("printer.paper.out");
      expect(first("凭条纸已用完")).toBe("printer.paper.out");
      expect(first("printer.cutter.inoperative")).toBe("printer.cutter.inoperative");
      expect(first("缺纸 传感器")).toMatch(/^printer\.paper\./);
      expect(all("sim blocked")).toContain("network.sim.blocked");
      expect(all("UPS 电池")[0]).toMatch(/^powerSupply\.battery\./);
      expect(knowledge.find("xylophone", 5)).toEqual([]);
      expect(knowledge.find(undefined, 1000)).toHaveLength(desk.faults.rules.size);
      expect(knowledge.find("!?", 5)).toEqual([]);
      await desk.store.write((tx) => tx.saveCase(solved(7, "a xylophone was in the tray")));
      expect(first("xylophone")).toBe("printer.paper.out");
      expect(() => knowledge.page("printer.paper.gone")).toThrow(/no fault printer\.paper\.gone/);
    });
  });
});
