import type { ChargeLine, ChargeStatement, Column } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { amountText, sumText } from "../../i18n/charges.ts";
import { betweenOptions, given } from "../between.ts";
import { sayChecked } from "../checked.ts";
import { type Desk, openDesk, optional } from "../desk.ts";
import { load } from "../save.ts";

const columns: readonly Column[] = [
  { title: { en: "What, and why", "zh-CN": "项目与说明" } },
  { title: { en: "Site", "zh-CN": "站点" }, priority: 1 },
  { title: { en: "Amount", "zh-CN": "金额" }, align: "right" },
];

const lineRow = (desk: Desk, line: ChargeLine, statement: ChargeStatement): string[] => [
  line.text[desk.language],
  line.site ?? "",
  line.amount === undefined
    ? desk.ui.paint("warn", "?")
    : desk.ui.paint(line.free ? "dim" : "plain", amountText(line.amount, statement, desk.language)),
];

const print = (desk: Desk, statement: ChargeStatement): void => {
  const { ui, t, language, heading } = desk;
  const { customer, contract, net, tax, total, taxPercent, open } = statement;
  heading(t("charges.head", { customer, contract }));
  ui.out(ui.paint("dim", `${statement.title[language]} · ${t(`charges.by.${statement.billing}`)}`));
  if (statement.lines.length === 0) return ui.out(t("charges.noLines"));
  ui.table(
    columns,
    statement.lines.map((line) => lineRow(desk, line, statement)),
  );
  const sum = (minor: number): string => sumText(minor, statement, language);
  if (tax > 0) {
    ui.out(t("pair", { a: t("charges.net"), b: sum(net) }));
    ui.out(t("pair", { a: t("charges.tax", { percent: taxPercent }), b: sum(tax) }));
  }
  ui.out(ui.paint("strong", t("pair", { a: t("charges.total"), b: sum(total) })));
  if (open > 0) ui.out(ui.paint("warn", t("charges.open", { count: open })));
};

const check = async (desk: Desk, file: string): Promise<number> => {
  const { client, ui, t } = desk;
  const answer = await client.checkFees({ name: file, text: new TextDecoder().decode(await load(file)) });
  return sayChecked(desk, { file, answer, made: answer.fees }, ({ id, currency, zones, classes }) => {
    ui.out(t("charges.right", { file, id, currency }));
    if (zones.length > 0) ui.out(t("charges.zones", { list: zones.join(t("comma")) }));
    if (classes.length > 0) ui.out(t("charges.classes", { list: classes.join(t("comma")) }));
  });
};

export default defineVerb({
  name: "charges",
  group: "see",
  summary: {
    en: "What customers owe by contract and fee schedule, line by line with the reason",
    "zh-CN": "按合同与收费标准计算的费用，逐项说明原因",
  },
  options: {
    customer: { summary: { en: "of this customer only", "zh-CN": "仅此客户" } },
    contract: { summary: { en: "of this contract only", "zh-CN": "仅此合同" } },
    ...betweenOptions,
    check: { summary: { en: "only check this file of a fee schedule", "zh-CN": "仅检查此收费标准文件" } },
  },
  examples: [
    [
      'roundsman charges --customer "Metro line 4" --from 2026-11',
      { en: "November's charges", "zh-CN": "十一月的费用" },
    ],
    ["roundsman charges --check fees.yaml", { en: "is the file right?", "zh-CN": "检查收费标准文件" }],
    [
      "roundsman report charges --from 2026-11 --format pdf --out november.pdf",
      { en: "the same to send", "zh-CN": "生成可发送的文件" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const file = optional(args, "check");
    if (file !== undefined) return check(desk, file);
    const view = await desk.client.charges(given(args, "customer", "contract", "from", "to", "zone"));
    if (ui.json) ui.jsonOut(view);
    else if (view.statements.length + view.without.length === 0) ui.out(desk.t("charges.none"));
    for (const statement of ui.json ? [] : view.statements) print(desk, statement);
    if (!ui.json && view.without.length > 0)
      ui.out(desk.t("charges.without", { list: view.without.join(desk.t("comma")) }));
    return exitCodes.ok;
  },
});
