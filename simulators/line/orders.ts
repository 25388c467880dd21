import { AppError } from "../../contract/index.ts";
import type { SimulatedDevice } from "../api.ts";
import { folderFaults } from "./folder/faults.ts";
import { lineFaults } from "./mischief.ts";
import type { ServedDevice } from "./serve.ts";

/** What can be typed while a device is served. */
export const orders = {
  "inject <fault>": "break something",
  "clear [fault]": "mend it, or everything",
  "act <action> [key=value ...]": "let the world act on it",
  state: "show counters and positions",
  unplug: "pull the plug",
  replug: "plug it in again",
  powercycle: "power off and on",
  help: "this list, the faults and the actions",
} as const;

const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text; // no JSON: a text as it stands
  }
};

/** `type=3 name=x` as an object. Throws `AppError("usage")`. */
export const pairsOf = (words: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf("=");
      if (at < 1) throw new AppError("usage", `${word}: values are written key=value`);
      return [word.slice(0, at), valueOf(word.slice(at + 1))];
    }),
  );

/** Everything a device can be told, for people and for `--list`. */
export const listOf = (device: SimulatedDevice) => ({
  device: device.name,
  title: device.title,
  faults: device.faults,
  lineFaults: Object.entries(device.system ? folderFaults : lineFaults).map(([name, text]) => ({ name, text })),
  actions: device.actions,
});

type Doing = (served: ServedDevice, device: SimulatedDevice, words: readonly string[]) => unknown;

const verbs: Readonly<Record<string, Doing>> = {
  inject: (served, _, [fault = ""]) => served.inject(fault),
  clear: (served, _, [fault]) => served.clear(fault),
  act: (served, _, [action = "", ...pairs]) => served.device.act(action, pairsOf(pairs)),
  state: (served) => served.device.state(),
  unplug: (served) => served.unplug(),
  replug: async (served) => {
    await served.replug();
    return { path: served.path() };
  },
  powercycle: (served) => served.device.powerCycle(),
  help: (_, device) => ({ orders, ...listOf(device) }),
};

/** Does what one line says; resolves with what there is to show. Throws `AppError`: `usage`, `unknownFault`, `unknownAction`. */
export const obey = async (line: string, served: ServedDevice, device: SimulatedDevice): Promise<unknown> => {
  const [verb = "", ...words] = line.trim().split(/\s+/);
  if (verb === "") return undefined;
  const doing = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!doing) throw new AppError("usage", `${verb} is no order; there are ${Object.keys(verbs).join(", ")}`);
  return doing(served, device, words);
};
