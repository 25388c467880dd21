import { afterAll, beforeAll, expect, test } from "vitest";
import { ServiceDesk } from "../../tests/support/service-desk.ts";
import { demandReach, reachOf, scopedStore } from "./reach.ts";

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
  for (const id of ["a1", "a2", "b1"])
    await desk.addTerminal(id, { modem: { deviceClass: "network" } }, id.startsWith("a") ? "A" : "B");
  for (const id of ["a1", "a2", "b1"]) {
    const since = desk.clock.now();
    const registration = { state: "registered", since, vendorCode: "CEREG 1: home, LTE, CHN-UNICOM" };
    await desk.report(id, "modem", "network", {}, { components: { registration } });
  }
  await desk.store.write((tx) => {
    for (const id of ["a1", "a2", "b1"])
      desk.faults.say(tx, "terminal.lost", id, "terminal", { verdict: "fault", evidence: () => ({ text: "gone" }) });
  });
  await desk.pass(60_000);
});
afterAll(() => desk.close());

const seen = (...sites: string[]) => {
  const { store, levels, clock } = desk;
  const reach = reachOf({ sites }, { read: store.read, levels, now: () => clock.now() });
  return { reach, read: scopedStore(store, reach).read };
};

test("an incident is seen and acted on only by who sees all that belongs to it; one's own tickets in it are one's own", () => {
  const incident = desk.store.read.tickets({ cause: "incident" })[0]?.number as number;
  const act = (reach: ReturnType<typeof seen>["reach"], number: number) =>
    demandReach("ticketAction", { params: { number }, query: {}, body: {} }, reach, desk.store.read);
  const part = seen("A");
  expect(part.read.tickets({}).map(({ terminal, incident: of }) => [terminal, of !== undefined])).toEqual([
    ["a2", false],
    ["a1", false],
  ]);
  expect(part.read.ticket(incident)).toBeUndefined();
  expect(() => act(part.reach, incident)).toThrow(/outside/);
  expect(() => act(part.reach, desk.ticketsOf("a2")[0]?.number as number)).not.toThrow();
  const whole = seen("A", "B");
  expect(whole.read.ticket(incident)?.children).toHaveLength(3);
  expect(() => act(whole.reach, incident)).not.toThrow();
});
