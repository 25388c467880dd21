import { describe, expect, it } from "vitest";
import { builtAs, kiosks } from "./kiosks.ts";

const serialsOf = (terminal: string): unknown[] =>
  Object.values(kiosks)
    .flat()
    .map((device) => builtAs(device, terminal).serial)
    .filter((serial) => serial !== undefined);

describe("kiosks as they are built", () => {
  it("no two terminals have a unit with the same serial number", () => {
    const [first, second] = [new Set(serialsOf("kiosk-1")), serialsOf("kiosk-2")];
    expect(first.size).toBeGreaterThan(6);
    expect(second.filter((serial) => first.has(serial))).toEqual([]);
  });

  it("what a model sets for itself stays", () => {
    expect(builtAs({ id: "cash", driver: "ccnet", settings: { serial: "X" } }, "kiosk-1")).toEqual({ serial: "X" });
  });
});
