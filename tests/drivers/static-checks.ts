import { readdir, readFile } from "node:fs/promises";
import { Compile } from "typebox/compile";
import { CommandDescriptor, checker, configIssues, deviceClasses, messageOf } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import { qualityRules } from "./quality-rules.ts";
import { codeIssues } from "./vocabulary.ts";

const root = new URL("../../drivers/", import.meta.url);
const descriptor = checker(CommandDescriptor);

const configOf = (driver: Driver): string[] => {
  const issues = configIssues(driver.config, {});
  const stray = configIssues(driver.config, { noSuchKeyInAnyDriver: 1 });
  return [
    ...issues.map((i) => `the default settings are not valid: ${i.path} ${i.message}`),
    ...(stray.length === 0 ? ["an unknown settings key is not refused"] : []),
  ];
};

const commandsOf = (driver: Driver): string[] => {
  const names = driver.commands.map((c) => c.name);
  return [
    ...(new Set(names).size === names.length ? [] : ["two commands have one name"]),
    ...driver.commands.flatMap((command) => [
      ...descriptor.issues(command).map((i) => `command ${command.name}: ${i.path} ${i.message}`),
      ...argsIssues(command.name, command.args),
      ...(command.automatic && command.disturbs === "money"
        ? [`command ${command.name} moves money and is automatic`]
        : []),
    ]),
  ];
};

const argsIssues = (name: string, args: unknown): string[] => {
  const schema = args as { type?: unknown; additionalProperties?: unknown };
  try {
    Compile(schema as never).Check({});
  } catch (error) {
    return [`command ${name}: args is no JSON schema: ${messageOf(error)}`];
  }
  return [
    ...(schema.type === "object" ? [] : [`command ${name}: args is no schema of an object`]),
    ...(schema.additionalProperties === false ? [] : [`command ${name}: args lets unknown keys pass`]),
  ];
};

const tableOf = (driver: Driver): string[] => [
  ...((deviceClasses as readonly string[]).includes(driver.deviceClass)
    ? []
    : [`no device class ${driver.deviceClass}`]),
  ...(driver.models.length > 0 ? [] : ["names no model"]),
  ...(driver.protocol.length > 0 && driver.title.length > 0 ? [] : ["protocol or title is empty"]),
  ...(driver.poll.everyMs >= 50 && driver.poll.deadlineMs >= 100 && driver.poll.deadlineMs <= 60_000
    ? []
    : ["the poll's times are not sane"]),
];

const textOf = (driver: Driver, file: string): Promise<string | undefined> =>
  readFile(new URL(`${driver.name}/${file}`, root), "utf8").catch(() => undefined);

/** Files that every driver's folder holds; the host is on no line and has no frames. */
const filesOf = async (driver: Driver): Promise<string[]> => {
  const there = await readdir(new URL(`${driver.name}/`, root));
  const onLine = ["codec.ts", "vectors.json"];
  const wanted = [
    "driver.ts",
    "status.ts",
    "session.ts",
    "quality.json",
    "README.md",
    ...(driver.line.kind === "none" ? [] : onLine),
  ];
  return [
    ...wanted.filter((file) => !there.includes(file)).map((file) => `${file} is missing`),
    ...(there.some((file) => file.endsWith(".test.ts")) ? [] : ["has no test"]),
  ];
};

type Answer = "done" | "todo" | { exempt: true | string; reason?: string };
const isAnswer = (answer: unknown): answer is Answer =>
  answer === "done" ||
  answer === "todo" ||
  (typeof answer === "object" &&
    answer !== null &&
    "exempt" in answer &&
    reasonOf(answer as { exempt: unknown }).length > 5);
const reasonOf = (answer: { exempt: unknown; reason?: unknown }): string =>
  typeof answer.reason === "string" ? answer.reason : typeof answer.exempt === "string" ? answer.exempt : "";

const qualityOf = async (driver: Driver): Promise<string[]> => {
  const text = await textOf(driver, "quality.json");
  if (text === undefined) return [];
  const file = JSON.parse(text) as Record<string, unknown>;
  const answers = (file["rules"] ?? file) as Record<string, unknown>;
  const todo = qualityRules.filter((rule) => answers[rule] === "todo");
  return [
    ...qualityRules
      .filter((rule) => !isAnswer(answers[rule]))
      .map((rule) => `quality.json: no answer to ${rule} (done, todo, or exempt with a reason)`),
    ...(driver.maturity === "stable" && todo.length > 0 ? [`is called stable, and to do are ${todo.join(", ")}`] : []),
  ];
};

const frameKeys = ["frame", "hex", "byte", "bytes"];
/** Every pinned frame is hex and says where it is from; `source` may stand at the list or the entry. */
const frameIssues = (value: unknown, inherited: boolean): string[] => {
  if (Array.isArray(value)) return value.flatMap((entry) => frameIssues(entry, inherited));
  if (typeof value !== "object" || value === null) return [];
  const entry = value as Record<string, unknown>;
  const sourced = inherited || (typeof entry["source"] === "string" && entry["source"].length > 3);
  return Object.entries(entry).flatMap(([key, inner]) => {
    if (!frameKeys.includes(key) || typeof inner !== "string") return frameIssues(inner, sourced);
    const isHex = /^([0-9a-fA-F]{2}\s*)+$/.test(inner);
    return [
      ...(isHex ? [] : [`vectors.json: ${inner} is no hex`]),
      ...(sourced ? [] : [`vectors.json: ${inner} has no source`]),
    ];
  });
};
const vectorsOf = async (driver: Driver): Promise<string[]> => {
  const text = await textOf(driver, "vectors.json");
  return text === undefined ? [] : frameIssues(JSON.parse(text), false);
};

/** Everything that can be said of a driver without opening it. */
export const staticIssues = async (driver: Driver): Promise<string[]> => [
  ...tableOf(driver),
  ...codeIssues(driver),
  ...configOf(driver),
  ...commandsOf(driver),
  ...(await filesOf(driver)),
  ...(await qualityOf(driver)),
  ...(await vectorsOf(driver)),
];
