import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  defaultRouteOf,
  defaultRoutes6Of,
  figureOf,
  hasAddress,
  hasGlobal6,
  hostAndPortOf,
  hostIn,
  isInterfaceName,
  linkOf,
  nameServersOf,
  neighbourOf,
  pingedOf,
  routes4Of,
  serverText,
} from "./codec.ts";
import vectors from "./vectors.json" with { type: "json" };

describe("files of the kernel", () => {
  it.each(vectors.routes4)("routes: $source", ({ text, default: expected, address }) => {
    const routes = routes4Of(text);
    const best = defaultRouteOf(routes, []);
    expect(best && { interface: best.interface, ...(best.gateway ? { gateway: best.gateway } : {}) }).toEqual(expected);
    for (const [name, has] of Object.entries(address)) expect(hasAddress(name, routes, undefined), name).toBe(has);
  });

  it.each(vectors.routes6)("routes of IPv6: $source", ({ text, default: expected }) => {
    const best = defaultRouteOf([], defaultRoutes6Of(text));
    expect(best && { interface: best.interface, gateway: best.gateway }).toEqual(expected);
  });

  it.each(vectors.inet6)("addresses of IPv6: $source", ({ text, global }) => {
    for (const [name, has] of Object.entries(global)) expect(hasGlobal6(text, name), name).toBe(has);
    expect(hasAddress("eth0", [], text)).toBe(true);
  });

  it.each(vectors.neighbours)("neighbours: $source", ({ text, known }) => {
    for (const [address, is] of Object.entries(known)) expect(neighbourOf(text, address)).toBe(is);
    expect(neighbourOf(text, "192.0.2.9")).toBeUndefined();
  });

  it.each(vectors.resolvConf)("name servers: $source", ({ text, servers }) => {
    expect(nameServersOf(text).map(serverText)).toEqual(servers);
  });

  it("hosts(5): first match, any case, comments left out", () => {
    const text =
      "127.0.0.1 localhost # broker\n10.0.0.9\tBroker.example.net broker\n10.0.0.8 broker\n#10.0.0.7 other\n";
    expect(["broker", "broker.EXAMPLE.net", "other", "localhost"].map((name) => hostIn(text, name))).toEqual([
      "10.0.0.9",
      "10.0.0.9",
      undefined,
      "127.0.0.1",
    ]);
  });

  it.each([
    ["up", "1", "up"],
    ["up", undefined, "up"],
    ["unknown", undefined, "up"],
    ["unknown", "1", "up"],
    ["up", "0", "down"],
    ["down", undefined, "down"],
    ["dormant", "1", "down"],
    ["lowerlayerdown", "1", "down"],
    ["testing", "1", undefined],
    [undefined, "1", undefined],
  ])("link %s, carrier %s: %s", (operstate, carrier, link) => expect(linkOf(operstate, carrier)).toBe(link));

  it("figures", () => {
    expect(["1000", "0", "-1", "", undefined, "1e3"].map(figureOf)).toEqual([
      1000,
      0,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("ping", () => {
  it.each(vectors.pings)("$source", ({ text, pinged }) => expect(pingedOf(text)).toEqual(pinged));
});

describe("what goes into arguments and addresses", () => {
  it("interface names", () => {
    const names = [
      "eth0",
      "enp0s31f6",
      "wwan0.1",
      "br-0123456789ab",
      "",
      ".",
      "..",
      "-c",
      "a/b",
      "a b",
      "0123456789abcdef",
    ];
    expect(names.filter(isInterfaceName)).toEqual(["eth0", "enp0s31f6", "wwan0.1", "br-0123456789ab"]);
  });

  it.each([
    ["broker.example.net:8883", { host: "broker.example.net", port: 8883 }],
    ["[fd00::9]:1883", { host: "fd00::9", port: 1883 }],
    ["10.0.0.9:1883", { host: "10.0.0.9", port: 1883 }],
    ["broker", undefined],
    ["-c 9:1883", undefined],
    ["broker:0", undefined],
    ["broker:70000", undefined],
  ])("%s", (text, expected) => expect(hostAndPortOf(text)).toEqual(expected));
});

/** Each kind of text with its parser, and what must hold of whatever comes out. */
const parsers: readonly (readonly [texts: readonly { readonly text: string }[], parse: (text: string) => void])[] = [
  [
    [...vectors.routes4, ...vectors.routes6],
    (text) => {
      const best = defaultRouteOf(routes4Of(text), defaultRoutes6Of(text));
      if (best) expect(isInterfaceName(best.interface)).toBe(true);
      if (best?.gateway) expect(best.gateway).toMatch(/^[0-9a-f.:]+(%[A-Za-z0-9_.:@-]+)?$/);
    },
  ],
  [vectors.inet6, (text) => void hasAddress("eth0", [], text)],
  [vectors.neighbours, (text) => void neighbourOf(text, "192.0.2.1")],
  [
    vectors.resolvConf,
    (text) => {
      for (const { port } of nameServersOf(text)) expect(port > 0 && port < 65_536).toBe(true);
      hostIn(text, "example.net");
    },
  ],
  [
    vectors.pings,
    (text) => {
      const pinged = pingedOf(text);
      if (pinged) expect(pinged.times.length <= pinged.sent && pinged.times.every(Number.isFinite)).toBe(true);
    },
  ],
];

describe("hostile text", () => {
  const cases = parsers.flatMap(([texts, parse]) => texts.map(({ text }) => ({ text, parse })));
  const mutated = fc.tuple(fc.constantFrom(...cases), fc.nat(), fc.string({ maxLength: 6 }), fc.boolean());

  it("R10: 100,000 mutated files and outputs never throw, and never make a name or an address that is none", () => {
    fc.assert(
      fc.property(mutated, ([{ text, parse }, at, insert, cut]) => {
        const where = text.length === 0 ? 0 : at % text.length;
        parse(text.slice(0, where) + insert + (cut ? "" : text.slice(where + insert.length)));
      }),
      { numRuns: 100_000, seed: 7 },
    );
  });
});
