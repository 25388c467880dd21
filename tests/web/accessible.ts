import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const run = `axe.run(document, { runOnly: { type: "tag", values: ${JSON.stringify(tags)} } }).then((found) => found.violations)`;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What is wrong with the page as it stands by WCAG 2.2 A and AA. Put in by the debugger: the page itself lets no foreign script in. */
export const audit = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  const violations = await page.evaluate<Violation[]>(run);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.html} ${n.failureSummary ?? ""}`).join(" | ")}`,
  );
};
