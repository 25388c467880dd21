import { type DeviceClass, measures, statesOf } from "../../contract/index.ts";
import type { Reading } from "../../drivers/api.ts";

/** What in a reading is not in the vocabulary, or is no value. */
export const readingIssues = (deviceClass: DeviceClass, reading: Reading): string[] => [
  ...Object.entries(reading.components).flatMap(([name, { state, vendorCode, frame }]) => [
    ...(statesOf(deviceClass, name).includes(state)
      ? []
      : [`${name} ${state} is not in the vocabulary of ${deviceClass}`]),
    ...((vendorCode?.length ?? 0) > 64 ? [`${name}: the vendor code is longer than 64`] : []),
    ...((frame?.length ?? 0) > 256 ? [`${name}: the frame is longer than 256`] : []),
  ]),
  ...Object.entries(reading.measures).flatMap(([name, value]) => [
    ...(Object.hasOwn(measures, name) ? [] : [`measure ${name} is not in the vocabulary`]),
    ...(Number.isFinite(value) ? [] : [`measure ${name} is ${value}`]),
  ]),
  ...(Object.keys(reading.components).length === 0 && reading.availability === "online"
    ? ["online without a component"]
    : []),
];
