import { describe, expect, it } from "vitest";
import {
  type ComplaintView,
  type FaultView,
  faultChanges,
  type LiveEventJson,
  languages,
  liveEvents,
  type VisitView,
} from "../../contract/index.ts";
import { stepText } from "../i18n/steps.ts";
import { describe as tell } from "./timeline.ts";

const fault: FaultView = {
  id: "f",
  terminal: "kiosk-001",
  device: "printer",
  code: "printer.paper.out",
  title: { en: "Paper out", "zh-CN": "缺纸" },
  severity: "major",
  impact: [],
  action: "clearOnSite",
  skill: "site",
  state: "open",
  since: 0,
  occurrences: 2,
  flapping: false,
  maintenance: false,
  evidence: [],
};
const command = {
  id: "c",
  terminal: "kiosk-001",
  device: "cash-1",
  command: "reset",
  args: {},
  by: "runbook:jam",
  reason: "",
  createdAt: 0,
  notAfter: 1,
  tries: 1,
};
const diagnosis = {
  id: "d",
  runbook: "r",
  title: { en: "Bill jam", "zh-CN": "卡钞" },
  terminal: "kiosk-001",
  device: "cash-1",
  by: "broker",
  startedAt: 0,
};
const conclusion = {
  verdict: "cured",
  cause: { en: "a reset freed the note", "zh-CN": "复位后纸币已退出" },
  advice: [],
  parts: [],
  evidence: [],
} as const;
const ticket = {
  number: 3,
  version: 1,
  policy: "p",
  queue: "remote",
  queuedSince: 0,
  level: "any",
  terminal: "kiosk-001",
  cause: "c",
  title: fault.title,
  severity: "major",
  state: "new",
  skill: "site",
  parts: [],
  advice: [],
  faults: [],
  openedAt: 0,
  touched: false,
  clocks: [],
  timeline: [],
} as const;
const at = 1;
const complaint: ComplaintView = {
  number: 2,
  version: 1,
  customer: "Metro",
  from: "Station hall",
  text: "came late",
  policy: "self-service-terminal",
  receivedAt: 0,
  state: "received",
  clocks: [],
  timeline: [],
};

const cases: [LiveEventJson, string, string, string][] = [
  [{ name: "presence", terminal: "k", status: "lost", at }, "bad", "k: connection lost", "k：连接中断"],
  [{ name: "inventory", terminal: "k" }, "dim", "k: announced its devices", "k：已上报设备清单"],
  [
    {
      name: "health",
      terminal: "k",
      device: "printer",
      health: {
        deviceClass: "printer",
        availability: "online",
        components: { paper: { state: "low", since: 0 } },
        measures: {},
        observedAt: 0,
        freshForMs: 1000,
      },
    },
    "dim",
    "k printer: online, paper low",
    "k printer：在线，纸张 不足",
  ],
  [
    { name: "fault", fault, change: "opened" },
    "bad",
    "kiosk-001 printer: FAULT Paper out (major)",
    "kiosk-001 printer：故障 缺纸（严重）",
  ],
  [
    { name: "fault", fault, change: "closed" },
    "good",
    "kiosk-001 printer: CLEARED Paper out",
    "kiosk-001 printer：已恢复 缺纸",
  ],
  [
    { name: "outcome", terminal: "k", device: "d", outcome: { id: "c", command: "reset", status: "accepted" }, at },
    "dim",
    "k d: reset accepted",
    "k d：reset 已接受",
  ],
  [
    {
      name: "command",
      command: {
        ...command,
        state: "refused",
        outcome: { id: "c", command: "reset", status: "refused", reason: { code: "x", text: "note in escrow" } },
      },
    },
    "warn",
    "kiosk-001 cash-1: reset refused (note in escrow), asked by runbook jam",
    "kiosk-001 cash-1：reset 被拒绝（note in escrow），发起者 处置流程 jam",
  ],
  [
    { name: "diagnosis", diagnosis: { ...diagnosis, state: "running", steps: [{ n: 0, at, ask: "command reset" }] } },
    "plain",
    "kiosk-001 cash-1: Bill jam — runs reset",
    "kiosk-001 cash-1：卡钞——执行 reset",
  ],
  [
    {
      name: "diagnosis",
      diagnosis: {
        ...diagnosis,
        state: "concluded",
        steps: [],
        conclusion: { ...conclusion, advice: [], parts: [], evidence: [] },
      },
    },
    "good",
    "kiosk-001 cash-1: Bill jam — cured: a reset freed the note",
    "kiosk-001 cash-1：卡钞——已修复：复位后纸币已退出",
  ],
  [
    {
      name: "ticket",
      ticket: { ...ticket, parts: [], advice: [], faults: [], clocks: [], timeline: [] },
      change: "opened",
    },
    "strong",
    "ticket #3 opened — kiosk-001, Paper out",
    "工单 #3 已创建——kiosk-001，缺纸",
  ],
  [
    { name: "complaint", complaint, change: "escalated", fresh: 1 },
    "warn",
    "complaint 2 of Metro: time is running out",
    "Metro 的投诉 2：时限预警",
  ],
  [
    { name: "customer", terminal: "k", customer: { state: "present", since: at } },
    "dim",
    "k: a customer is being served",
    "k：正在为顾客服务",
  ],
  [
    { name: "settings", terminal: "", state: "pending", rev: 4 },
    "plain",
    "the whole fleet: settings of revision 4 not confirmed by the terminal",
    "全网：第 4 版参数终端尚未确认",
  ],
  [
    { name: "event", terminal: "k", code: "c", text: "note stacked", at },
    "plain",
    "k: note stacked",
    "k：note stacked",
  ],
  [
    { name: "sale", terminal: "k", result: "success", kind: "cash", at },
    "dim",
    "k: cash sale, sold",
    "k：现金交易，成功",
  ],
  [
    {
      name: "evidence",
      evidence: {
        id: "e",
        ticket: 3,
        terminal: "k",
        device: "d",
        minutes: 15,
        by: "broker",
        askedAt: at,
        state: "failed",
        tries: 2,
        have: 1,
        text: { en: "some of its parts never came", "zh-CN": "部分分片未到达" },
      },
    },
    "warn",
    "k d: evidence for ticket 3: did not come (some of its parts never came)",
    "k d：工单 3 的取证：未取得（部分分片未到达）",
  ],
  [{ name: "maintenance", terminal: "k", at }, "plain", "k: maintenance is over", "k：维护结束"],
  [{ name: "tags", terminal: "k", tags: ["pilot", "vip"] }, "dim", "k: tags pilot vip", "k：标签 pilot vip"],
  [{ name: "tags", terminal: "k", tags: [] }, "dim", "k: no tags any more", "k：已无标签"],
  [
    { name: "sighting", terminal: "k", device: "cabinet", component: "outerDoor", state: "open", at },
    "plain",
    "k cabinet: outer door open",
    "k cabinet：外门 打开",
  ],
  [
    {
      name: "visit",
      visit: { number: 4, terminal: "k", technician: "li", technicianName: "Li Wei" } as VisitView,
      change: "arrive",
    },
    "strong",
    "visit 4 to k by Li Wei: arrived",
    "上门 4（k，Li Wei）：已到场",
  ],
  [
    {
      name: "stockMove",
      move: { n: 1, at, by: "user:li", kind: "move", item: "UPS battery", quantity: 2, from: "depot", to: "van-3" },
    },
    "plain",
    "stock: UPS battery, 2 moved (depot → van-3) by li",
    "备件：UPS 电池 调拨 2 件（depot → van-3），经办 li",
  ],
  [
    { name: "stockSet", item: { item: "UPS battery", minimum: 2 } },
    "dim",
    "What is wanted of UPS battery is set.",
    "UPS 电池的库存要求已设置。",
  ],
  [{ name: "stockSet", place: { id: "van-3", kind: "van" } }, "dim", "van-3 is set.", "van-3 已设置。"],
  [{ name: "line", terminal: "k", command: "c", n: 0, text: "moving" }, "dim", "k: moving", "k：moving"],
  [
    {
      name: "quarantine",
      id: 1,
      terminal: "k",
      topic: "t",
      receivedAt: at,
      reason: "not JSON",
      text: { en: "not JSON", "zh-CN": "不是 JSON" },
      size: 3,
    },
    "warn",
    "k: message put aside — not JSON",
    "k：报文已隔离——不是 JSON",
  ],
  [{ name: "site", site: { name: "Depot" } }, "dim", "site Depot is set", "站点 Depot 已设置"],
  [
    { name: "site", site: { name: "Depot" }, removed: true },
    "dim",
    "site Depot is no longer in the register",
    "站点 Depot 已从登记中移除",
  ],
  [
    { name: "rules", revision: 4, rules: ["printer.paper.out"], by: "user:eva" },
    "plain",
    "settings of rules changed by eva (revision 4): printer.paper.out",
    "eva 修改了规则设置（第 4 版）：printer.paper.out",
  ],
  [
    { name: "savedView", number: 2, by: "user:eva", shared: true },
    "dim",
    "view 2 of eva is saved",
    "eva 的视图 2 已保存",
  ],
  [
    { name: "savedView", number: 2, by: "user:eva", shared: true, removed: true },
    "dim",
    "view 2 of eva is removed",
    "eva 的视图 2 已删除",
  ],
];

describe("timeline", () => {
  it.each(cases)("%#: %j", (event, tone, en, zh) => {
    expect(tell(event, "en")).toEqual({ tone, text: en });
    expect(tell(event, "zh-CN").text).toBe(zh);
  });

  it("every event of the contract is told", () => {
    expect(new Set(cases.map(([event]) => event.name))).toEqual(new Set(Object.keys(liveEvents)));
  });

  it("every change of a fault has words without holes", () => {
    for (const change of faultChanges)
      for (const language of languages)
        expect(tell({ name: "fault", fault, change }, language).text).not.toMatch(/\{\{|timeline\./);
  });

  it("an event of a later version is named, not a crash", () => {
    expect(tell({ name: "weather" } as never, "en").text).toBe("weather");
  });
});

describe("steps", () => {
  it.each([
    [{ ask: "wait 5000 ms" }, "waits 5 s"],
    [
      {
        ask: "command reset",
        answer: { kind: "command", state: "failed", outcome: { reason: { code: "x", text: "jammed" } } },
      },
      "runs reset → failed (jammed)",
    ],
    [
      { ask: "health", answer: { kind: "health", fresh: false, health: { availability: "online", components: {} } } },
      "reads the device → online (no newer reading)",
    ],
    [{ ask: "health", answer: { kind: "health", fresh: false } }, "reads the device → no reading came"],
    [{ ask: "history 24 h", answer: { kind: "history", openings: 3 } }, "counts earlier cases → 3 times"],
    [{ ask: "dance", answer: 7 }, "dance"],
  ])("%j", (step, text) => {
    expect(stepText({ n: 0, at: 0, ...step }, "en")).toBe(text);
  });
});
