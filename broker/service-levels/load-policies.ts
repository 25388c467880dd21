import { readFileSync } from "node:fs";
import { AppError, messageOf, parseConfig } from "../../contract/index.ts";
import { discover } from "../discovery.ts";
import { makePolicy, type Policy, PolicyFile } from "./policy.ts";

/** The presets this house ships, by id. */
export const loadPresets = async (): Promise<ReadonlyMap<string, Policy>> => {
  const files = await discover<PolicyFile>(new URL("./presets/", import.meta.url));
  return new Map([...files.values()].map((file) => [file.id, makePolicy(file, `preset ${file.id}`)]));
};

/** A policy by the name of one of `presets`, or from a YAML file. Throws `AppError("config")` naming the file and what is wrong. */
export const loadPolicy = (nameOrFile: string, presets: ReadonlyMap<string, Policy>): Policy => {
  const preset = presets.get(nameOrFile);
  if (preset) return preset;
  if (!/[./]/.test(nameOrFile))
    throw new AppError(
      "config",
      `serviceLevel.policy: no preset ${nameOrFile}; there are ${[...presets.keys()].join(", ")}`,
    );
  try {
    return makePolicy(parseConfig(PolicyFile, readFileSync(nameOrFile, "utf8"), nameOrFile), nameOrFile);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(
      "config",
      `cannot read ${nameOrFile}: ${messageOf(error)}`,
      { file: nameOrFile },
      { cause: error },
    );
  }
};
