import { readdir } from "node:fs/promises";
import { AppError } from "../../contract/index.ts";
import type { Scenario } from "./scenario.ts";
import type { WeekScenario } from "./week.ts";

const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** Every folder here is a scenario. */
export const scenarioNames = async (): Promise<string[]> => {
  const entries = await readdir(new URL("./", import.meta.url), { withFileTypes: true });
  return entries
    .filter((e) => e.isDirectory())
    .map((e) => e.name)
    .sort();
};

/** Throws `AppError("unknownScenario")` that names the known ones. */
export const loadScenario = async (name: string): Promise<Scenario | WeekScenario> => {
  const known = await scenarioNames();
  if (!known.includes(name))
    throw new AppError("unknownScenario", `no scenario ${name}; there are ${known.join(", ")}`);
  const { default: scenario } = (await import(new URL(`./${name}/scenario.${extension}`, import.meta.url).href)) as {
    default: Scenario | WeekScenario;
  };
  return scenario;
};
