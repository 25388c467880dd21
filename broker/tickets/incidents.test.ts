import { describe, expect, test } from "vitest";
import type { TicketView } from "../../contract/index.ts";
import { type IncidentFacts, incidentsOf, overtaken } from "./incidents.ts";
import { newTicket } from "./opening.ts";
import { append, eventOf, plain } from "./timeline.ts";

const policy = { incidentMinimum: 3, incidentWithinMs: 30 * 60_000 };
const minute = 60_000;

interface Made extends Partial<TicketView> {
  readonly atMin?: number;
}
const ticket = (number: number, cause: string, { atMin = number, ...more }: Made = {}): TicketView => {
  const event = eventOf("opened", atMin * minute, plain(cause), {
    cause,
    severity: "major",
    policy: "p",
    level: "any",
  });
  const subject = { terminal: `k${number}`, title: plain(cause), skill: "network" as const };
  return { ...newTicket(subject, event), number, ...more };
};
const parent = (number: number, kind: "site" | "carrier", shared: string, more: Made = {}): TicketView =>
  ticket(number, "incident", { incident: { kind, shared }, children: [], ...more });

const found = (tickets: readonly TicketView[], facts: (t: TicketView) => IncidentFacts) =>
  incidentsOf(tickets, facts, policy).map(({ shares, members, incident }) => [
    `${shares.kind} ${shares.shared}`,
    [...members],
    ...(incident === undefined ? [] : [incident]),
  ]);
const at = (site: string) => () => ({ site });
/** Every terminal on a site of its own. */
const apart = (more: IncidentFacts) => (t: TicketView) => ({ site: `site of ${t.terminal}`, ...more });
const of = (cause: string, ...numbers: number[]) => numbers.map((n) => ticket(n, cause));

describe("what they share", () => {
  test.each([
    [
      "the same site and cause",
      of("printer.paper.out", 1, 2, 3),
      at("Hall"),
      [["site Hall, printer.paper.out", [1, 2, 3]]],
    ],
    [
      "the same carrier, wherever they stand",
      of("terminal.lost", 1, 2, 3),
      apart({ carrier: "CHN-UNICOM" }),
      [["carrier CHN-UNICOM", [1, 2, 3]]],
    ],
    [
      "the mains of a site, whichever device saw it",
      [
        ticket(1, "powerSupply.utility.failed"),
        ticket(2, "powerSupply.battery.low"),
        ticket(3, "cashAcceptor.power.restarted"),
      ],
      at("Hall"),
      [["power Hall", [1, 2, 3]]],
    ],
    [
      "the same release, where the software is to blame",
      of("device.applicationSilent", 1, 2, 3).map((t) => ({ ...t, skill: "software" as const })),
      apart({ agent: "1.4.2" }),
      [["release 1.4.2, device.applicationSilent", [1, 2, 3]]],
    ],
    ["one release, but paper: that is no software", of("printer.paper.out", 1, 2, 3), apart({ agent: "1.4.2" }), []],
    ["the same cause on sites of their own", of("terminal.lost", 1, 2, 3), apart({}), []],
    ["nothing that is known", of("terminal.lost", 1, 2, 3), () => ({}), []],
    ["two are no storm", of("terminal.lost", 1, 2), at("Hall"), []],
    [
      "three of one terminal are not three",
      of("terminal.lost", 1, 2, 3).map((t) => ({ ...t, terminal: "k1" })),
      at("Hall"),
      [],
    ],
    ["battery that will have to be renewed is no power cut", of("powerSupply.battery.dueSoon", 1, 2, 3), apart({}), []],
  ])("%s", (_, tickets, facts, expected) => expect(found(tickets, facts)).toEqual(expected));

  test("the mains go before the site, so that one storm is one incident", () => {
    expect(found(of("powerSupply.utility.failed", 1, 2, 3, 4), at("Hall"))).toEqual([["power Hall", [1, 2, 3, 4]]]);
  });

  test("too far apart in time they are no storm; those that lie together are", () => {
    const tickets = [0, 20, 40, 100, 110, 120].map((atMin, n) => ticket(n + 1, "terminal.lost", { atMin }));
    expect(found(tickets.slice(0, 3), at("Hall"))).toEqual([]);
    expect(found(tickets, at("Hall"))).toEqual([["site Hall, terminal.lost", [4, 5, 6]]]);
  });
});

describe("what is left out", () => {
  test("R13: a site that is lost has one ticket already, and its terminals are not counted again", () => {
    const lost = [ticket(9, "site.lost"), ...of("terminal.lost", 1, 2, 3, 4)];
    expect(found(lost, at("Hall"))).toEqual([]);
    expect(found(lost, () => ({ site: "Hall", carrier: "CHN-UNICOM" }))).toEqual([]);
  });

  test("R13: an incident that a lost site has overtaken is named, unless somebody works on it", () => {
    const gone = ticket(9, "site.lost");
    const open = parent(8, "site", "Hall, terminal.lost");
    expect(overtaken([gone, open], at("Hall"))).toEqual([{ incident: 8, by: 9 }]);
    expect(overtaken([gone, { ...open, touched: true }], at("Hall"))).toEqual([]);
    expect(overtaken([gone, open, parent(7, "site", "Mall, terminal.lost")], at("Hall"))).toHaveLength(1);
  });

  test.each([
    ["what is part of an incident", { parent: 7 }],
    ["what is restored", { state: "restored" as const }],
    ["what a customer reported", { cause: "reported" }],
  ])("%s", (_, more) =>
    expect(found([...of("terminal.lost", 1, 2), ticket(3, "terminal.lost", more)], at("Hall"))).toEqual([]),
  );

  test("what a person took out of an incident", () => {
    const out = append(ticket(3, "terminal.lost"), eventOf("unlinked", 0, plain("no"), { tickets: [8] }));
    expect(found([...of("terminal.lost", 1, 2), out], at("Hall"))).toEqual([]);
  });
});

describe("an incident that is open", () => {
  const open = parent(9, "site", "Hall, terminal.lost", { atMin: 60 });
  test("is joined by one that fits, however few", () => {
    expect(found([open, ticket(2, "terminal.lost", { atMin: 600 })], at("Hall"))).toEqual([
      ["site Hall, terminal.lost", [2], 9],
    ]);
  });
  test("not by what was there long before it, and not once it is restored", () => {
    expect(found([open, ticket(2, "terminal.lost", { atMin: 20 })], at("Hall"))).toEqual([]);
    expect(found([{ ...open, state: "restored" }, ticket(2, "terminal.lost")], at("Hall"))).toEqual([]);
  });
  test("takes no more than a ticket can name", () => {
    const full = { ...open, children: Array.from({ length: 499 }, (_, n) => n + 100) };
    const more = [1, 2].map((n) => ticket(n, "terminal.lost", { atMin: 60 }));
    expect(found([full, ...more], at("Hall"))).toEqual([["site Hall, terminal.lost", [1], 9]]);
  });
});

test("a thousand tickets are looked through in a moment, and one ticket is in one incident at most", () => {
  const tickets = Array.from({ length: 1000 }, (_, n) =>
    ticket(n + 1, n % 2 ? "terminal.lost" : "powerSupply.utility.failed", { atMin: n / 100 }),
  );
  const facts = (t: TicketView) => ({ site: `s${t.number % 7}`, carrier: `c${t.number % 3}`, agent: "1" });
  const all = incidentsOf(tickets, facts, policy).flatMap(({ members }) => members);
  expect(all).toHaveLength(1000);
  expect(new Set(all).size).toBe(1000);
});
