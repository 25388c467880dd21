import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { languages, withDefaults } from "../../../contract/index.ts";
import { FakeClock } from "../../../tests/support/fake-clock.ts";
import { makeQuarter } from "../../../tests/support/made-quarter.ts";
import { madeRound, makeStock, saveMadeRound } from "../../../tests/support/made-stock.ts";
import { loadFees } from "../../customers/fees/load-schedules.ts";
import { ComplaintSettings } from "../../customers/settings.ts";
import { makeContracts } from "../../service-levels/contracts.ts";
import { loadPresets } from "../../service-levels/load-policies.ts";
import { ServiceLevels } from "../../service-levels/service-levels.ts";
import { openStore } from "../../store/sqlite/open.ts";
import type { Store } from "../../store/store.ts";
import { wearItems } from "../../wear/items.ts";
import type { Forecast } from "../../wear/wear.ts";
import type { FactSources } from "../facts.ts";
import { loadReports } from "../load-reports.ts";
import { makeFile, makeReport, type ReportWish } from "../make.ts";
import { rangeOf } from "../period.ts";
import { both, type Report, type ReportData } from "../report.ts";
import { Reports } from "../reports.ts";
import { tablesOf, toCsv } from "./csv.ts";
import { findFont, isWestern } from "./fonts.ts";
import { toHtml } from "./html.ts";
import { toPdf } from "./pdf.ts";
import { formats } from "./render.ts";
import { told } from "./told.ts";
import { shown } from "./values.ts";

const from = Date.UTC(2026, 7, 31, 16);
const to = Date.UTC(2026, 8, 30, 16);
const zone = "Asia/Shanghai";

let folder: string;
let store: Store;
let sources: FactSources;
let reports: Reports;
const contract = {
  id: "c-1",
  customer: "Bahn",
  policy: "self-service-terminal",
  sites: ["Central Station", "Airport <T2>", "人民广场"],
  terminals: [],
  zone,
  from: "2026-01-01",
};
const settings = { zone, company: "Kiosk & Co" };
const reportOf = (id: string): Report => {
  const report = all.get(id);
  if (!report) throw new Error(`no report ${id}`);
  return report;
};
let all: ReadonlyMap<string, Report>;

const worn: Forecast[] = wearItems.slice(0, 4).map((item, n) => ({
  item,
  usage: { terminal: "kiosk-001", device: "printer", item: item.id, at: to, value: 10, used: 10, days: [], base: 0 },
  end: 100,
  share: 0.3 + n * 0.25,
  left: 10,
  perDay: 1,
  watchedHours: 100,
  dueAt: to + n * 60 * 86_400_000,
}));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "reports-"));
  const clock = new FakeClock(to + 86_400_000);
  store = await openStore(join(folder, "broker.db"), { clock });
  await store.write((tx) => {
    makeQuarter(tx, { terminals: 3, from, to });
    makeStock(tx, { from, to });
    saveMadeRound(tx, madeRound("kiosk-001", from + 12 * 86_400_000, ["outside"]));
  });
  all = await loadReports();
  const presets = await loadPresets();
  const standard = presets.get("self-service-terminal");
  if (!standard) throw new Error("no preset");
  sources = {
    read: store.read,
    levels: new ServiceLevels({ standard, contracts: makeContracts([contract]) }),
    wear: { forecasts: () => worn },
    parts: new Map(),
    poolPercent: 5,
    terms: (await loadFees(makeContracts([contract]))).terms,
    complaints: withDefaults(ComplaintSettings, {}),
  };
  reports = new Reports({ clock, settings, reports: all, run: (job) => makeFile(sources, reportOf(job.id), job) });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const now = to + 86_400_000;
const makeOf = (id: string, wish: ReportWish): ReportData => {
  const range = rangeOf(wish, { zone: wish.zone ?? zone, usual: "month", now });
  return makeReport(sources, reportOf(id), { wish, range, now, settings });
};
const make = (id: string): ReportData => makeOf(id, { from: id === "daily-log" ? "2026-09-20" : "2026-09" });
const ids = [...(await loadReports()).keys()];

describe("every report", () => {
  test.each(ids)(
    "%s is whole: tables as wide as their columns, charts as long as their labels, ids once, numbers that are numbers",
    (id) => {
      const data = make(id);
      expect(data.sections.length).toBeGreaterThan(0);
      const names = data.sections.flatMap(({ blocks }) => blocks.flatMap((block) => ("id" in block ? [block.id] : [])));
      expect(new Set(names).size).toBe(names.length);
      for (const { blocks } of data.sections)
        for (const block of blocks) {
          if (block.kind === "table")
            for (const row of block.rows) {
              expect(row, block.id).toHaveLength(block.columns.length);
              row.forEach((value, n) => {
                if (block.columns[n]?.type !== "text" && value !== null)
                  expect(value, `${block.id} ${n}`).toBeTypeOf("number");
                if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
              });
            }
          if (block.kind === "chart")
            for (const { values } of block.series) expect(values, block.id).toHaveLength(block.labels.length);
        }
    },
  );

  /** Numbers by which something is found, not counted. */
  const names = ["ticket", "round", "visit", "move", "step", "change", "done"];
  test.each(ids)("%s: every figure says in one sentence what it means", (id) => {
    for (const { id: section, blocks } of make(id).sections)
      for (const block of blocks) {
        const counted =
          block.kind === "figures"
            ? block.figures
            : block.kind === "table"
              ? block.columns.filter(({ type, key }) => !["text", "time", "day"].includes(type) && !names.includes(key))
              : [];
        for (const { key, means } of counted) {
          expect(means, `${section} ${key}`).toBeDefined();
          expect(means?.en).toMatch(/^[^.]+.*\.$/);
        }
      }
  });

  test.each(ids)("%s is pure: the same facts make the same report", (id) => {
    expect(make(id)).toEqual(make(id));
  });

  test.each(ids.flatMap((id) => languages.flatMap((lang) => formats.map((format) => [id, lang, format] as const))))(
    "%s in %s as %s",
    async (id, lang, format) => {
      const wish = { from: id === "daily-log" ? "2026-09-20" : "2026-09", lang, format, customer: "Bahn" };
      const { content, name, contentType } = await reports.file(id, wish);
      expect(content.length).toBeGreaterThan(40);
      expect(name).toMatch(new RegExp(`^${id}_Bahn_2026-0\\d-\\d\\d_2026-0\\d-\\d\\d\\.${format}$`));
      expect(contentType).toContain(format);
      const text = content.toString("latin1");
      if (format === "pdf") expect([text.slice(0, 5), text.trimEnd().slice(-5)]).toEqual(["%PDF-", "%%EOF"]);
      if (format === "json") expect(JSON.parse(content.toString())).toMatchObject({ id, customer: "Bahn", zone });
      if (format === "html") expect(content.toString()).toContain(`<h1>${all.get(id)?.title[lang]}</h1>`);
      if (format !== "pdf") expect(content.toString()).not.toMatch(/NaN|Infinity|undefined|\[object/);
    },
  );
});

describe("html", () => {
  const hostile: ReportData = {
    id: "x",
    title: both("<script>alert(1)</script>", "标题"),
    scope: both("'\"&", "范围"),
    from,
    to,
    zone,
    madeAt: to,
    sections: [
      {
        id: "s",
        title: both("S", "S"),
        blocks: [
          {
            kind: "table",
            id: "t",
            title: both("T", "T"),
            columns: [{ key: "a", title: both("A", "A"), type: "text" }],
            rows: [
              ["<img src=x onerror=alert(1)>"],
              ["=cmd|' /C calc'!A0"],
              ['say "hi", twice\nor more'],
              ["# t"],
              [null],
            ],
          },
          {
            kind: "chart",
            id: "c",
            title: both("</svg><script>", "图"),
            form: "bar",
            type: "count",
            labels: ["<script>x</script>", "b"],
            series: [{ name: "</style><script>", values: [1, null] }],
          },
        ],
      },
    ],
  };

  test("nothing that comes from outside is markup, and nothing runs or is fetched", async () => {
    const page = await toHtml(told(hostile, "en"), "en");
    expect(page).not.toMatch(/<script|<img|onerror=(?!alert\(1\)&gt;)|<\/svg><script/);
    expect(page).not.toMatch(/(src|href)="(?!#)/);
    expect(page.match(/<svg /g)).toHaveLength(1);
    expect(page).toContain("default-src 'none'");
  });

  test("csv: cells that a spreadsheet would run or a program would take for a heading are defused; one record a line", () => {
    const text = toCsv(told(hostile, "en"));
    expect(text.startsWith("\uFEFF# t\r\n")).toBe(true);
    expect(text.split("\r\n").slice(1, 7)).toEqual([
      "A",
      "<img src=x onerror=alert(1)>",
      "\"'=cmd|' /C calc'!A0\"",
      '"say ""hi"", twice or more"',
      '"\'# t"',
      "",
    ]);
    expect(toCsv(told(hostile, "en"), "t")).not.toContain("# t\r\n");
    expect(() => toCsv(told(hostile, "en"), "none")).toThrow("no table none; there are t");
  });

  test("pdf takes it as well, and a long table goes on over pages", async () => {
    const rows = Array.from({ length: 300 }, (_, n) => [`row ${n}`]);
    const [section] = hostile.sections;
    const [table] = section?.blocks ?? [];
    if (!section || table?.kind !== "table") throw new Error("no table");
    const long = { ...hostile, sections: [{ ...section, blocks: [{ ...table, rows }] }] };
    const pdf = (await toPdf(told(long, "en"), "en", undefined)).toString("latin1");
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(4);
  });
});

describe("letters", () => {
  test("Chinese without a font is refused with what to install, also as a name in an English report; html needs none", async () => {
    const data = make("availability");
    await expect(toPdf(told(data, "zh-CN"), "zh-CN", undefined)).rejects.toThrow(/fonts-wqy-microhei.*html/);
    await expect(toPdf(told(data, "en"), "en", undefined)).rejects.toMatchObject({ code: "noFont" });
    expect(await toHtml(told(data, "zh-CN"), "zh-CN")).toContain("人民广场");
  });

  test("the font of the settings comes first; a file that is missing or no font is named", async () => {
    const exists = (file: string) => file === "/x/a.ttc" || file.includes("NotoSansCJK");
    expect(findFont("/x/a.ttc#Face", exists)).toEqual({ file: "/x/a.ttc", face: "Face" });
    expect(findFont(undefined, exists)?.face).toBe("NotoSansCJKsc-Regular");
    expect(findFont(undefined, () => false)).toBeUndefined();
    expect(() => findFont("/none.ttf", exists)).toThrow("reports.font: there is no file /none.ttf");
    const data = told(make("wear"), "zh-CN");
    await expect(toPdf(data, "zh-CN", { file: new URL(import.meta.url).pathname })).rejects.toThrow("cannot be used");
  });

  test("Western letters are those every reader has", () => {
    expect(isWestern("Zürich – 5 €, “ok” •")).toBe(true);
    expect(isWestern("上海")).toBe(false);
    expect(isWestern("≥ 5")).toBe(false);
  });
});

describe("values", () => {
  const en = { language: "en", zone } as const;
  test("as people read them; what is not known is never zero", () => {
    expect(shown(null, { type: "percent" }, en)).toBe("–");
    expect(shown(0, { type: "percent" }, en)).toBe("0 %");
    expect(shown(0.5, { type: "percent" }, en)).toBe("50.0 %");
    // Not all: never said to be 100 %.
    expect(shown(0.999999, { type: "percent" }, en)).toBe("99.999 %");
    expect(shown(1, { type: "percent" }, en)).toBe("100 %");
    expect(shown(90_000_000, { type: "duration" }, en)).toBe("1 d 1 h");
    expect(shown(90_000_000, { type: "duration" }, { ...en, language: "zh-CN" })).toBe("1 天 1 小时");
    expect(shown(from, { type: "time" }, en)).toBe("2026-09-01 00:00");
    expect(shown(1234567, { type: "count" }, en)).toBe("1,234,567");
    expect(shown(41.26, { type: "number", unit: "°C" }, en)).toBe("41.3 °C");
  });
  test("csv has durations in seconds, shares in per cent, times by the zone", () => {
    const csv = toCsv(told(make("availability"), "en"), "availability-by-terminal");
    const [head = "", first = ""] = csv.replace("\uFEFF", "").split("\r\n");
    expect(head).toBe(
      "Terminal,Site,Availability (%),Proven (%),Up (s),of it restricted (s),Down (s),of it planned (s),Unobserved (s)",
    );
    const [, , , , up = "", , down = "", , unobserved = ""] = first.split(",");
    expect(Math.abs(Number(up) + Number(down) + Number(unobserved) - (to - from) / 1000)).toBeLessThanOrEqual(2);
    expect(tablesOf(told(make("availability"), "en")).map(({ id }) => id)).toContain("availability-by-site");
  });
});

describe("asking", () => {
  test("a report, terminal or site that is not known is refused by name", async () => {
    await expect(reports.file("nothing", {})).rejects.toThrow(/no report nothing; there are availability/);
    await expect(reports.file("wear", { terminal: "kiosk-999" })).rejects.toThrow("terminal kiosk-999 is not known");
    await expect(reports.file("wear", { site: "Moon" })).rejects.toThrow("site Moon is not known");
  });
  test("a scope holds only what is its own; parts add up to the whole", () => {
    const down = (wish: object): number => {
      const [figures] = makeOf("availability", { from: "2026-09", ...wish }).sections[0]?.blocks ?? [];
      return figures?.kind === "figures"
        ? Number(figures.figures.find(({ key }) => key === "unobserved")?.value)
        : Number.NaN;
    };
    const each = ["kiosk-001", "kiosk-002", "kiosk-003"].map((terminal) => down({ terminal }));
    expect(each.reduce((a, b) => a + b, 0)).toBe(down({}));
    expect(down({ site: "人民广场" })).toBe(down({ terminal: "kiosk-002" }));
  });
  test("more than a few at once are turned away, and those taken are all made", async () => {
    const asked = await Promise.allSettled(Array.from({ length: 12 }, () => reports.file("wear", { format: "json" })));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(9);
    expect(await reports.file("wear", { format: "json" })).toBeDefined();
  });
});
