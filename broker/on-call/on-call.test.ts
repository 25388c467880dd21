import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OnCallPlan, Person } from "../../contract/index.ts";
import { NotifyDesk } from "../../tests/support/notify-desk.ts";

const hour = 3_600_000;
const day = 24 * hour;
/** Saturday. */
const start = Date.UTC(2026, 10, 21);
const people: Person[] = ["eva", "li", "max", "boss"].map((id) => ({ id, name: id.toUpperCase(), role: "engineer" }));
const both = (text: string) => ({ en: text, "zh-CN": `${text}值班` });
const plan: OnCallPlan = {
  office: "two-level",
  rotas: [
    {
      id: "first",
      title: both("First line"),
      queues: ["remote"],
      zone: "Europe/Berlin",
      layers: [{ people: ["eva", "li"], shift: "day", handover: { time: "08:00" }, from: "2026-11-01" }],
    },
    {
      id: "managers",
      title: both("Managers"),
      zone: "Europe/Berlin",
      layers: [{ people: ["max", "boss"], shift: "week", handover: { time: "08:00" }, from: "2026-11-16" }],
    },
  ],
  paths: [],
};

let desk: NotifyDesk;
beforeEach(async () => {
  desk = await NotifyDesk.open("{}");
  await desk.desk.store.write((tx) => {
    for (const person of people) tx.savePerson(person);
    desk.onCall.setPlan(tx, { plan }, "user:boss");
  });
});
afterEach(async () => {
  expect(desk.desk.errors).toEqual([]);
  await desk.close();
});
const write = <T>(unit: Parameters<typeof desk.desk.store.write<T>>[0]): Promise<T> => desk.desk.store.write(unit);
const override = (more: object = {}) =>
  write((tx) =>
    desk.onCall.override(
      tx,
      { rota: "first", person: "max", from: "2026-11-22T08:00", to: "2026-11-22T20:00", why: "ill", ...more },
      "user:boss",
    ),
  );
const swap = (more: object = {}, other: object = {}) =>
  write((tx) =>
    desk.onCall.swap(
      tx,
      {
        rota: "first",
        person: "li",
        from: "2026-11-22T08:00",
        to: "2026-11-23T08:00",
        why: "a wedding",
        with: { person: "eva", from: "2026-11-23T08:00", to: "2026-11-24T08:00", ...other },
        ...more,
      },
      "user:boss",
    ),
  );
const audited = () => desk.desk.store.read.audit({ limit: 500 }).map(({ action, target }) => `${action} ${target}`);

describe("overrides and swaps", () => {
  test("an override is kept, audited and told; it can be taken back, once", async () => {
    const { change, version, warnings } = await override();
    expect([change.n, version]).toEqual([1, 2]);
    expect(warnings.map(({ en }) => en)).toEqual(["max is on duty on managers at the same time"]);
    expect(desk.onCall.duties({ rota: "first", from: "2026-11-22T08:00", to: "2026-11-23T08:00" })).toMatchObject([
      { person: "max", change: 1 },
      { person: "li" },
    ]);
    await write((tx) => desk.onCall.cancel(tx, 1, "well again", "user:boss"));
    expect(desk.onCall.duties({ rota: "first", from: "2026-11-22T08:00", to: "2026-11-23T08:00" })).toHaveLength(1);
    await expect(write((tx) => desk.onCall.cancel(tx, 1, undefined, "user:boss"))).rejects.toMatchObject({
      code: "conflict",
    });
    expect(audited()).toEqual(["onCall.plan on-call", "onCall.override max", "onCall.cancel max"]);
    expect(desk.onCall.view().rotas[0]?.version).toBe(3);
  });

  test("a swap gives both sides their due", async () => {
    await swap();
    const found = desk.onCall.duties({ rota: "first", from: "2026-11-22T08:00", to: "2026-11-24T08:00" });
    expect(found.map(({ person, change }) => [person, change])).toEqual([
      ["eva", 1],
      ["li", 1],
    ]);
  });

  test("a check says what would change, and changes nothing", async () => {
    const looked = await override({ check: true });
    expect([looked.change.n, looked.version]).toEqual([0, 1]);
    const said = looked.warnings.map(({ en }) => en);
    expect(said).toEqual(["max is on duty on managers at the same time"]);
    expect(looked.difference).toMatchObject({ moves: [{ rota: "first", was: "li", will: "max" }], more: 0 });
    const both = await swap({ check: true });
    expect(both.difference.moves.map(({ was, will }) => [was, will])).toEqual([
      ["li", "eva"],
      ["eva", "li"],
    ]);
    expect([desk.onCall.changes({}), audited()]).toEqual([[], ["onCall.plan on-call"]]);
    // What it said is what happens; what is taken back goes the same way.
    const made = await override();
    expect(made.difference).toEqual(looked.difference);
    const { difference } = await write((tx) => desk.onCall.cancel(tx, 1, undefined, "user:boss"));
    expect(difference.moves).toMatchObject([{ was: "max", will: "li" }]);
  });

  test("a check of a plan says whose duties of the next four weeks change", async () => {
    const [first, ...others] = plan.rotas;
    const people = ["li", "eva"];
    const rotas = first ? [{ ...first, layers: first.layers.map((layer) => ({ ...layer, people })) }, ...others] : [];
    const { difference, version } = await write((tx) =>
      desk.onCall.setPlan(tx, { plan: { ...plan, rotas }, check: true }, "user:boss"),
    );
    expect(version).toBe(1);
    expect(difference?.moves).toHaveLength(29);
    expect(difference?.moves.every(({ rota, was, will }) => rota === "first" && was !== will)).toBe(true);
  });

  const wrong: [string, () => Promise<unknown>, RegExp, string?][] = [
    [
      "a rota that is not there",
      () => override({ rota: "third" }),
      /^body\.rota there is no rota third; there are first, managers/,
    ],
    ["somebody nobody knows", () => override({ person: "nobody" }), /^body\.person nobody is called nobody/],
    ["the past", () => override({ from: "2026-11-19T08:00", to: "2026-11-20T08:00" }), /^body\.to .*is past/],
    ["an end before the beginning", () => override({ to: "2026-11-22T07:00" }), /^body\.to .*is not after/],
    ["no moment", () => override({ from: "tomorrow at noon" }), /^body\.from .*is no moment/],
    ["the 31st of November", () => override({ from: "2026-11-31" }), /^body\.from/],
    [
      "somebody who was quicker",
      async () => {
        await override({ version: 1 });
        await override({ version: 1 });
      },
      /version 2, you saw 1/,
      "conflict",
    ],
    ["a swap of what one has not", () => swap({ person: "boss" }), /^body\.person boss is not on duty on first then/],
    [
      "a swap of what the other has not",
      () => swap({}, { from: "2026-11-22T08:00", to: "2026-11-23T08:00" }),
      /^body\.with\.person eva is not on duty/,
    ],
    ["a swap with oneself", () => swap({}, { person: "li" }), /^body\.with\.person li cannot swap with themselves/],
    [
      "a swap of the past",
      () => swap({ person: "eva", from: "2026-11-20T08:00", to: "2026-11-21T08:00" }, { person: "li" }),
      /^body\.from .*is past/,
    ],
    [
      "somebody who would be on duty twice",
      async () => {
        await override({ rota: "managers", person: "eva", from: "2026-11-22T10:00", to: "2026-11-22T12:00" });
        await swap();
      },
      /^body\.with\.person eva would be on duty twice: eva is on duty on managers/,
    ],
  ];
  test.each(wrong)("refused, naming the field: %s", async (_, act, message, code = "invalid") => {
    await expect(act()).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });
});

test("a new plan counts from now on: what was before stays as it was", async () => {
  desk.desk.clock.jump(2 * day);
  const other = plan.rotas.map((rota) => ({
    ...rota,
    layers: rota.layers.map((layer) => ({ ...layer, people: ["boss"] })),
  }));
  await write((tx) => desk.onCall.setPlan(tx, { plan: { ...plan, rotas: other }, version: 1 }, "user:boss"));
  const found = desk.onCall.duties({ rota: "first", from: "2026-11-21T08:00", to: "2026-11-24T08:00" });
  expect(found.map(({ person, from, to }) => [person, (from - start) / hour, (to - start) / hour])).toEqual([
    ["eva", 7, 31],
    ["li", 31, 48],
    ["boss", 48, 55],
    ["boss", 55, 79],
  ]);
  await expect(write((tx) => desk.onCall.setPlan(tx, { plan, version: 1 }, "user:boss"))).rejects.toMatchObject({
    code: "conflict",
  });
});

describe("calendars", () => {
  /** Strict reading of RFC 5545, 3.1: CRLF, folds at 75 octets, every line a property; unfolded. */
  const read = (text: string): Record<string, string>[] => {
    expect(text.endsWith("\r\n") || !text.endsWith("\n")).toBe(true);
    const raw = text.replace(/\r\n$/, "").split("\r\n");
    for (const line of raw) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    }
    const lines = raw
      .join("\n")
      .replaceAll(/\n[ \t]/g, "")
      .split("\n");
    expect([lines[0], lines.at(-1)]).toEqual(["BEGIN:VCALENDAR", "END:VCALENDAR"]);
    const events: Record<string, string>[] = [];
    const open: string[] = [];
    for (const line of lines) {
      const [, name = "", value = ""] = /^([A-Z0-9-]+)(?:;[A-Z-]+=(?:"[^"]*"|[^:;]*))*:(.*)$/u.exec(line) ?? [];
      expect(name, line).not.toBe("");
      if (name === "BEGIN") open.push(value);
      else if (name === "END") expect(open.pop()).toBe(value);
      if (line === "BEGIN:VEVENT") events.push({});
      else if (open.at(-1) === "VEVENT") {
        expect(events.at(-1), `${name} twice`).not.toHaveProperty(name);
        (events.at(-1) as Record<string, string>)[name] = value;
      }
    }
    expect(open).toEqual([]);
    for (const event of events) {
      for (const name of ["UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE"])
        expect(event).toHaveProperty(name);
      for (const name of ["DTSTAMP", "DTSTART", "DTEND"]) expect(event[name]).toMatch(/^\d{8}T\d{6}Z$/);
    }
    expect(new Set(events.map(({ UID }) => UID)).size).toBe(events.length);
    return events;
  };
  const secretOf = (path: string): string => path.replace("/api/calendar/", "").replace(".ics", "");
  const subscribe = async (person: string): Promise<string> =>
    secretOf((await write((tx) => desk.feeds.make(tx, person, "user:boss"))).path);

  test("duties of half a year ahead, read by a strict reader; in the person's language", async () => {
    await write((tx) => tx.savePerson({ id: "li", name: "李雷", role: "engineer", language: "zh-CN" }));
    const events = read((await desk.feeds.calendar(await subscribe("li"))).text);
    expect(events.length).toBeGreaterThan(85);
    expect(events[1]).toMatchObject({
      SUMMARY: "值班：First line值班",
      DTSTART: "20261122T070000Z",
      DTEND: "20261123T070000Z",
    });
    const last = events.at(-1)?.DTSTART ?? "";
    expect(last.slice(0, 6)).toBe("202705");
    // Daylight saving: the handover stays at eight o'clock in Berlin.
    expect(
      events
        .filter(({ DTSTART = "" }) => DTSTART.startsWith("202704"))
        .every(({ DTSTART = "" }) => DTSTART.endsWith("T060000Z")),
    ).toBe(true);
  });

  test("asked again it is the same to the letter; days later only what changed is new, by a higher sequence", async () => {
    const secret = await subscribe("li");
    const first = await desk.feeds.calendar(secret);
    desk.desk.clock.jump(5 * hour);
    expect(await desk.feeds.calendar(secret)).toEqual(first);
    await override({ person: "boss", from: "2026-11-24T08:00", to: "2026-11-24T20:00" });
    const second = await desk.feeds.calendar(secret);
    expect(second.etag).not.toBe(first.etag);
    const before = new Map(read(first.text).map((event) => [event.UID, event]));
    const changed = read(second.text).filter(
      (event) => JSON.stringify(event) !== JSON.stringify(before.get(event.UID)),
    );
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatchObject({ SEQUENCE: "1", DTSTART: "20261124T190000Z", DTEND: "20261125T070000Z" });
    await write((tx) => desk.onCall.cancel(tx, 1, undefined, "user:boss"));
    const third = read((await desk.feeds.calendar(secret)).text).find(({ UID }) => UID === changed[0]?.UID);
    expect(third).toMatchObject({ SEQUENCE: "2", DTSTART: "20261124T070000Z" });
    // The window moves on without touching what stays in it.
    desk.desk.clock.jump(10 * day);
    const later = new Map(read((await desk.feeds.calendar(secret)).text).map((event) => [event.UID, event]));
    for (const [uid, event] of before) if (uid !== changed[0]?.UID) expect(later.get(uid)).toEqual(event);
  });

  test("visits stand beside duties; a cancelled one leaves", async () => {
    await desk.desk.addTerminal("t1", { printer: { deviceClass: "printer" } }, "Hall 1, north; upstairs");
    const row = {
      number: 0,
      version: 1,
      terminal: "t1",
      ticket: 7,
      technician: "max",
      state: "planned" as const,
      claims: [],
      appointment: { from: start + day, to: start + day + hour, zone: "Europe/Berlin" },
      order: {
        title: { en: "Printer, worn; cutter", "zh-CN": "打印机" },
        skill: "mechanic" as const,
        tasks: [{ text: { en: "Change the cutter", "zh-CN": "更换切刀" }, source: "rule" as const }],
        parts: [{ item: "cutter", quantity: 1, why: "fault" as const }],
        modules: [],
      },
      plannedAt: start,
      plannedBy: "user:boss",
    };
    const saved = await write((tx) => tx.saveVisit(row));
    const secret = await subscribe("max");
    const visit = read((await desk.feeds.calendar(secret)).text).find(
      ({ UID }) => UID === `visit-${saved.number}@roundsman`,
    );
    expect(visit).toMatchObject({
      DTSTART: "20261122T000000Z",
      SUMMARY: "Visit: t1",
      LOCATION: "Hall 1\\, north\\; upstairs",
      TRANSP: "OPAQUE",
      DESCRIPTION: "Ticket 7\\nPrinter\\, worn\\; cutter\\n1. Change the cutter\\n1 x cutter",
    });
    await write((tx) => tx.saveVisit({ ...saved, state: "cancelled" }));
    expect((await desk.feeds.calendar(secret)).text).not.toContain("visit-");
  });

  test("the address is a secret: kept as a hash, replaced by a new one, revoked, closed to those who left", async () => {
    const [first, second] = [await subscribe("eva"), await subscribe("eva")];
    expect(JSON.stringify(desk.desk.store.read.onCallFeeds())).not.toContain(second);
    expect(JSON.stringify(desk.desk.store.read.audit({ limit: 100 }))).not.toContain(second);
    await expect(desk.feeds.calendar(first)).rejects.toMatchObject({ code: "unauthorised" });
    await desk.feeds.calendar(second);
    await write((tx) => tx.savePerson({ id: "eva", name: "Eva", role: "engineer", disabled: true }));
    await expect(desk.feeds.calendar(second)).rejects.toMatchObject({ code: "unauthorised" });
    await write((tx) => desk.feeds.revoke(tx, "eva", "user:boss"));
    await expect(write((tx) => desk.feeds.revoke(tx, "eva", "user:boss"))).rejects.toMatchObject({ code: "notFound" });
    await expect(write((tx) => desk.feeds.make(tx, "stranger", "user:boss"))).rejects.toMatchObject({
      code: "notFound",
    });
  });
});
