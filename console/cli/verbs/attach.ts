import { basename } from "node:path";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { sizeText } from "../../i18n/size.ts";
import { openDesk, optional, text } from "../desk.ts";
import { load } from "../save.ts";

export default defineVerb({
  name: "attach",
  group: "act",
  summary: {
    en: "Keep a file with a ticket or a visit: picture, document, log",
    "zh-CN": "为工单或上门记录添加附件：图片、文档、日志",
  },
  positionals: {
    number: { summary: { en: "ticket", "zh-CN": "工单号" }, type: "number" },
    file: {
      summary: {
        en: "png, jpg, pdf, zip, gz, json, txt, log, csv",
        "zh-CN": "png、jpg、pdf、zip、gz、json、txt、log、csv",
      },
    },
  },
  options: {
    note: { summary: { en: "what it shows", "zh-CN": "说明" } },
    name: { summary: { en: "what it is called there; else as here", "zh-CN": "附件名称，默认同文件名" } },
    visit: {
      summary: { en: "the number is a visit's", "zh-CN": "编号为上门编号" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ['roundsman attach 41 lock.jpg --note "broken lock"', { en: "a picture from the site", "zh-CN": "现场照片" }],
    ["roundsman attach 7 form.pdf --visit", { en: "the signed form of a visit", "zh-CN": "上门签字单" }],
  ],
  async run(args, ui) {
    const { client, t } = openDesk(args, ui);
    const file = text(args, "file");
    const note = optional(args, "note");
    const name = optional(args, "name") ?? basename(file);
    const owner = { kind: args.visit ? "visit" : "ticket", number: Number(args.number) } as const;
    const kept = await client.attach(owner, { name, ...(note === undefined ? {} : { note }) }, await load(file));
    if (ui.json) ui.jsonOut(kept);
    else {
      ui.out(
        t(`attachments.kept.${owner.kind}`, {
          name: kept.name,
          number: owner.number,
          id: kept.id,
          size: sizeText(kept.size),
        }),
      );
      if (kept.blotted) ui.err(ui.paint("warn", t("attachments.blotted", { count: kept.blotted })));
    }
    return exitCodes.ok;
  },
});
