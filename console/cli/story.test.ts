import { describe, expect, it } from "vitest";
import type { DeviceHealth, DiagnosisStep, FaultView, Ui } from "../../contract/index.ts";
import { isGood, readingText } from "../i18n/reading.ts";
import { actorText, evidenceText, measureText, reasonText } from "../i18n/said.ts";
import { toldSteps } from "../i18n/steps.ts";
import { foldFrames } from "./conclusion.ts";
import { openDesk } from "./desk.ts";
import { argsOf } from "./device.ts";
import { type Story, tellStory } from "./story.ts";

const part = (state: string) => ({ state, since: 0 });
const health = (parts: Record<string, string>, more: Partial<DeviceHealth> = {}): DeviceHealth => ({
  deviceClass: "cashAcceptor",
  availability: "online",
  components: Object.fromEntries(Object.entries(parts).map(([name, state]) => [name, part(state)])),
  measures: {},
  observedAt: 0,
  freshForMs: 1000,
  ...more,
});

describe("readings in words", () => {
  it.each([
    [health({ transport: "ok", escrow: "empty", acceptor: "enabled" }), "all good", "各部件正常"],
    [health({ transport: "jammed", stacker: "ok" }), "transport: jammed", "传送通道：卡住"],
    [health({ transport: "unknown" }), "unknown: transport", "传送通道状态未知"],
    [health({ transport: "unknown", stacker: "unknown", escrow: "unknown" }), "3 parts unknown", "3 个部件状态未知"],
    [health({}), "online", "在线"],
    [
      health(
        {},
        { availability: "offline", because: { code: "noAnswer", text: "/dev/ttyS1: no answer within 300 ms" } },
      ),
      "offline, no answer within 300 ms",
      "离线，设备无应答",
    ],
  ])("%#", (reading, en, zh) => {
    expect(readingText(reading, "en")).toBe(en);
    expect(readingText(reading, "zh-CN")).toBe(zh);
  });

  it("an unknown state is never good, and what is not fitted is no trouble", () => {
    expect(isGood("display", "fan", "unknown")).toBe(false);
    expect(isGood("display", "fan", "notFitted")).toBe(true);
    expect(isGood("cabinet", "lock", "bolted")).toBe(true);
    expect(isGood("cashAcceptor", "cashBox", "full")).toBe(false);
    expect(isGood("cardReader", "noSuchPart", "ok")).toBe(false);
  });
});

describe("what the broker writes in English", () => {
  it.each([
    ["transport is jammed (CCNET 43)", "transport: jammed (CCNET 43)", "传送通道：卡住（CCNET 43）"],
    ["storageUsed is 97, limit 95", "storage used is 97 %, limit 95 %", "磁盘占用为 97 %，上限 95 %"],
    ["offline: /dev/ttyS1: no answer within 300 ms (noAnswer)", "offline, no answer within 300 ms", "离线，设备无应答"],
    ["something new, said freely", "something new, said freely", "something new, said freely"],
  ])("%s", (text, en, zh) => {
    expect(evidenceText({ at: 0, text }, "en")).toBe(en);
    expect(evidenceText({ at: 0, text }, "zh-CN")).toBe(zh);
  });

  it("a reason keeps the device's own code in Chinese", () => {
    const reason = { code: "deviceFault", text: "bill jammed in the validator (CCNET 43)" };
    expect(reasonText(reason, "zh-CN")).toBe("设备报告故障（CCNET 43）");
    expect(reasonText(reason, "en")).toBe(reason.text);
  });

  it.each([
    ["user:li", "li", "li"],
    ["broker", "broker", "中心"],
    ["runbook:jam", "runbook jam", "处置流程 jam"],
  ])("actor %s", (by, en, zh) => {
    expect([actorText(by, "en"), actorText(by, "zh-CN")]).toEqual([en, zh]);
  });

  it.each([
    ["storageFree", 84_479_365_120, "84.5 GB"],
    ["temperature", 38, "38 °C"],
    ["cashBoxValue", 4500, "45.00"],
    ["cuts", 12_345, "12,345"],
  ])("%s %d reads %s", (name, value, text) => {
    expect(measureText(name, value, "en")).toBe(text);
  });
});

describe("a story fits one screen", () => {
  const step = (n: number, ask: string, answer: unknown): DiagnosisStep => ({ n, at: n * 1000, ask, answer });
  it("leaves out the broker's own steps and waits, and tells repeats once", () => {
    const same = { kind: "health", fresh: true, health: health({ transport: "jammed" }) };
    const steps = [
      step(0, "facts", {}),
      step(1, 'command setBacklight {"percent":80}', { kind: "command", state: "succeeded", outcome: { tookMs: 55 } }),
      step(2, "wait 5000 ms", { kind: "waited" }),
      step(3, "health within 5000 ms", same),
      step(4, "wait 5000 ms", { kind: "waited" }),
      step(5, "health within 5000 ms", same),
    ];
    expect(toldSteps(steps, "en").map(({ text, times }) => [text, times])).toEqual([
      ["runs setBacklight: percent 80 → succeeded, 55 ms", 1],
      ["reads the device → transport: jammed", 2],
    ]);
    const answer = { kind: "command", state: "succeeded", outcome: { tookMs: 3000 } };
    const titled = [{ ...step(1, "command reset", answer), title: "Reset and self-test; not with a bill in the path" }];
    expect(toldSteps(titled, "en")[0]?.text).toBe("Reset and self-test → succeeded, 3 s");
    expect(toldSteps(titled, "zh-CN")[0]?.text).toBe("复位并自检 → 成功，3 秒");
  });

  it("folds polls that repeat, alone or as question and answer", () => {
    const folded = (text: string) => foldFrames(text.split(" ")).map(({ frame, times }) => `${frame}${times}`);
    expect(folded("a")).toEqual(["a1"]);
    expect(folded("a a a b")).toEqual(["a3", "b1"]);
    expect(folded("x p q p q p q y")).toEqual(["x1", "p3", "q3", "y1"]);
    expect(folded("a b c")).toEqual(["a1", "b1", "c1"]);
    expect(foldFrames([])).toEqual([]);
  });

  it("writes a command's arguments as one types them", () => {
    const args = {
      type: "object",
      required: ["percent"],
      properties: { percent: { type: "integer", minimum: 0, maximum: 100 }, open: { type: "boolean" } },
    };
    const base = {
      name: "x",
      title: "",
      disturbs: "nothing",
      automatic: false,
      resets: false,
      timeoutMs: 100,
    } as const;
    expect(argsOf({ ...base, args })).toBe("percent=0..100 [open=true|false]");
    expect(argsOf({ ...base, args: {} })).toBe("");
  });
});

describe("usual causes and who takes it", () => {
  const fault: FaultView = {
    id: "f1",
    terminal: "kiosk-1",
    device: "display",
    code: "display.lamp.inoperative",
    title: { en: "Backlight of the display has failed", "zh-CN": "显示屏背光故障" },
    severity: "critical",
    impact: ["allSales"],
    action: "engineer",
    skill: "electronics",
    state: "open",
    since: 1000,
    openedAt: 2000,
    occurrences: 1,
    flapping: false,
    maintenance: false,
    evidence: [],
  };
  const told = (more: Partial<FaultView>, language: Ui["language"] = "en"): string[] => {
    const lines: string[] = [];
    const ui: Ui = {
      json: false,
      interactive: false,
      language,
      signal: new AbortController().signal,
      out: (text) => void lines.push(text.trim()),
      err: (text) => void lines.push(text.trim()),
      jsonOut: () => undefined,
      table: () => undefined,
      paint: (_, text) => text,
      say: (text) => text[language],
    };
    const story: Story = {
      fault: { ...fault, ...more },
      rule: {
        id: fault.code,
        holdMs: 5000,
        clearHoldMs: 10_000,
        inhibitedBy: [],
        causes: [
          { en: "Strips at the end of their life", "zh-CN": "灯条寿命终了" },
          { en: "Power board failed", "zh-CN": "电源板损坏" },
        ],
        line: "second",
      },
      hides: [],
      diagnoses: [],
      commands: [],
      frames: false,
    };
    tellStory(openDesk({ broker: "http://localhost" }, ui), story);
    return lines;
  };

  it("are told in order, in the reader's language", () => {
    const lines = told({});
    expect(lines.slice(lines.indexOf("Usual causes, likeliest first") + 1).slice(0, 2)).toEqual([
      "- Strips at the end of their life",
      "- Power board failed",
    ]);
    expect(lines.join("\n")).toMatch(/for electronics · second line/);
    expect(told({}, "zh-CN").join("\n")).toMatch(/二线[\s\S]*常见原因[\s\S]*- 灯条寿命终了/);
  });

  it("are left out once the cause was found, and when it is over or explained by another", () => {
    const conclusion = {
      verdict: "confirmed" as const,
      cause: { en: "dead", "zh-CN": "坏" },
      advice: [],
      parts: [],
      evidence: [],
    };
    for (const more of [{ conclusion }, { state: "closed" as const, closedAt: 9000 }, { hiddenBy: "other" }])
      expect(told(more).join("\n")).not.toContain("Usual causes");
  });
});
