import { describe, expect, it } from "vitest";
import { duration, relative } from "../i18n/times.ts";
import { layout, renderTable, type TableColumn } from "./table.ts";
import { displayWidth, pad, wrap } from "./width.ts";

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;

describe("width", () => {
  it.each([
    ["abc", 3],
    ["缺纸", 4],
    ["kiosk 缺纸，", 12],
    [red("bad"), 3],
    ["e\u0301", 1],
    ["…—·→", 4],
  ])("%s", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it("wraps at spaces, between wide characters, and never wider than asked", () => {
    expect(wrap("put in a new roll", 8)).toEqual(["put in a", "new roll"]);
    expect(wrap("装入新的纸卷", 6)).toEqual(["装入新", "的纸卷"]);
    expect(wrap("abcdefghij", 4)).toEqual(["abcd", "efgh", "ij"]);
  });

  it("leaves closing punctuation with its word", () => {
    expect(wrap("装入新的，纸卷", 8)[0]).toBe("装入新的，");
  });

  it("pads by columns, not by characters", () => {
    expect(pad("缺纸", 6)).toBe("缺纸  ");
  });
});

const columns: TableColumn[] = [
  { title: "Terminal", align: "left", priority: 0 },
  { title: "Site", align: "left", priority: 2 },
  { title: "What", align: "left", priority: 0 },
  { title: "Times", align: "right", priority: 1 },
];
const rows = [
  [
    "kiosk-001",
    "中央车站 Central station, hall 2",
    `${red("Paper out")} and the cover is open, and has been for some time`,
    "12",
  ],
  ["k2", "", "缺纸", "1"],
];
const widest = (text: string): number => Math.max(...text.split("\n").map(displayWidth));

describe("table", () => {
  it.each([200, 120, 80, 60, 40])("fits into %i columns", (available) => {
    expect(widest(renderTable(columns, rows, available, (t) => t))).toBeLessThanOrEqual(available);
  });

  it("leaves out the column of the highest priority number first", () => {
    const shown = (available: number): number[] => layout(columns, rows, available).kept;
    expect(shown(200)).toEqual([0, 1, 2, 3]);
    expect(shown(60)).toEqual([0, 2, 3]);
    expect(shown(38)).toEqual([0, 2]);
  });

  it("keeps columns under each other with wide characters and colours", () => {
    const lines = renderTable(
      columns.slice(0, 3),
      [
        ["k1", "站", "x"],
        ["k2", red("ok"), "x"],
      ],
      80,
      (t) => t,
    ).split("\n");
    expect(lines.map((line) => displayWidth(line.slice(0, line.lastIndexOf(line.trimEnd().at(-1) ?? ""))))).toEqual([
      19, 16, 16,
    ]);
  });

  it("puts numbers to the right", () => {
    expect(renderTable([{ title: "Count", align: "right", priority: 0 }], [["7"]], 80, (t) => t)).toBe("Count\n    7");
  });
});

describe("times", () => {
  const now = 1_795_212_000_000;
  it.each([
    [0, "just now", "刚刚"],
    [5000, "5 sec ago", "5秒前"],
    [200_000, "3 min ago", "3分钟前"],
    [7_300_000, "2 hr ago", "2小时前"],
    [200_000_000, "2 days ago", "2天前"],
    [-200_000, "in 3 min", "3分钟后"],
  ])("%i ms ago", (age, en, zh) => {
    expect([relative(now - age, now, "en"), relative(now - age, now, "zh-CN")]).toEqual([en, zh]);
  });

  it.each([
    [850, "850 ms", "850 毫秒"],
    [4200, "4.2 s", "4.2 秒"],
    [5000, "5 s", "5 秒"],
    [200_000, "3 min 20 s", "3 分 20 秒"],
    [7_500_000, "2 h 5 min", "2 小时 5 分"],
    [90_000_000, "1 d 1 h", "1 天 1 小时"],
  ])("%i ms long", (ms, en, zh) => {
    expect([duration(ms, "en"), duration(ms, "zh-CN")]).toEqual([en, zh]);
  });
});
