import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { loadRunbooks } from "../../broker/diagnostics/load-runbooks.ts";
import { loadRules } from "../../broker/faults/load-rules.ts";
import { loadDrivers } from "../../drivers/catalog.ts";
import { chaptersOf } from "./knowledge.ts";
import { faultsPage } from "./page.ts";

/** The pages by file name, as they are kept in `docs/handbook`. */
export const handbookPages = async (): Promise<Readonly<Record<string, string>>> => {
  const chapters = chaptersOf(await loadRules(), await loadRunbooks(), (await loadDrivers()).values());
  return { "faults.md": faultsPage(chapters, "en"), "faults.zh-CN.md": faultsPage(chapters, "zh-CN") };
};

const writeAll = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [file, text] of Object.entries(await handbookPages())) await writeFile(resolve(folder, file), text);
};

// Run by `npm run docs` from the top of the project.
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await writeAll(resolve("docs/handbook"));
