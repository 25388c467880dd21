import type { Runbook } from "../../broker/diagnostics/runbook.ts";
import type { RuleIndex } from "../../broker/faults/load-rules.ts";
import type { FaultRule, RuleView } from "../../broker/faults/rule.ts";
import { type DeviceClass, type DeviceHealth, deviceClasses, measures } from "../../contract/index.ts";
import type { DeviceCode, Driver } from "../../drivers/api.ts";

/** Codes of one driver. */
export interface OfDriver {
  readonly driver: Driver;
  readonly codes: readonly DeviceCode[];
}

/** One fault and all that can raise it. */
export interface KnownFault {
  readonly rule: FaultRule;
  readonly runbook: Runbook | undefined;
  readonly raisedBy: readonly OfDriver[];
  /** Measures that raise it when they are far out. */
  readonly measures: readonly string[];
  /** Parts whose wear raises it. */
  readonly worn: readonly string[];
  /** Raised by a device that does not answer, or whose application does not ask it. */
  readonly silence: "device" | "application" | undefined;
}

/** What is known of one class of devices, or of terminals as a whole. */
export interface Chapter {
  readonly of: FaultRule["deviceClass"];
  readonly faults: readonly KnownFault[];
  readonly drivers: readonly Driver[];
}

const healthOf = (deviceClass: DeviceClass, more: Partial<DeviceHealth>): DeviceHealth => ({
  deviceClass,
  availability: "online",
  components: {},
  measures: {},
  observedAt: 2,
  freshForMs: 1000,
  ...more,
});

const raises = (rule: FaultRule, health: DeviceHealth, worn?: RuleView["worn"]): boolean =>
  rule.look({ terminal: "t", device: "d", health, fresh: true, at: 2, ...(worn ? { worn } : {}) }).verdict === "fault";

/** Does this state of this component raise the fault? */
export const stateRaises = (rule: FaultRule, deviceClass: DeviceClass, component: string, state: string): boolean =>
  (rule.deviceClass === deviceClass || rule.deviceClass === "any") &&
  raises(rule, healthOf(deviceClass, { components: { [component]: { state, since: 1 } } }));

const classOf = (rule: FaultRule): DeviceClass => deviceClasses.find((c) => c === rule.deviceClass) ?? "host";

/** The rule itself is asked: far out in both directions, and bad frames among many. */
const measuresOf = (rule: FaultRule): string[] => {
  const asked = (values: Record<string, number>) => raises(rule, healthOf(classOf(rule), { measures: values }));
  const alone = Object.keys(measures).filter((name) => [-1e12, 0, 1e12].some((value) => asked({ [name]: value })));
  return asked({ linkFrames: 1e4, linkErrors: 1e4 }) ? [...alone, "linkErrors"] : alone;
};

const wornOf = (rule: FaultRule): string[] => {
  const items: string[] = [];
  raises(rule, healthOf(classOf(rule), {}), (item) => {
    items.push(item);
    return 2;
  });
  return items;
};

const silenceOf = (rule: FaultRule): KnownFault["silence"] => {
  if (raises(rule, healthOf(classOf(rule), { availability: "offline" }))) return "device";
  const because = { code: "applicationSilent", text: "" };
  return raises(rule, healthOf(classOf(rule), { availability: "unknown", because })) ? "application" : undefined;
};

const faultOf = (rule: FaultRule, drivers: readonly Driver[], runbooks: ReadonlyMap<string, Runbook>): KnownFault => ({
  rule,
  runbook: rule.runbook === undefined ? undefined : runbooks.get(rule.runbook),
  raisedBy: drivers
    .map((driver) => ({
      driver,
      codes: driver.codes.filter(
        (code) => "component" in code && stateRaises(rule, driver.deviceClass, code.component, code.state),
      ),
    }))
    .filter(({ codes }) => codes.length > 0),
  measures: measuresOf(rule),
  worn: wornOf(rule),
  silence: silenceOf(rule),
});

/** Classes in the vocabulary's order, then what holds for every device, then terminals. */
export const chaptersOf = (
  rules: RuleIndex,
  runbooks: ReadonlyMap<string, Runbook>,
  drivers: Iterable<Driver>,
): readonly Chapter[] => {
  const all = [...drivers].sort((a, b) => a.name.localeCompare(b.name));
  const ids = [...rules.byId.keys()].sort();
  return [...deviceClasses, "any" as const, "terminal" as const].map((of) => {
    const own = all.filter((driver) => driver.deviceClass === of);
    const found = ids.map((id) => rules.byId.get(id)).filter((rule) => rule?.deviceClass === of);
    return { of, drivers: own, faults: found.map((rule) => faultOf(rule as FaultRule, own, runbooks)) };
  });
};
