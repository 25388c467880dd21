import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { defineVerb } from "../../contract/index.ts";
import { nearest } from "../../contract/nearest.ts";
import { wordsFor } from "../i18n/words.ts";
import { defaultUrl, findEndpoint } from "./endpoint.ts";
import { parseLine } from "./parse.ts";
import { readArgs } from "./verbs/run.ts";

const t = wordsFor("en");
const same = { en: "x", "zh-CN": "x" };
const verb = defineVerb({
  name: "walk",
  group: "see",
  summary: same,
  positionals: {
    terminal: { summary: same, required: true },
    times: { summary: same, type: "number", required: false },
  },
  options: {
    arg: { summary: same, many: true },
    reason: { summary: same },
    fast: { summary: same, type: "boolean" },
    mode: { summary: same, choices: ["a", "b"] },
  },
  examples: [],
  run: () => Promise.resolve(0),
});
const parse = (line: string) => parseLine(line.split(" "), [verb], { language: "en", version: "1", columns: 80, t });

describe("reading a line", () => {
  it("gives places and options their types, and ids stay text", async () => {
    const parsed = await parse("walk 007 3 --arg a=1 --arg b=2 --fast --reason x");
    expect(parsed).toMatchObject({
      kind: "verb",
      args: { terminal: "007", times: 3, arg: ["a=1", "b=2"], fast: true, reason: "x" },
    });
  });

  it("an option that may be repeated is a list when given once or not at all", async () => {
    expect(await parse("walk k --arg a=1")).toMatchObject({ args: { arg: ["a=1"] } });
    expect(await parse("walk k")).toMatchObject({ args: { arg: [] } });
  });

  it("of an option given twice the last counts", async () => {
    expect(await parse("walk k --reason x --reason y")).toMatchObject({ args: { reason: "y" } });
  });

  it.each([
    ["walk", /it is `roundsman walk <terminal>`; see `roundsman walk --help`/],
    ["walk k 1 2", /Unknown argument: 2/],
    ["walk k --nope", /Unknown argument: nope/],
    ["walk k many", /times must be a number/],
    ["walk k --mode c", /Choices: "a", "b"/],
    ["walk k --reason", /Not enough arguments following: reason/],
  ])("%s", async (line, message) => {
    const parsed = await parse(line);
    expect(parsed.kind === "wrong" ? parsed.message : parsed.kind).toMatch(message);
  });

  it("reads name=value arguments as what they look like", () => {
    expect(readArgs(["percent=60", "on=true", "text=a=b", "list=[1,2]"], t)).toEqual({
      percent: 60,
      on: true,
      text: "a=b",
      list: [1, 2],
    });
    expect(() => readArgs(["percent"], t)).toThrow(/name=value, not "percent"/);
  });
});

it.each([
  ["terminlas", "terminals"],
  ["shwo", "show"],
  ["diag", "diagnose"],
  ["xyzzy", undefined],
])("%s is near %s", (word, meant) => {
  expect(nearest(word, ["terminals", "show", "diagnose", "faults", "run"])).toBe(meant);
});

describe("where the broker is", () => {
  let folder = "";
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const leave = async (room: string, token: string, url: string | undefined, ageS: number): Promise<void> => {
    folder ||= await mkdtemp(join(tmpdir(), "roundsman-cli-"));
    await mkdir(join(folder, room), { recursive: true });
    await writeFile(join(folder, room, "admin-token"), `${token}\n`);
    if (url) await writeFile(join(folder, room, "http-url"), `${url}\n`);
    const time = Date.now() / 1000 - ageS;
    for (const file of ["admin-token", ...(url ? ["http-url"] : [])])
      await utimes(join(folder, room, file), time, time);
  };

  it("options, then the environment, then what a running broker left, newest first, then the default", async () => {
    folder = await mkdtemp(join(tmpdir(), "roundsman-cli-"));
    expect(await findEndpoint({}, {}, folder)).toEqual({ url: defaultUrl });
    await leave("data/broker", "old", "http://127.0.0.1:1", 100);
    await leave("data/demo/broker", "new", "http://127.0.0.1:2", 1);
    expect(await findEndpoint({}, {}, folder)).toEqual({ url: "http://127.0.0.1:2", token: "new" });
    const env = { ROUNDSMAN_BROKER: "http://127.0.0.1:1", ROUNDSMAN_TOKEN: "env" };
    expect(await findEndpoint({}, env, folder)).toEqual({ url: "http://127.0.0.1:1", token: "env" });
    expect(await findEndpoint({ token: "given" }, env, folder)).toMatchObject({ token: "given" });
  });

  it("a token from a file goes only to the broker that wrote it", async () => {
    folder = "";
    await leave("data/broker", "secret", "http://127.0.0.1:1", 1);
    expect(await findEndpoint({ broker: "http://broker.example:1" }, {}, folder)).toEqual({
      url: "http://broker.example:1",
    });
    expect(await findEndpoint({ broker: "http://127.0.0.1:1/" }, {}, folder)).toMatchObject({ token: "secret" });
  });

  it("without its address the file's token stays on this machine", async () => {
    folder = "";
    await leave("data/broker", "secret", undefined, 1);
    expect(await findEndpoint({ broker: "http://10.0.0.1:7070" }, {}, folder)).not.toHaveProperty("token");
    expect(await findEndpoint({ broker: "http://localhost:9" }, {}, folder)).toMatchObject({ token: "secret" });
  });
});
