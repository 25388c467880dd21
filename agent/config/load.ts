import { readFile } from "node:fs/promises";
import { AppError, checker, messageOf, parseConfig, withDefaults } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import { settingsIssues } from "./check.ts";
import { AgentSettings } from "./settings.ts";

/** Settings that passed every check, with the secrets they point to. */
export interface LoadedSettings {
  readonly settings: AgentSettings;
  readonly password?: string;
  readonly ca?: string;
}

/** Settings from a value, defaults filled in. Throws `AppError("invalid")` that names every wrong key. */
export const parseSettings = (value: unknown): AgentSettings =>
  checker(AgentSettings).parse(withDefaults(AgentSettings, value), "settings");

const fail = (file: string, lines: string[], cause?: unknown): AppError =>
  new AppError(
    "config",
    `${file}: ${lines.length} thing${lines.length === 1 ? "" : "s"} wrong\n${lines.map((l) => `  ${l}`).join("\n")}`,
    { file, lines },
    { cause },
  );

const read = async (path: string): Promise<string | AppError> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    return new AppError("config", messageOf(error), { path }, { cause: error });
  }
};

/** Reads what the settings point to; the content of a secret never gets into a message. */
const secretsOf = async ({ broker }: AgentSettings, issues: string[]): Promise<{ password?: string; ca?: string }> => {
  const found: { password?: string; ca?: string } = {};
  if (broker.password !== undefined) found.password = broker.password;
  if (broker.passwordFile !== undefined) {
    const text = await read(broker.passwordFile);
    if (typeof text !== "string") issues.push(`broker.passwordFile: ${text.message}`);
    else if (!text.split(/\r?\n/)[0])
      issues.push(`broker.passwordFile: ${broker.passwordFile} has an empty first line`);
    else found.password = text.split(/\r?\n/)[0] as string;
  }
  if (broker.caFile !== undefined) {
    const text = await read(broker.caFile);
    if (typeof text === "string") found.ca = text;
    else issues.push(`broker.caFile: ${text.message}`);
  }
  return found;
};

/** Checks settings already parsed. Throws `AppError("config")` that names everything wrong, so that nothing starts half. */
export const checkSettings = async (
  settings: AgentSettings,
  drivers: ReadonlyMap<string, Driver>,
  file: string,
): Promise<LoadedSettings> => {
  const issues = settingsIssues(settings, drivers);
  const secrets = await secretsOf(settings, issues);
  if (issues.length > 0) throw fail(file, issues);
  return { settings, ...secrets };
};

/** Reads and checks a settings file. Throws `AppError("config")` that names the file and every wrong key. */
export const loadSettings = async (file: string, drivers: ReadonlyMap<string, Driver>): Promise<LoadedSettings> => {
  const text = await read(file);
  if (typeof text !== "string") throw fail(file, [text.message], text);
  return checkSettings(parseConfig(AgentSettings, text, file), drivers, file);
};
