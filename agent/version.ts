import { readFile } from "node:fs/promises";

/** The agent's version. The package file is one folder up from the sources, two from the built program. */
export const agentVersion = async (): Promise<string> => {
  for (const path of ["../package.json", "../../package.json"]) {
    const text = await readFile(new URL(path, import.meta.url), "utf8").catch(() => undefined); // the other place has it
    if (text !== undefined) return String((JSON.parse(text) as { version?: string }).version);
  }
  return "unknown";
};
