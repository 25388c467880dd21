import type { DeviceCode } from "../api.ts";
import { hex } from "../wire/fields.ts";
import {
  asbBits,
  type Conditions,
  componentsOf,
  cutterCover,
  flashError,
  fromRealTime,
  fullRows,
  realTimeBits,
} from "./status.ts";

const idle = fromRealTime({ printer: 0x12, paper: 0x12 });
const byte = (value: number): string => hex(Uint8Array.of(value));

/** What one condition alone makes of the components: the decoder itself is asked. */
const ofCondition = (condition: keyof Conditions, named: { code: string; text: string }): DeviceCode[] => {
  const before = componentsOf(idle);
  const after = componentsOf({ ...idle, conditions: { ...idle.conditions, [condition]: true } });
  const changed = Object.entries(after).filter(([name, { state }]) => before[name]?.state !== state);
  if (changed.length === 0) return [{ ...named, availability: "busy" }];
  return changed.map(([component, { state }]) => ({ ...named, component, state }));
};

const ofFull = [...fullRows, cutterCover, flashError].map(([component, state, part, mask, words]): DeviceCode => {
  const model = mask === flashError[3] ? ` (${words === flashError[4] ? "TG02H" : "KPM300, VKP80III"})` : "";
  return { code: `full ${part} ${byte(mask)}`, text: words + model, component, state };
});

/** Every bit of the real-time status, of automatic status back and of Custom's full status. */
export const codes: readonly DeviceCode[] = [
  ...realTimeBits.flatMap(([n, mask, condition, text]) =>
    ofCondition(condition, { code: `DLE EOT ${n} bit ${byte(mask)}`, text }),
  ),
  ...asbBits.flatMap(([n, mask, condition, text]) =>
    ofCondition(condition, { code: `ASB byte ${n} bit ${byte(mask)}`, text }),
  ),
  ...ofCondition("stuck", { code: "DLE EOT 1 bit 08", text: "offline for over a minute, and no cause is named" }),
  ...ofFull,
];
