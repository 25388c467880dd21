import { type Clock, sleep } from "../../contract/plain.ts";
import type { FoundPort } from "./port.ts";

const everyMs = 1_000;

export interface Change {
  readonly what: "plugged" | "unplugged";
  readonly port: FoundPort;
}

/** Another device in the same socket is another port. */
const keyOf = ({ kind, now, write, usb }: FoundPort): string =>
  [kind, now, write, usb?.vendorId, usb?.productId, usb?.serialNumber].join(" ");

const byKey = (ports: readonly FoundPort[]): Map<string, FoundPort> =>
  new Map(ports.map((port) => [keyOf(port), port]));

/** Between what was told and two looks in a row that agree: udev names a port a moment after it is there. Pure. */
export const changesOf = (
  told: ReadonlyMap<string, FoundPort>,
  before: ReadonlyMap<string, FoundPort>,
  now: ReadonlyMap<string, FoundPort>,
): readonly Change[] => [
  ...[...told]
    .filter(([key]) => !before.has(key) && !now.has(key))
    .map(([, port]): Change => ({ what: "unplugged", port })),
  ...[...now]
    .filter(([key]) => before.has(key) && !told.has(key))
    .map(([, port]): Change => ({ what: "plugged", port })),
];

/** Looks every second until stopped, and tells what came and went. */
export const watchPorts = async (
  list: () => Promise<readonly FoundPort[]>,
  clock: Clock,
  signal: AbortSignal,
  tell: (change: Change) => void,
): Promise<void> => {
  let told = byKey(await list());
  let before = told;
  while (!signal.aborted) {
    await sleep(clock, everyMs, signal).catch(() => undefined); // stopped: the loop ends
    if (signal.aborted) return;
    const now = byKey(await list());
    const changes = changesOf(told, before, now);
    for (const change of changes) tell(change);
    const gone = changes.filter(({ what }) => what === "unplugged").map(({ port }) => keyOf(port));
    const come = changes.filter(({ what }) => what === "plugged").map(({ port }) => [keyOf(port), port] as const);
    told = new Map([...[...told].filter(([key]) => !gone.includes(key)), ...come]);
    before = now;
  }
};
