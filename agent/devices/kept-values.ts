import type { DriverMemory } from "../../drivers/api.ts";
import type { Outbox } from "../outbox/outbox.ts";

const maxMemoryBytes = 64 * 1024;

/** Durable small values under a prefix of the outbox file, committed with this tick; what is too long is refused with a word in the log. */
export const memoryIn = (
  outbox: Pick<Outbox, "get" | "set">,
  prefix: string,
  warn: (text: string) => void,
): DriverMemory => ({
  get: (key) => outbox.get(`${prefix}${key}`),
  set(key, value) {
    if ((JSON.stringify(value) ?? "").length > maxMemoryBytes)
      return warn(`${prefix}${key}: more than ${maxMemoryBytes} bytes, not kept`);
    outbox.set(`${prefix}${key}`, value);
  },
});

/** The same, on the disk when `set` returns: a driver confirms a credit to its device in the same tick. A full disk keeps it in memory. */
export const durableIn = (
  outbox: Pick<Outbox, "get" | "set" | "commit">,
  prefix: string,
  warn: (text: string) => void,
): DriverMemory => {
  const memory = memoryIn(outbox, prefix, warn);
  return {
    get: (key) => memory.get(key),
    set(key, value) {
      memory.set(key, value);
      outbox.commit();
    },
  };
};
