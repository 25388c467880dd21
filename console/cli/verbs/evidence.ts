import type { AttachmentView, Column, EvidenceBundle, EvidenceView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, sleep, systemClock } from "../../../contract/plain.ts";
import { evidenceStateText, missingOf } from "../../i18n/evidence.ts";
import { actorText } from "../../i18n/said.ts";
import { sizeText } from "../../i18n/size.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";
import { printBundle } from "../evidence.ts";
import { save } from "../save.ts";

const askEveryMs = 500;
/** A slow line takes so long; later it comes all the same, and is attached then. */
const patienceMs = 120_000;

const columns: readonly Column[] = [
  { title: { en: "Asked", "zh-CN": "请求时间" } },
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "Minutes", "zh-CN": "分钟" }, align: "right" },
  { title: { en: "By", "zh-CN": "请求人" }, priority: 1 },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "File", "zh-CN": "附件" }, priority: 2 },
];

const isOver = ({ state }: EvidenceView): boolean => state === "stored" || state === "failed";
const list = async (desk: Desk, number: number): Promise<number> => {
  const { client, ui, t, at, language } = desk;
  const all = await client.evidence({ number });
  if (ui.json) ui.jsonOut(all);
  else if (all.length === 0) ui.out(t("evidence.none", { number }));
  else
    ui.table(
      columns,
      all.map((view) => [
        at(view.askedAt),
        view.device,
        String(view.minutes),
        actorText(view.by, language),
        evidenceStateText(view, language),
        view.attachment ?? "",
      ]),
    );
  return exitCodes.ok;
};

/** Looks now and then until it is over or patience ends, and says what is new. */
const follow = async (desk: Desk, asked: EvidenceView): Promise<EvidenceView> => {
  const { client, ui, t, language } = desk;
  const until = systemClock.mono() + patienceMs;
  let view = asked;
  let said = "";
  ui.err(t("evidence.waiting", { device: view.device, minutes: view.minutes }));
  while (!isOver(view) && systemClock.mono() < until) {
    await sleep(systemClock, askEveryMs, ui.signal);
    view = (await client.evidence({ number: asked.ticket })).find(({ id }) => id === asked.id) ?? view;
    const now = view.state === "arriving" ? evidenceStateText(view, language) : "";
    if (now !== "" && now !== said) ui.err(now);
    said = now;
  }
  return view;
};

const fileOf = async ({ client }: Desk, { ticket, attachment }: EvidenceView): Promise<AttachmentView> => {
  const file = (await client.ticketAttachments({ number: ticket })).find(({ id }) => id === attachment);
  if (!file)
    throw new AppError("notFound", {
      en: `ticket ${ticket} has no attachment ${attachment ?? ""}`,
      "zh-CN": `工单 ${ticket} 没有附件 ${attachment ?? ""}`,
    });
  return file;
};

const ask = async (desk: Desk, args: Args): Promise<number> => {
  const { client, ui, t, language } = desk;
  const number = Number(args.number);
  const device = optional(args, "device");
  const minutes = args.minutes === undefined ? {} : { minutes: Number(args.minutes) };
  const view = await follow(
    desk,
    await client.askEvidence({ number }, { ...(device === undefined ? {} : { device }), ...minutes }),
  );
  if (ui.json) ui.jsonOut(view);
  else if (view.state === "stored") {
    const file = await fileOf(desk, view);
    ui.out(t("evidence.came", { name: file.name, number, size: sizeText(file.size) }));
    const missing = missingOf(view.leftOut);
    ui.out(missing > 0 ? ui.paint("warn", t("evidence.cut", { count: missing })) : t("evidence.whole"));
  } else if (view.state === "failed") ui.err(ui.paint("bad", evidenceStateText(view, language)));
  else ui.err(t("evidence.longer", { number }));
  return view.state === "stored" ? exitCodes.ok : view.state === "failed" ? exitCodes.faulty : exitCodes.noAnswer;
};

const show = async (desk: Desk, args: Args): Promise<number> => {
  const { client, ui } = desk;
  const number = Number(args.number);
  const device = optional(args, "device");
  const views = await client.evidence({ number });
  const view = views.find((one) => one.state === "stored" && (device === undefined || one.device === device));
  if (!view)
    throw new AppError("notFound", {
      en: `no evidence has come for ticket ${number} yet: ask for it with \`roundsman evidence ${number}\``,
      "zh-CN": `工单 ${number} 尚无取证：请用 \`roundsman evidence ${number}\` 索取`,
    });
  const content = await client.file({ kind: "ticket", number }, await fileOf(desk, view));
  const out = optional(args, "out");
  if (out !== undefined) await save(out, content);
  const bundle = JSON.parse(new TextDecoder().decode(content)) as EvidenceBundle;
  if (ui.json) ui.jsonOut(bundle);
  else printBundle(desk, bundle, view.device);
  return exitCodes.ok;
};

export default defineVerb({
  name: "evidence",
  group: "see",
  summary: {
    en: "Ask a terminal for recent frames, log lines and changes of health; read what came",
    "zh-CN": "向终端取证：最近的报文、日志与健康变化；查看结果",
  },
  positionals: { number: { summary: { en: "ticket", "zh-CN": "工单号" }, type: "number" } },
  options: {
    device: { summary: { en: "of this device; else of the ticket's", "zh-CN": "指定设备，默认为工单所涉设备" } },
    minutes: { summary: { en: "how far back", "zh-CN": "回溯分钟数" }, type: "number" },
    show: { summary: { en: "read the newest that came", "zh-CN": "查看最近一份" }, type: "boolean", default: false },
    list: { summary: { en: "what was asked for so far", "zh-CN": "列出历次取证" }, type: "boolean", default: false },
    out: { summary: { en: "with --show: write it to this file too", "zh-CN": "与 --show 合用：同时保存到文件" } },
  },
  examples: [
    ["roundsman evidence 41", { en: "ask now, and wait for it", "zh-CN": "立即取证并等待" }],
    ["roundsman evidence 41 --show", { en: "what the devices said before the fault", "zh-CN": "故障前设备的通信内容" }],
    [
      "roundsman evidence 41 --device cash --minutes 60",
      { en: "an hour of the bill validator", "zh-CN": "纸币器最近一小时" },
    ],
  ],
  run(args, ui) {
    const desk = openDesk(args, ui);
    if (args.list) return list(desk, Number(args.number));
    return args.show ? show(desk, args) : ask(desk, args);
  },
});
