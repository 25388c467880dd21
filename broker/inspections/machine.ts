import type { DeviceHealth, FaultView, InspectionFinding, InventoryDevice, Localized } from "../../contract/index.ts";
import type { EventRow, HealthRow, TerminalRow } from "../store/store.ts";
import { itemsOf } from "../wear/items.ts";
import type { Forecast } from "../wear/wear.ts";
import {
  type ChecklistItem,
  type DeviceLook,
  type MeasureLook,
  rejectLimit,
  salesProof,
  wornShare,
} from "./checklist.ts";

/** Everything the machine knows of one terminal at one moment. */
export interface MachineFacts {
  readonly now: number;
  readonly terminal: TerminalRow;
  readonly health: readonly HealthRow[];
  /** Pending, open and clearing ones. */
  readonly faults: readonly FaultView[];
  readonly forecasts: readonly Forecast[];
  /** Sales, newest first. */
  readonly sales: readonly EventRow[];
}

type Result = "ok" | "notOk" | "cannotTell";
/** One thing seen, and what follows from it. */
interface Sight {
  readonly result: Result;
  readonly says?: Localized;
}

const dayMs = 86_400_000;
const say = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
const pair = (title: Localized, text: string): Localized => say(`${title.en} ${text}`, `${title["zh-CN"]} ${text}`);

/** What is wrong outweighs what is not known, and that what is well. Nothing seen is not known. */
export const worstResult = (results: readonly Result[]): Result => {
  if (results.includes("notOk")) return "notOk";
  return results.length === 0 || results.includes("cannotTell") ? "cannotTell" : "ok";
};

const isFresh = ({ terminal, now }: MachineFacts, { health, at }: HealthRow): boolean =>
  terminal.status === "online" && at + health.freshForMs > now;

/** `printer.paper.out` speaks of `paper`; `device.silent` and `port.lost` of the whole device. That a part is nearly worn is another item's matter. */
const speaksOf = (code: string, parts: readonly string[]): boolean => {
  const [, part = "", problem] = code.split(".");
  return problem === undefined || (problem !== "dueSoon" && parts.includes(part));
};

const ofFault = (fault: FaultView): Sight =>
  fault.state === "pending"
    ? {
        result: "cannotTell",
        says: say(`just seen, not proved yet: ${fault.title.en}`, `刚发现，尚未确认：${fault.title["zh-CN"]}`),
      }
    : { result: "notOk", says: fault.title };

const ofAvailability = ({ availability, because }: DeviceHealth): Sight[] => {
  if (availability === "online" || availability === "busy") return [];
  const why = because ? `: ${because.text}` : "";
  return [
    { result: "cannotTell", says: say(`the device is ${availability}${why}`, `设备不可用（${availability}）${why}`) },
  ];
};

const isKnown = (health: DeviceHealth, component: string): boolean =>
  (health.components[component]?.state ?? "unknown") !== "unknown";

const ofComponents = ({ must = [], anyOf = [], also = [] }: DeviceLook, health: DeviceHealth): Sight[] => {
  const unread = must.filter((name) => !isKnown(health, name));
  const said = [...anyOf, ...also].filter((name) => health.components[name]?.state === "unknown");
  if (anyOf.length > 0 && !anyOf.some((name) => isKnown(health, name))) unread.push(...anyOf);
  return [...new Set([...unread, ...said])].map((name) => ({
    result: "cannotTell",
    says: say(`${name} is not known`, `${name} 状态未知`),
  }));
};

const rounded = (value: number): number => Math.round(value * 10) / 10;

const ofMeasure = ({ measure, title, unit, max, min }: MeasureLook, health: DeviceHealth): Sight[] => {
  const value = health.measures[measure];
  if (value === undefined) return [];
  const told = pair(title, `${rounded(value)} ${unit}`);
  if (max !== undefined && value > max)
    return [{ result: "notOk", says: say(`${told.en}, at most ${max} is well`, `${told["zh-CN"]}，上限 ${max}`) }];
  if (min !== undefined && value < min)
    return [{ result: "notOk", says: say(`${told.en}, at least ${min} is well`, `${told["zh-CN"]}，下限 ${min}`) }];
  return [{ result: "ok", says: told }];
};

const ofMeasures = ({ measures = [], measured }: DeviceLook, health: DeviceHealth): Sight[] => {
  const seen = measures.flatMap((one) => ofMeasure(one, health));
  if (!measured || seen.length > 0) return seen;
  const names = say(
    measures.map(({ title }) => title.en).join(", "),
    measures.map(({ title }) => title["zh-CN"]).join("、"),
  );
  return [{ result: "cannotTell", says: say(`not measured: ${names.en}`, `未测量：${names["zh-CN"]}`) }];
};

/** Notes handed back because the customer wanted them back say nothing of the acceptor. */
const ofRejects = ({ rejects }: DeviceLook, { measures }: DeviceHealth): Sight[] => {
  if (!rejects) return [];
  const { notesStacked = 0, notesRejected } = measures;
  if (notesRejected === undefined)
    return [{ result: "cannotTell", says: say("refused notes are not counted", "未统计拒收张数") }];
  const fed = notesStacked + notesRejected;
  if (fed < rejectLimit.least)
    return [{ result: "cannotTell", says: say(`too few notes to tell: ${fed}`, `收钞太少，无法判断：${fed} 张`) }];
  const share = Math.round((notesRejected / fed) * 100);
  return [
    {
      result: notesRejected / fed > rejectLimit.share ? "notOk" : "ok",
      says: say(`${share} % of ${fed} notes refused`, `${fed} 张中拒收 ${share} %`),
    },
  ];
};

const statesOf = (parts: readonly string[], health: DeviceHealth): Record<string, string> =>
  Object.fromEntries(
    parts.flatMap((name) => {
      const state = health.components[name]?.state;
      return state === undefined ? [] : [[name, state]];
    }),
  );

const evidenceOf = (sights: readonly Sight[]): Localized[] => sights.flatMap(({ says }) => says ?? []);

const staleSight = (facts: MachineFacts): Sight => ({
  result: "cannotTell",
  says:
    facts.terminal.status === "online"
      ? say("the last reading is too old", "最近一次读数已过期")
      : say("the terminal is not connected", "终端未连接"),
});

type Device = Pick<InventoryDevice, "device" | "deviceClass"> & { readonly identity?: InventoryDevice["identity"] };

/** Devices that were announced, and those that reported without being announced. */
const devicesOf = ({ terminal, health }: MachineFacts): Device[] => {
  const announced: readonly Device[] = terminal.inventory?.devices ?? [];
  const known = new Set(announced.map(({ device }) => device));
  return [
    ...announced,
    ...health
      .filter(({ device }) => !known.has(device))
      .map(({ device, health: { deviceClass } }) => ({ device, deviceClass })),
  ];
};

const placeOf = ({
  device,
  deviceClass,
  identity,
}: Device): Pick<InspectionFinding, "device" | "deviceClass" | "identity"> => ({
  device,
  deviceClass,
  ...(identity ? { identity } : {}),
});

const ofDevice = (facts: MachineFacts, look: DeviceLook, device: Device): InspectionFinding => {
  const row = facts.health.find((one) => one.device === device.device);
  const parts = [...(look.must ?? []), ...(look.anyOf ?? []), ...(look.also ?? [])];
  const faults = facts.faults
    .filter((fault) => fault.device === device.device && speaksOf(fault.code, parts))
    .map(ofFault);
  if (!row) return { ...placeOf(device), result: "cannotTell", states: {}, evidence: [say("never read", "从未读取")] };
  const readAt = row.at;
  // A stale reading is no verdict, not even where a fault stands: the person is there to look.
  if (!isFresh(facts, row))
    return {
      ...placeOf(device),
      result: "cannotTell",
      states: {},
      evidence: evidenceOf([staleSight(facts), ...faults]),
      readAt,
    };
  const { health } = row;
  const sights = [
    ...faults,
    ...ofAvailability(health),
    ...ofComponents(look, health),
    ...ofMeasures(look, health),
    ...ofRejects(look, health),
  ];
  const result = worstResult(["ok", ...sights.map((one) => one.result)]);
  return { ...placeOf(device), result, states: statesOf(parts, health), evidence: evidenceOf(sights), readAt };
};

const ofLook = (facts: MachineFacts, look: DeviceLook): InspectionFinding[] => {
  const devices = devicesOf(facts).filter(({ deviceClass }) => deviceClass === look.deviceClass);
  if (devices.length > 0) return devices.map((device) => ofDevice(facts, look, device));
  if (look.optional) return [];
  const evidence = [say("no such device is watched here", "此终端未监控此类设备")];
  return [{ deviceClass: look.deviceClass, result: "cannotTell", states: {}, evidence }];
};

/** Sales speak well of a part or not at all: what fails at the bank is not the reader's fault. */
const ofSales = ({ sales, now }: MachineFacts, kind: "card" | "all"): InspectionFinding => {
  const since = now - salesProof.days * dayMs;
  const bodies = sales
    .filter(({ at }) => at >= since && at <= now)
    .map(({ body }) => body as { kind: string; result: string });
  const asked = bodies.filter((one) => (kind === "all" || one.kind === kind) && one.result !== "cancelled");
  const sold = asked.filter(({ result }) => result === "success").length;
  const result = asked.length >= salesProof.least && sold / asked.length >= salesProof.share ? "ok" : "cannotTell";
  const [what, zh] = kind === "card" ? ["card sales", "刷卡交易"] : ["sales", "交易"];
  const text = say(
    `${sold} of ${asked.length} ${what} succeeded in ${salesProof.days} days`,
    `近 ${salesProof.days} 天${zh} ${asked.length} 笔，成功 ${sold} 笔`,
  );
  return { result, states: {}, evidence: [text] };
};

const ofPart = (facts: MachineFacts, device: Device, item: ReturnType<typeof itemsOf>[number]): InspectionFinding => {
  const row = facts.health.find((one) => one.device === device.device);
  const known = facts.forecasts.find(({ usage }) => usage.device === device.device && usage.item === item.id);
  const place = { ...placeOf(device), part: item.id, states: {} };
  const unknown = (why: Localized): InspectionFinding => ({
    ...place,
    result: "cannotTell",
    evidence: [say(`${item.title.en}: ${why.en}`, `${item.title["zh-CN"]}：${why["zh-CN"]}`)],
  });
  if (!known || known.share === undefined) return unknown(say("its use is not counted", "无使用计数"));
  if (!row || !isFresh(facts, row)) return unknown(staleSight(facts).says as Localized);
  const percent = Math.floor(known.share * 100);
  return {
    ...place,
    result: known.share >= wornShare ? "notOk" : "ok",
    evidence: [say(`${item.title.en}: ${percent} % of its life used`, `${item.title["zh-CN"]}：已用寿命 ${percent} %`)],
    readAt: row.at,
  };
};

const ofWear = (facts: MachineFacts): InspectionFinding[] =>
  devicesOf(facts).flatMap((device) =>
    itemsOf(device.deviceClass)
      .filter(({ kind, renewedBy }) => kind === "wear" && !renewedBy)
      .map((item) => ofPart(facts, device, item)),
  );

/**
 * What the machine finds of one item of the checklist, by device and part. Pure. It says `ok` only of what it has read, and lately; old, unread
 * or unproved is `cannotTell`.
 */
export const findingsOf = (facts: MachineFacts, { looks, sales, wear }: ChecklistItem): InspectionFinding[] => {
  const found = looks.flatMap((look) => ofLook(facts, look));
  return [...found, ...(sales ? [ofSales(facts, sales)] : []), ...(wear ? ofWear(facts) : [])];
};
