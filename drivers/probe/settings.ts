import { AppError, checker, withDefaults } from "../../contract/index.ts";
import type { Driver } from "../api.ts";

/** `9600` is a number, `true` a boolean, `[1,2]` a list, anything else a text. */
const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text; // no JSON: a text as it stands
  }
};

const put = (into: Record<string, unknown>, [key = "", ...more]: readonly string[], value: unknown): void => {
  if (more.length === 0) {
    into[key] = value;
    return;
  }
  const there = into[key];
  const inner = typeof there === "object" && there !== null ? (there as Record<string, unknown>) : {};
  into[key] = inner;
  put(inner, more, value);
};

/** `key=value` pairs as an object; a dot in a key goes one level down. Throws `AppError("usage")`. */
export const pairsOf = (pairs: readonly string[]): Record<string, unknown> => {
  const settings: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new AppError("usage", `${pair}: settings are written key=value`);
    const keys = pair.slice(0, at).split(".");
    if (keys.includes("__proto__")) throw new AppError("usage", `${pair}: no such key`);
    put(settings, keys, valueOf(pair.slice(at + 1)));
  }
  return settings;
};

/** A driver's settings from the command line, defaults filled in. Throws `AppError`: `usage`, or `invalid` naming every wrong key. */
export const driverSettings = (driver: Driver, pairs: readonly string[]): Record<string, unknown> =>
  checker(driver.config).parse(withDefaults(driver.config, pairsOf(pairs)), `settings of ${driver.name}`) as Record<
    string,
    unknown
  >;
