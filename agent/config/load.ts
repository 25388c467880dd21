import { readFile } from "node:fs/promises";
import { AppError, checker, messageOf, parseConfig, withDefaults } from "../../contract/index.ts";
import type { Driver } from "../../drivers/api.ts";
import { settingsIssues } from "./check.ts";
import { AgentSettings } from "./settings.ts";

/** Where drivers come from: only those that the settings name are loaded. */
export interface DriverSource {
  readonly names: readonly string[];
  load(wanted: readonly string[]): Promise<ReadonlyMap<string, Driver>>;
}

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

/** And with the drivers they name. */
export interface LoadedAgent extends LoadedSettings {
  readonly drivers: ReadonlyMap<string, Driver>;
}

/** Checks settings already parsed. Throws `AppError("config")` that names everything wrong, so that nothing starts half. */
export const checkSettings = async (
  settings: AgentSettings,
  source: DriverSource,
  file: string,
): Promise<LoadedAgent> => {
  const drivers = await source.load([...new Set(settings.devices.map((device) => device.driver))]);
  const issues = settingsIssues(settings, drivers, source.names);
  const secrets = await secretsOf(settings, issues);
  if (issues.length > 0) throw fail(file, issues);
  return { settings, drivers, ...secrets };
};

/** Reads and checks a settings file. Throws `AppError("config")` that names the file and every wrong key. */
export const loadSettings = async (file: string, source: DriverSource): Promise<LoadedAgent> => {
  const text = await read(file);
  if (typeof text !== "string") throw fail(file, [text.message], text);
  return checkSettings(parseConfig(AgentSettings, text, file), source, file);
};
