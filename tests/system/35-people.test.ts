import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../console/cli/run.ts";
import type { PersonView } from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../support/served-fleet.ts";

let fleet: ServedFleet;
beforeAll(async () => {
  fleet = await serveFleet();
});
afterAll(() => fleet.close());

const roundsman = async (...line: string[]): Promise<{ code: number; out: string; err: string }> => {
  let [out, err] = ["", ""];
  const code = await runCli(["people", ...line], {
    stdout: { write: (text) => (out += text), columns: 160 },
    stderr: { write: (text) => (err += text) },
    env: { ROUNDSMAN_BROKER: fleet.url, ROUNDSMAN_TOKEN: fleet.tokens.admin },
    cwd: "/",
    signal: new AbortController().signal,
  });
  return { code, out, err };
};
const known = async (id: string): Promise<PersonView | undefined> =>
  (JSON.parse((await roundsman("list", "--json")).out) as PersonView[]).find((one) => one.id === id);

test("people are added, changed one thing at a time, limited, freed, disabled and enabled", async () => {
  expect(
    (await roundsman("add", "eva", "--name", "Eva L", "--role", "engineer", "--skill", "cash", "--skill", "network"))
      .code,
  ).toBe(0);
  expect(await known("eva")).toEqual({
    id: "eva",
    name: "Eva L",
    role: "engineer",
    skills: ["cash", "network"],
    hasPassword: false,
  });
  await roundsman("set", "eva", "--site", "Hall", "--phone", "+49 30 1234");
  expect(await known("eva")).toMatchObject({
    name: "Eva L",
    skills: ["cash", "network"],
    scope: { sites: ["Hall"] },
    phone: "+49 30 1234",
  });
  await roundsman("set", "eva", "--role", "technician");
  expect(await known("eva")).toMatchObject({ role: "technician", scope: { sites: ["Hall"] } });
  await roundsman("set", "eva", "--all");
  expect((await known("eva"))?.scope).toBeUndefined();
  await roundsman("disable", "eva");
  expect((await roundsman("list")).out).toMatch(/eva +Eva L +technician +all .*disabled/);
  await roundsman("enable", "eva");
  expect((await roundsman("list", "--lang", "zh-CN")).out).toMatch(/eva +Eva L +现场技术员 +全部 .*未设密码/);
  const actions = fleet.store.read.audit({ limit: 1000 }).filter(({ target }) => target === "eva");
  expect(actions.map(({ action }) => action)).toEqual(["person.add", ...Array.from({ length: 5 }, () => "person.set")]);
});

test.each([
  [["add", "eva2", "--role", "viewer", "--zone", "Mars/Phobos"], /is no time zone: Mars\/Phobos/],
  [["add", "Eva"], /--role/],
  [["add", "E va", "--role", "viewer"], /body\.id/],
  [["set", "nobody", "--role", "viewer"], /nobody is called nobody/],
  [["set"], /say whom/],
  [["add", "x1", "--role", "viewer", "--skill", "cooking"], /cooking: site, cash/],
  [["add", "x2", "--role", "viewer", "--email", "nowhere"], /body\.email/],
])("%j is refused in words", async (line, says) => {
  const ran = await roundsman(...line);
  expect(ran.code).not.toBe(0);
  expect(ran.err).toMatch(says);
});
