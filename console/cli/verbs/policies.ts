import type { PolicyView } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { calendarText, contractText, policyRemarks, promiseText, runbookText } from "../../i18n/policies.ts";
import { sayChecked } from "../checked.ts";
import { type Desk, openDesk, optional } from "../desk.ts";
import { load } from "../save.ts";

const printPolicy = (desk: Desk, policy: PolicyView): void => {
  const { ui, t, language, heading, prose } = desk;
  heading(`${policy.title[language]}${t("brackets", { text: policy.id })}`);
  ui.out(ui.paint("dim", [policy.source, ...(policy.standard ? [t("policies.standard")] : [])].join(" · ")));
  prose(calendarText(policy, language), 2);
  for (const { title, severities, promises } of policy.levels) {
    prose(`${title[language]}: ${severities.map((one) => t(`severity.${one}`)).join(t("comma"))}`, 2);
    for (const promise of promises) prose(promiseText(promise, language), 4);
  }
  for (const remark of policyRemarks(policy, language)) prose(remark, 2);
};

const check = async (desk: Desk, file: string): Promise<number> => {
  const { client, ui, t } = desk;
  const answer = await client.checkPolicy({ name: file, text: new TextDecoder().decode(await load(file)) });
  return sayChecked(desk, { file, answer, made: answer.policy }, (policy) => {
    ui.out(t("policies.right", { file, id: policy.id }));
    ui.out(t(answer.differs ? "policies.new" : "policies.same"));
    printPolicy(desk, policy);
  });
};

const show = async (desk: Desk): Promise<number> => {
  const { client, ui, t, language, heading, prose } = desk;
  const all = await client.policies();
  if (ui.json) {
    ui.jsonOut(all);
    return exitCodes.ok;
  }
  for (const policy of all.policies) printPolicy(desk, policy);
  heading(t("policies.contracts"));
  if (all.contracts.length === 0) prose(t("policies.noContracts"), 2);
  for (const one of all.contracts)
    prose(`${one.customer} (${one.id}, ${one.policy}): ${contractText(one, language).join(" · ")}`, 2);
  heading(t("policies.runbooks"));
  for (const one of all.runbooks) prose(`${one.title[language]}: ${runbookText(one, language)}`, 2);
  for (const { area, of } of all.settings) {
    heading(t(`policies.area.${area}`));
    for (const { key, value, text } of of)
      prose(`${text[language]}: ${value || "–"} (${key ?? t("policies.fixed")})`, 2);
  }
  return exitCodes.ok;
};

export default defineVerb({
  name: "policies",
  group: "see",
  summary: {
    en: "What is promised to whom and what happens by itself: policies, contracts, runbooks, settings",
    "zh-CN": "服务策略、合同、自动处置与相关设置",
  },
  options: {
    check: { summary: { en: "only check this file of a policy", "zh-CN": "仅检查此策略文件" } },
  },
  examples: [
    ["roundsman policies", { en: "what is in force", "zh-CN": "现行策略" }],
    [
      "roundsman policies --check policy.yaml",
      { en: "exit code 0 right, 1 wrong: by line and key", "zh-CN": "退出码：0 无误，1 有误，按行与键列出" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const file = optional(args, "check");
    return file === undefined ? show(desk) : check(desk, file);
  },
});
