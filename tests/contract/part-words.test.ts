import { describe, expect, it } from "vitest";
import { loadRules } from "../../broker/faults/load-rules.ts";
import { partText, partWords } from "../../contract/index.ts";
import { setting } from "../../simulators/scenarios/service-week/setting.ts";
import { readSources } from "../architecture/sources.ts";

const quoted = (list: string): string[] => [...list.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);

/** Parts that runbooks, and what they share, write into their findings. */
const inRunbooks = async (): Promise<string[]> =>
  (await readSources())
    .filter(({ path }) => path.startsWith("broker/diagnostics/") && !path.includes(".test."))
    .flatMap(({ text }) => [...text.matchAll(/\bparts: \[([^\]]*)\]/g)].flatMap(([, list = ""]) => quoted(list)));

const inStock = (): string[] =>
  setting.flatMap((deed) => {
    const { item } = "body" in deed ? ((deed.body ?? {}) as { item?: unknown }) : {};
    return typeof item === "string" ? [item] : [];
  });

describe("names of parts", () => {
  it("every part that a rule, a runbook or the stock of the service week names has a Chinese word", async () => {
    const inRules = [...(await loadRules()).byId.values()].flatMap(({ parts }) => parts);
    const named = { rules: inRules, runbooks: await inRunbooks(), stock: inStock() };
    for (const list of Object.values(named)) expect(list.length).toBeGreaterThan(3);
    const without = Object.entries(named).flatMap(([where, list]) =>
      list.filter((part) => !partWords[part]).map((part) => `${where}: ${part}`),
    );
    expect([...new Set(without)]).toEqual([]);
    expect(partText("card reader")).toEqual({ en: "card reader", "zh-CN": "读卡器" });
  });
});
