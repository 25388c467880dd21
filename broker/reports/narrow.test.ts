import { describe, expect, it } from "vitest";
import type { Contract } from "../service-levels/contracts.ts";
import { narrowed } from "./narrow.ts";
import type { Scope } from "./scope.ts";

const contract = (id: string, customer: string, sites: readonly string[]): Contract =>
  ({ id, customer, sites, terminals: [], startsAt: 0, endsAt: 1000 }) as unknown as Contract;

const places = [
  { id: "k1", site: "Station" },
  { id: "k2", site: "Airport" },
  { id: "k3", site: "Harbour" },
];
const around = (...inSight: readonly string[]) => ({
  contracts: [contract("c1", "Rail Ltd", ["Station"]), contract("c2", "Air Ltd", ["Airport"])],
  now: 500,
  place: (id: string) => places.find((one) => one.id === id && inSight.includes(one.id)),
  sites: new Set(places.filter(({ id }) => inSight.includes(id)).map(({ site }) => site)),
});
const rail = { customers: ["Rail Ltd"] };
const harbour = { sites: ["Harbour"] };
const both = { customers: ["Rail Ltd", "Air Ltd"], sites: ["Harbour"] };

describe("S4: a report for somebody who sees a part of the fleet", () => {
  it.each<readonly [string, Scope, object, readonly string[], Scope]>([
    ["the one customer need not be named", {}, rail, ["k1"], { customer: "Rail Ltd" }],
    ["the one site need not be named", {}, harbour, ["k3"], { site: "Harbour" }],
    ["a customer of theirs", { customer: "Air Ltd" }, both, ["k1", "k2"], { customer: "Air Ltd" }],
    [
      "a contract of theirs is its customer's",
      { contract: "c1" },
      both,
      ["k1"],
      { contract: "c1", customer: "Rail Ltd" },
    ],
    ["a site of theirs", { site: "Harbour" }, both, ["k1", "k3"], { site: "Harbour" }],
    [
      "a terminal, while it was their customer's",
      { terminal: "k1" },
      rail,
      ["k1"],
      { terminal: "k1", customer: "Rail Ltd" },
    ],
    ["a terminal of their site", { terminal: "k3" }, harbour, ["k3"], { terminal: "k3", site: "Harbour" }],
    ["a site of their customer", { site: "Station" }, rail, ["k1"], { site: "Station", customer: "Rail Ltd" }],
  ])("%s", (_name, wish, sight, inSight, wanted) => {
    expect(narrowed(wish, sight, around(...inSight))).toEqual(wanted);
  });

  it.each<readonly [string, Scope, object, readonly string[], RegExp]>([
    ["another customer", { customer: "Air Ltd" }, rail, ["k1"], /outside/],
    ["another's contract", { contract: "c2" }, rail, ["k1"], /outside/],
    ["a contract that is not that customer's", { contract: "c2", customer: "Rail Ltd" }, rail, ["k1"], /outside/],
    ["a contract nobody has", { contract: "c9" }, rail, ["k1"], /outside/],
    ["another site", { site: "Airport" }, harbour, ["k3"], /outside/],
    ["another's terminal", { terminal: "k2" }, rail, ["k1"], /outside/],
    ["a customer of theirs nobody knows", { customer: "Gone Ltd" }, { customers: ["Gone Ltd"] }, [], /outside/],
    ["nothing named of several", {}, both, ["k1", "k2", "k3"], /name one of .*Rail Ltd, Air Ltd, Harbour/],
    ["nobody's", {}, {}, [], /there are none/],
  ])("refuses %s", (_name, wish, sight, inSight, why) => {
    expect(() => narrowed(wish, sight, around(...inSight))).toThrow(why);
  });
});
