import { expect, it } from "vitest";
import { makesOf } from "./makes.ts";

it("models by their versions: several first, the most told first; a version nobody told stays unknown", () => {
  const printer = { deviceClass: "printer", manufacturer: "EPSON", model: "TM-T88V" } as const;
  const counts = [
    { ...printer, firmware: "1.4", count: 3 },
    { ...printer, firmware: "1.5", count: 8 },
    { ...printer, count: 1 },
    { deviceClass: "cardReader", model: "CRT-571", firmware: "7", count: 40 },
    { deviceClass: "host", count: 2 },
  ] as const;
  expect(makesOf(counts, "")).toEqual([
    {
      deviceClass: "printer",
      name: "EPSON TM-T88V",
      count: 12,
      versions: [{ version: "1.5", count: 8 }, { version: "1.4", count: 3 }, { count: 1 }],
    },
    { deviceClass: "cardReader", name: "CRT-571", count: 40, versions: [{ version: "7", count: 40 }] },
    { deviceClass: "host", name: "", count: 2, versions: [{ count: 2 }] },
  ]);
  expect(makesOf(counts, "host")).toHaveLength(1);
});
