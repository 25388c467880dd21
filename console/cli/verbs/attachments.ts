import type { AttachmentView, Column } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes } from "../../../contract/plain.ts";
import type { FileOwner } from "../../client/client.ts";
import { actorText } from "../../i18n/said.ts";
import { sizeText } from "../../i18n/size.ts";
import { type Desk, openDesk, optional } from "../desk.ts";
import { save } from "../save.ts";

const columns: readonly Column[] = [
  { title: { en: "File", "zh-CN": "编号" } },
  { title: { en: "Name", "zh-CN": "名称" } },
  { title: { en: "Size", "zh-CN": "大小" }, align: "right" },
  { title: { en: "By", "zh-CN": "添加人" }, priority: 1 },
  { title: { en: "When", "zh-CN": "时间" }, priority: 2 },
  { title: { en: "Note", "zh-CN": "说明" }, priority: 3 },
];

const list = async ({ client, ui, t, at, language }: Desk, owner: FileOwner): Promise<number> => {
  const { number } = owner;
  const files = await (owner.kind === "visit"
    ? client.visitAttachments({ number })
    : client.ticketAttachments({ number }));
  if (ui.json) ui.jsonOut(files);
  else if (files.length === 0) ui.out(t(`attachments.none.${owner.kind}`, { number }));
  else
    ui.table(
      columns,
      files.map(({ id, name, size, by, at: added, note = "", gone }) => [
        id,
        name,
        sizeText(size),
        actorText(by, language),
        at(added),
        gone ? ui.paint("dim", t("attachments.gone", { at: at(gone.at), reason: gone.reason })) : note,
      ]),
    );
  return exitCodes.ok;
};

/** The whole id, or so much of it that it is the only one. */
const named = async ({ client }: Desk, { kind, number }: FileOwner, id: string): Promise<AttachmentView> => {
  const files = await (kind === "visit" ? client.visitAttachments({ number }) : client.ticketAttachments({ number }));
  const found = files.filter((file) => file.id.startsWith(id) || file.name === id);
  if (found.length === 1 && found[0]) return found[0];
  throw new AppError("usage", {
    en: `${found.length === 0 ? "no file is" : "several files are"} called ${id} there`,
    "zh-CN": found.length === 0 ? `没有名为 ${id} 的文件` : `有多个名为 ${id} 的文件`,
  });
};

const get = async (desk: Desk, owner: FileOwner, id: string, out: string | undefined): Promise<number> => {
  const { ui, t } = desk;
  const file = await named(desk, owner, id);
  const to = out ?? file.name;
  await save(to, await desk.client.file(owner, file));
  if (ui.json) ui.jsonOut({ ...file, file: to });
  else ui.out(t("attachments.saved", { name: file.name, file: to, size: sizeText(file.size) }));
  return exitCodes.ok;
};

const remove = async (desk: Desk, owner: FileOwner, id: string, reason: string | undefined): Promise<number> => {
  const { client, ui, t } = desk;
  if (!reason) throw new AppError("usage", { en: "say why with --reason", "zh-CN": "请用 --reason 说明原因" });
  const file = await named(desk, owner, id);
  const params = { number: owner.number, id: file.id };
  const gone = await (owner.kind === "visit"
    ? client.removeVisitFile(params, { reason })
    : client.removeTicketFile(params, { reason }));
  if (ui.json) ui.jsonOut(gone);
  else ui.out(t("attachments.removed", { name: gone.name }));
  return exitCodes.ok;
};

export default defineVerb({
  name: "attachments",
  group: "see",
  summary: { en: "Files kept with a ticket or a visit; fetch one", "zh-CN": "工单或上门的附件：列出、下载" },
  positionals: { number: { summary: { en: "ticket", "zh-CN": "工单号" }, type: "number" } },
  options: {
    get: { summary: { en: "fetch this one, by its id or name", "zh-CN": "按编号或名称下载" } },
    out: { summary: { en: "file to write; else its own name", "zh-CN": "保存为，默认用附件名称" } },
    remove: { summary: { en: "take its content away for good", "zh-CN": "永久删除内容" } },
    reason: { summary: { en: "why it is taken away", "zh-CN": "删除原因" } },
    visit: {
      summary: { en: "the number is a visit's", "zh-CN": "编号为上门编号" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    ["roundsman attachments 41", { en: "what is kept with ticket 41", "zh-CN": "工单 41 的附件" }],
    ["roundsman attachments 41 --get lock.jpg --out /tmp/lock.jpg", { en: "fetch one", "zh-CN": "下载一个附件" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const owner: FileOwner = { kind: args.visit ? "visit" : "ticket", number: Number(args.number) };
    const [wanted, unwanted] = [optional(args, "get"), optional(args, "remove")];
    if (wanted !== undefined) return get(desk, owner, wanted, optional(args, "out"));
    if (unwanted !== undefined) return remove(desk, owner, unwanted, optional(args, "reason"));
    return list(desk, owner);
  },
});
