import { describe, expect, it } from "vitest";
import type { AssetChange, AssetEvent, StockMove } from "../../../contract/index.ts";
import type { AssetRow } from "../../store/asset-rows.ts";
import { netUses, presenceOf } from "./gather.ts";

const unit = { deviceClass: "host", driver: "x" } as const;
const event = (at: number, change: AssetChange, device = "host"): AssetEvent => ({
  n: at,
  at,
  terminal: "k1",
  device,
  change,
  ...(change === "appeared" ? {} : { before: unit }),
  ...(change === "gone" ? {} : { after: unit }),
});
const row = (change: Partial<AssetRow> = {}): AssetRow => ({
  terminal: "k1",
  device: "host",
  unit,
  since: 10,
  ...change,
});
const endless = Number.MAX_SAFE_INTEGER;

describe("when a device was there", () => {
  it.each<[string, AssetEvent[], AssetRow, (readonly [number, number])[]]>([
    ["since it appeared", [event(10, "appeared")], row(), [[10, endless]]],
    ["an exchange is no absence", [event(30, "exchanged"), event(10, "appeared")], row({ since: 30 }), [[10, endless]]],
    [
      "until it was gone, and since it came back",
      [event(50, "returned"), event(30, "gone"), event(10, "appeared")],
      row(),
      [
        [10, 30],
        [50, endless],
      ],
    ],
    ["gone for good", [event(30, "gone"), event(10, "appeared")], row({ goneAt: 30 }), [[10, 30]]],
    ["longer than the register remembers", [event(30, "firmware")], row(), [[0, endless]]],
    [
      "another device's comings and goings are its own",
      [event(40, "gone", "printer"), event(10, "appeared")],
      row(),
      [[10, endless]],
    ],
  ])("%s", (_, events, asset, spans) => expect(presenceOf(events, asset)).toEqual(spans));
});

const move = (n: number, kind: StockMove["kind"], quantity: number, more: Partial<StockMove> = {}): StockMove => ({
  n,
  at: n,
  by: "user:eva",
  kind,
  item: "display",
  quantity,
  ticket: 14,
  ...more,
});

describe("what was used and did not come back", () => {
  it("a return takes from the newest use of the same ticket and part; one with a serial number from its own", () => {
    const left = netUses([
      move(1, "receive", 9),
      move(2, "use", 2),
      move(3, "use", 2),
      move(4, "use", 1, { ticket: 15 }),
      move(5, "use", 1, { serial: "S1" }),
      move(6, "return", 3),
      move(7, "return", 1, { serial: "S1" }),
    ]);
    expect(left.map(({ n, quantity }) => [n, quantity])).toEqual([
      [2, 1],
      [4, 1],
    ]);
  });
});
