import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { openDesk, optional, text } from "../desk.ts";

export default defineVerb({
  name: "enrol",
  group: "act",
  summary: { en: "Enrol a terminal; shows its password once", "zh-CN": "登记终端，密码只显示一次" },
  positionals: { id: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true } },
  options: {
    name: { summary: { en: "name for people", "zh-CN": "名称" } },
    site: { summary: { en: "where it stands", "zh-CN": "所在站点" } },
  },
  examples: [
    [
      'roundsman enrol kiosk-014 --name "Hall 2" --site "Central station"',
      { en: "one terminal", "zh-CN": "登记一台终端" },
    ],
  ],
  async run(args, ui) {
    const { client, t } = openDesk(args, ui);
    const [name, site] = [optional(args, "name"), optional(args, "site")];
    const request = {
      id: text(args, "id"),
      ...(name === undefined ? {} : { name }),
      ...(site === undefined ? {} : { site }),
    };
    const enrolled = await client.enrol(request);
    if (ui.json) ui.jsonOut(enrolled);
    else {
      ui.out(t("enrol.done", { id: enrolled.id }));
      ui.out(`\n  ${ui.paint("strong", enrolled.password)}\n`);
      ui.out(t("enrol.next"));
    }
    return exitCodes.ok;
  },
});
