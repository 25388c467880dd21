import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import { displayWidth } from "../../console/cli/width.ts";
import { createClient } from "../../console/client/client.ts";
import { exitCodes } from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../support/served-fleet.ts";

let fleet: ServedFleet;
const second = "7777aaaa00000000";

/** A second fault of ticket 1, so that there is something to split. */
const addFault = async (): Promise<void> => {
  await fleet.store.write((tx) => {
    const first = tx.read.fault(fleet.faultId);
    const ticket = tx.read.ticket(1);
    if (!first || !ticket) return;
    tx.saveFault({
      ...first,
      id: second,
      code: "printer.cover.open",
      title: { en: "Cover open", "zh-CN": "上盖打开" },
    });
    tx.saveTicket({ ...ticket, faults: [...ticket.faults, second] });
  });
};
beforeAll(async () => {
  fleet = await serveFleet();
  await addFault();
});
afterAll(() => fleet.close());

const desk = (token = fleet.tokens.engineer) =>
  createClient({ url: fleet.url, token, signal: AbortSignal.timeout(15_000) });

const roundsman = async (line: readonly string[], language: "en" | "zh-CN" = "en") => {
  let [out, err] = ["", ""];
  const code = await runCli([...line, "--lang", language], {
    stdout: { write: (text) => (out += text), columns: 100 },
    stderr: { write: (text) => (err += text) },
    env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens.engineer },
    cwd: tmpdir(),
    signal: new AbortController().signal,
  });
  for (const row of out.split("\n")) expect(displayWidth(row), row).toBeLessThanOrEqual(100);
  expect(out).not.toMatch(/\{\{|undefined|NaN/);
  return { code, out, err };
};

describe("the ticket desk at the command line", () => {
  test("a customer calls: the ticket has contact, promises, and what contract and warranty say", async () => {
    const call = ["ticket", "new", "kiosk-001", "--title", "Screen stays dark", "--contact", "Wang, 138 0000 0000"];
    const { out, code } = await roundsman(call);
    expect(code).toBe(0);
    expect(out).toMatch(/Ticket #2 {2}Screen stays dark/);
    expect(out).toMatch(/first line, remote, since/);
    expect(out).toMatch(/call Wang, 138 0000 0000/);
    expect(out).toMatch(/no warranty is on record/);
    expect((await roundsman(["ticket", "2"], "zh-CN")).out).toMatch(/联系人：Wang，138 0000 0000[\s\S]*无保修记录/);
  });

  test("queues: handed over by hand, and found by it", async () => {
    await roundsman(["ticket", "2", "--queue", "field", "--comment", "needs a look"]);
    expect((await roundsman(["tickets", "--queue", "field"])).out).toMatch(/Queue[\s\S]*#2 .* field /);
    expect((await roundsman(["tickets", "--queue", "field"], "zh-CN")).out).toMatch(/队列[\s\S]*#2 .* 现场 /);
    expect((await roundsman(["tickets", "--queue", "vendor"])).out).toBe("No ticket fits.\n");
    expect((await roundsman(["ticket", "2"])).out).toMatch(/queue: second line, field: needs a look/);
  });

  test("a dispatch warns of what the van lacks", async () => {
    const admin = desk(fleet.tokens.admin);
    await admin.setStockPlace({ id: "van-3", kind: "van" });
    const { out } = await roundsman(["ticket", "1", "--van", "van-3", "--assign", "li"]);
    expect(out).toMatch(/assigned to li · with van-3/);
    expect(out).toMatch(/van-3 lacks: paper roll 80 mm/);
    expect((await roundsman(["ticket", "1"], "zh-CN")).out).toMatch(/van-3 缺少：/);
    expect((await roundsman(["ticket", "1", "--van", "van-9"])).err).toMatch(/no place van-9; there are van-3/);
  });

  test("merge and split", async () => {
    const merged = await roundsman(["ticket", "1", "--merge", "2"]);
    expect(merged.out).toMatch(/Ticket 2 was merged in/);
    expect((await roundsman(["ticket", "2"])).out).toMatch(/Merged into ticket #1/);
    const split = await roundsman(["ticket", "1", "--split", second.slice(0, 8)]);
    expect(split.out).toMatch(/Split off into ticket 3/);
    expect((await roundsman(["ticket", "3"])).out).toMatch(/Cover open[\s\S]*Split off from ticket 1/);
    expect((await roundsman(["tickets", "--all"])).out).toMatch(/Part of[\s\S]*#2 .*#1/);
  });

  test("an incident shows what it stands for, and a comment on it goes there", async () => {
    await fleet.store.write((tx) => {
      const child = tx.read.ticket(3);
      if (!child) return;
      const incident = { kind: "site", shared: "Hall 1, printer.paper.out" } as const;
      const at = { ...child, number: 0, faults: [], clocks: [], cause: "incident", incident, children: [3] };
      const { number } = tx.saveTicket({
        ...at,
        timeline: child.timeline.slice(0, 1).map((e) => ({ ...e, incident })),
      });
      tx.saveTicket({ ...child, parent: number });
    });
    const said = await roundsman(["ticket", "4", "--comment", "rolls are on their way"]);
    expect(said.out).toMatch(/Stands for 1 tickets?[\s\S]*Tickets of the incident[\s\S]*#3/);
    expect((await roundsman(["ticket", "4"], "zh-CN")).out).toMatch(/代表 1 张工单[\s\S]*事件所含工单/);
    expect((await roundsman(["ticket", "3"])).out).toMatch(/Part of incident #4[\s\S]*on their way \(incident 4\)/);
    expect((await roundsman(["tickets"])).out).toMatch(/#4 .*incident of 1/);
    const own = await roundsman(["tickets", "--incident", "4"]);
    expect(own.out.match(/#\d+(?= )/g)).toEqual(["#3"]);
    expect((await roundsman(["tickets", "--incident", "3"])).out).toBe("No ticket fits.\n");
    expect((await roundsman(["tickets", "--incident", "9"])).err).toMatch(/ticket 9 is not known/);
  });

  test.each([
    [["ticket", "new", "kiosk-001"], exitCodes.usage, /--title/],
    [["ticket", "three"], exitCodes.usage, /say which ticket/],
    [["ticket", "1", "kiosk-001"], exitCodes.usage, /one ticket at a time/],
    [["ticket", "1", "--merge", "3", "--accept"], exitCodes.usage, /one change at a time/],
    [["ticket", "new", "kiosk-009", "--title", "x"], exitCodes.usage, /kiosk-009 is not known/],
    [["ticket", "1", "--leave"], exitCodes.refused, /part of no incident/],
  ])("%j is refused", async (line, code, message) => {
    const ran = await roundsman(line);
    expect(ran.err).toMatch(message);
    expect(ran.code).toBe(code);
  });
});

describe("the ticket desk over HTTP", () => {
  test("of two dispatchers who saw the same ticket the second is told, with the version of now", async () => {
    const { version } = await desk().ticket({ number: 1 });
    await desk().ticketAction({ number: 1 }, { action: "queue", queue: "remote", version });
    await expect(
      desk().ticketAction({ number: 1 }, { action: "split", faults: [fleet.faultId], version }),
    ).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(/changed meanwhile/) });
  });

  test.each([
    ["no title", { terminal: "kiosk-001", title: " ", severity: "major" }, /title/],
    [
      "a phone that is none",
      { terminal: "kiosk-001", title: "x", severity: "major", contact: { name: "W", phone: "call me" } },
      /phone/,
    ],
    [
      "a device it does not have",
      { terminal: "kiosk-001", title: "x", severity: "major", device: "oven" },
      /has no device oven; there are/,
    ],
  ] as const)("%s names the field", async (_, body, message) => {
    await expect(desk().openTicket(body)).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringMatching(message),
    });
  });

  test("who may only look opens nothing", async () => {
    const call = desk(fleet.tokens.viewer).openTicket({ terminal: "kiosk-001", title: "x", severity: "minor" });
    await expect(call).rejects.toMatchObject({ code: "forbidden" });
  });

  test("everything is in the audit log, by whom it was done", async () => {
    const rows = await desk(fleet.tokens.admin).audit({ limit: 1000 });
    const done = rows.filter(({ actor }) => actor === "user:eva").map(({ action }) => action);
    for (const action of ["opened", "queued", "dispatched", "merged", "mergedInto", "split"])
      expect(done).toContain(`ticket.${action}`);
  });
});
