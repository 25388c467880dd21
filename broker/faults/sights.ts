import {
  availabilities,
  components,
  type DeviceClass,
  type DeviceHealth,
  deviceClasses,
} from "../../contract/index.ts";
import type { FaultRule } from "./rule.ts";

/** What a rule sees as a fault, in the words of the vocabulary. */
export interface Sights {
  readonly states: { readonly component: string; readonly state: string }[];
  readonly availabilities: string[];
}

const healthWith = (deviceClass: DeviceClass, more: Partial<DeviceHealth>): DeviceHealth => ({
  deviceClass,
  availability: "online",
  components: {},
  measures: {},
  observedAt: 1,
  freshForMs: 1,
  ...more,
});

/** Found out by showing it every state there is: a rule is code, and need not say twice what it looks at. */
export const sightsOf = (rule: FaultRule): Sights => {
  const isFault = (health: DeviceHealth): boolean =>
    rule.look({ terminal: "any", device: "any", health, fresh: true, at: 1 }).verdict === "fault";
  const own = deviceClasses.find((one) => one === rule.deviceClass);
  const states = own ? Object.entries(components[own] as Readonly<Record<string, readonly string[]>>) : [];
  return {
    states: states.flatMap(([component, names]) =>
      names
        .filter((state) =>
          isFault(healthWith(own as DeviceClass, { components: { [component]: { state, since: 1 } } })),
        )
        .map((state) => ({ component, state })),
    ),
    availabilities: availabilities.filter((availability) => isFault(healthWith(own ?? "host", { availability }))),
  };
};
