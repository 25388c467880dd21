import { expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";

const title = { en: "Jam", "zh-CN": "卡纸" };
const rules = [
  { id: "printer.mechanism.jammed", title, parts: ["receipt printer", "receipt paper roll"] },
  { id: "device.silent", title, parts: ["serial cable"] },
];
const printer = { deviceClass: "printer", manufacturer: "EPSON", model: "TM-T88V" } as const;

test("every part by name: the faults that ask for it, the models it fits whatever their firmware, what is wanted of it", () => {
  const parts = catalogue({
    known: ["old board"],
    items: [{ item: "serial cable", minimum: 4, deviceClass: "cardReader" }],
    rules,
    classes: new Map([
      ["receipt printer", new Set(["printer"])],
      ["receipt paper roll", new Set(["printer"])],
      ["serial cable", new Set<string>()],
    ]),
    units: [
      { ...printer, firmware: "1.4", count: 3 },
      { ...printer, firmware: "1.5", count: 8 },
      { deviceClass: "printer", model: "VKP80", count: 20 },
      { deviceClass: "cardReader", count: 2 },
    ],
    dueSoon: new Map([["receipt paper roll", 7]]),
  });
  const models = [
    { deviceClass: "printer", model: "VKP80", count: 20 },
    { ...printer, count: 11 },
  ];
  const faults = [{ code: "printer.mechanism.jammed", title }];
  expect(parts).toEqual([
    { item: "old board", faults: [], classes: [], models: [] },
    { item: "receipt paper roll", faults, classes: ["printer"], models, dueSoon: 7 },
    { item: "receipt printer", faults, classes: ["printer"], models },
    {
      item: "serial cable",
      minimum: 4,
      deviceClass: "cardReader",
      faults: [{ code: "device.silent", title }],
      classes: ["cardReader"],
      models: [{ deviceClass: "cardReader", count: 2 }],
    },
  ]);
});
