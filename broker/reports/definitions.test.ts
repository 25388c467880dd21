import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { definitions } from "./definitions.ts";

test("the handbook says what every figure means, in the same sentence", async () => {
  const page = await readFile(new URL("../../docs/handbook/reports.md", import.meta.url), "utf8");
  for (const [key, { en }] of Object.entries(definitions)) expect(page).toContain(`| \`${key}\` | ${en} |`);
});
