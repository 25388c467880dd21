import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { asyncApi } from "./asyncapi.ts";
import { openApi } from "./openapi.ts";
import type { JsonObject } from "./references.ts";

/** The documents by file name, as they are kept in `docs/api`. */
export const documents: Readonly<Record<string, () => JsonObject>> = {
  "openapi.json": openApi,
  "asyncapi.json": asyncApi,
};

export const textOf = (document: JsonObject): string => `${JSON.stringify(document, undefined, 2)}\n`;

const writeAll = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [file, make] of Object.entries(documents)) await writeFile(resolve(folder, file), textOf(make()));
};

// Run by `npm run docs` from the top of the project.
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await writeAll(resolve("docs/api"));
