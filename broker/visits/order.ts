import type { FaultView, Localized, PredictedPart, TicketView, WorkOrder, WorkTask } from "../../contract/index.ts";
import type { FaultRule } from "../faults/rule.ts";
import type { AssetRow } from "../store/asset-rows.ts";
import { isDueSoon } from "../wear/parts.ts";
import type { Forecast } from "../wear/wear.ts";

type Rules = ReadonlyMap<string, FaultRule>;

/** What a work order is made of. */
export interface OrderFacts {
  /** Left out: an inspection round. */
  readonly ticket?: TicketView;
  /** Of the ticket, those that are not closed first. */
  readonly faults: readonly FaultView[];
  readonly forecasts: readonly Forecast[];
  readonly modules: readonly AssetRow[];
  readonly now: number;
}

const most = 40;

const stepsOf = (rules: Rules, fault: FaultView): WorkTask[] => {
  const found = fault.conclusion?.verdict === "cured" ? [] : (fault.conclusion?.advice ?? []);
  const of = { device: fault.device, code: fault.code };
  return [
    ...found.map((text): WorkTask => ({ text, source: "runbook", ...of })),
    ...(rules.get(fault.code)?.advice ?? []).map((text): WorkTask => ({ text, source: "rule", ...of })),
  ];
};

const wearTask = ({ item, share = 0, usage }: Forecast): WorkTask => {
  const percent = Math.floor(share * 100);
  return {
    text: {
      en: `Renew: ${item.title.en} (${percent} % of its life used)`,
      "zh-CN": `更换：${item.title["zh-CN"]}（寿命已用 ${percent} %）`,
    },
    source: "wear",
    device: usage.device,
    code: item.id,
  };
};

const inspectionTask: WorkTask = {
  text: {
    en: "Inspection round: answer what the machine cannot measure (`roundsman inspect`)",
    "zh-CN": "巡检：回答机器无法测量的项目（`roundsman inspect`）",
  },
  source: "inspection",
};

const unique = <T>(list: readonly T[], keyOf: (item: T) => string): T[] =>
  [...new Map(list.toReversed().map((item) => [keyOf(item), item])).values()].toReversed();

const titleOf = (ticket: TicketView | undefined): Localized =>
  ticket?.title ?? { en: "Inspection round", "zh-CN": "巡检" };

/**
 * What is to be done and what to take along: what runbooks found, then the steps of the fault rules, then what is worn and due soon. A ticket without a
 * fault has its own advice and parts. Pure.
 */
export const workOrder = (
  rules: Rules,
  parts: ReadonlyMap<string, readonly string[]>,
  facts: OrderFacts,
): WorkOrder => {
  const { ticket, now } = facts;
  const open = facts.faults.filter((fault) => fault.state !== "closed");
  const ofFaults = (open.length > 0 ? open : facts.faults).flatMap((fault) => stepsOf(rules, fault));
  const told = (ticket?.advice ?? [])
    .filter((advice) => !ofFaults.some(({ text }) => text.en === advice.en))
    .map((text): WorkTask => ({ text, source: "rule" }));
  const due = facts.forecasts.filter((forecast) => isDueSoon(forecast, now));
  const tasks = [...ofFaults, ...told, ...due.map(wearTask), ...(ticket ? [] : [inspectionTask])];
  const predicted: PredictedPart[] = [
    ...(ticket?.parts ?? []).map((item): PredictedPart => ({ item, quantity: 1, why: "fault" })),
    ...due.flatMap(({ item, usage }): PredictedPart[] => {
      const part = parts.get(item.id)?.[0];
      return part === undefined ? [] : [{ item: part, quantity: 1, why: "wear", device: usage.device }];
    }),
  ];
  return {
    title: titleOf(ticket),
    skill: ticket?.skill ?? "site",
    tasks: unique(tasks, ({ text, device = "" }) => `${device} ${text.en}`).slice(0, most),
    parts: unique(predicted, ({ item, device = "" }) => `${device} ${item}`).slice(0, most),
    modules: facts.modules
      .filter(({ goneAt }) => goneAt === undefined)
      .map(({ device, unit: { deviceClass, model, serial } }) => ({
        device,
        deviceClass,
        ...(model === undefined ? {} : { model }),
        ...(serial === undefined ? {} : { serial }),
      })),
  };
};

/** The parts of an order, each as often as it is wanted: as the stock is asked for them. */
export const wantedParts = ({ parts }: WorkOrder): string[] =>
  parts.flatMap(({ item, quantity }) => Array.from({ length: quantity }, () => item));
