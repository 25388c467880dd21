import { afterAll, beforeAll, expect, test } from "vitest";
import type { CheckedPolicy, PoliciesView } from "../../contract/index.ts";
import { type ServedFleet, serveFleet } from "../../tests/support/served-fleet.ts";

let served: ServedFleet;
beforeAll(async () => {
  served = await serveFleet();
});
afterAll(() => served.close());

const headers = () => ({ authorization: `Bearer ${served.tokens.viewer}`, "content-type": "application/json" });
const check = async (text: string): Promise<CheckedPolicy> => {
  const body = JSON.stringify({ name: "mine.yaml", text });
  const answer = await fetch(`${served.url}/api/policies/check`, { method: "POST", headers: headers(), body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as CheckedPolicy;
};

const good = `id: mine
title: { en: Mine, zh-CN: 我的 }
calendar:
  zone: Asia/Shanghai
  week: { monday: ["09:00-17:30"], tuesday: ["09:00-17:30"] }
levels:
  - id: all
    title: { en: All, zh-CN: 全部 }
    severities: [critical, major, minor, info]
    clocks:
      contact: { within: 10 min }
      onSite: { within: 2 workdays, from: contact, hours: service }
pauses: [site]
escalateAt: [90, 70]
overdueRaisesLevel: true
`;

test("what is in force: policy with its promises, runbooks, settings with their keys", async () => {
  const answer = await fetch(`${served.url}/api/policies`, { headers: headers() });
  const { policies, runbooks, settings } = (await answer.json()) as PoliciesView;
  expect(policies.map(({ id, standard, source }) => [id, standard, source])).toEqual([
    ["self-service-terminal", true, "preset self-service-terminal"],
  ]);
  expect(policies[0]?.levels.flatMap(({ promises }) => promises.map(({ name }) => name))).toContain("contact");
  expect(runbooks.find(({ runbook }) => runbook === "printer-paper")).toMatchObject({
    rules: ["printer.paper.out"],
    byHand: [],
  });
  const keys = settings.flatMap(({ of }) => of.flatMap(({ key }) => key ?? []));
  expect(keys).toEqual(expect.arrayContaining(["serviceLevel.policy", "diagnostics.automatic", "incidents.minimum"]));
});

test("a right file is told in full; nothing of it is kept", async () => {
  const { issues, policy, differs } = await check(good);
  expect([issues, differs]).toEqual([[], true]);
  expect(policy).toMatchObject({ id: "mine", source: "mine.yaml", zone: "Asia/Shanghai", escalateAt: [70, 90] });
  expect(policy?.levels[0]?.promises).toEqual([
    { name: "contact", from: "opened", hours: "always", ms: 600_000 },
    { name: "onSite", from: "contact", hours: "service", workdays: 2 },
  ]);
  const answer = await fetch(`${served.url}/api/policies`, { headers: headers() });
  expect(((await answer.json()) as PoliciesView).policies).toHaveLength(1);
});

test.each([
  ["a value that cannot be", good.replace("10 min", "10 miles"), 11, "levels.0.clocks.contact.within"],
  ["an unknown key", good.replace("pauses:", "pause:"), 13, "pause"],
  ["a ring", good.replace("10 min }", "10 min, from: onSite }"), 11, "levels.0.clocks.contact.from"],
  [
    "hours that end before they begin",
    good.replace('monday: ["09:00-17:30"]', 'monday: ["18:00-09:00"]'),
    5,
    "calendar.week.monday.0",
  ],
  ["no YAML at all", good.replace("id: mine", "id: [mine"), undefined, undefined],
])("%s is told by line and key", async (_, text, line, key) => {
  const { issues, policy } = await check(text);
  expect(policy).toBeUndefined();
  if (key === undefined) expect(issues[0]?.line).toBeGreaterThan(0);
  else expect(issues).toEqual(expect.arrayContaining([expect.objectContaining({ line, key })]));
});
