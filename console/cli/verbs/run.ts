import type { CommandView } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, hasCode, sentenceOf } from "../../../contract/plain.ts";
import { reasonText } from "../../i18n/said.ts";
import { duration } from "../../i18n/times.ts";
import type { Words } from "../../i18n/words.ts";
import { printFrames } from "../conclusion.ts";
import { type Args, type Desk, openDesk, optional, text } from "../desk.ts";
import { follow } from "../follow.ts";

const running = new Set(["awaitingApproval", "queued", "sent", "delivered"]);
const allFrames = 64;

/** `60`, `true`, `[1,2]` are what they look like; everything else is text. */
const valueOf = (written: string): unknown => {
  try {
    return JSON.parse(written);
  } catch {
    return written; // not JSON: a plain word
  }
};

/** `name=value` pairs as an object. Throws `usage` for anything else. */
export const readArgs = (pairs: readonly string[], t: Words): Record<string, unknown> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value = ""] = /^([A-Za-z][A-Za-z0-9]*)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined) throw new AppError("usage", t("run.badArg", { arg: pair }));
      return [name, valueOf(value)];
    }),
  );

/** The schema's words about arguments in plainer ones, and where to read what is wanted. */
const clearer = (error: AppError, place: { terminal: string; device: string }, { language, t }: Desk): AppError => {
  const plain = sentenceOf(error, language)
    .replace(/\/ must have required properties ([\w, ]+)/, (_, names: string) => t("run.missing", { names }))
    .replaceAll(/(^|[\s;])\/(\w+)/g, "$1$2");
  return new AppError(error.code, `${plain}; ${t("run.seeArgs", place)}`, { ...error.context });
};

const stateTeller = ({ ui, t, at, prose }: Desk): ((command: CommandView) => void) => {
  let last = "";
  return ({ state, id, terminal, device, command, approval }) => {
    if (state === last) return;
    last = state;
    if (running.has(state))
      ui.out(ui.paint("dim", t("run.queued", { terminal, device, command, state: t(`command.${state}`) })));
    if (state === "awaitingApproval" && approval) prose(t("run.approval", { id, until: at(approval.until) }), 2);
  };
};

/** The broker says `expired` once the time is over; a little longer, so that this is seen. A second person may take until the deadline. */
const patienceMs = ({ approval, createdAt }: CommandView, timeoutMs: number): number =>
  timeoutMs + 5000 + (approval ? approval.until - createdAt : 0);

const print = (desk: Desk, view: CommandView, args: Args): void => {
  const { ui, t, language, prose } = desk;
  const { state, outcome, terminal, device, command } = view;
  const tone = state === "succeeded" ? "good" : state === "failed" ? "bad" : "warn";
  const said = t("run.queued", { terminal, device, command, state: t(`command.${state}`) });
  const took =
    outcome?.tookMs === undefined ? "" : t("comma") + t("run.took", { time: duration(outcome.tookMs, language) });
  ui.out(ui.paint(tone, said) + took);
  if (outcome?.reason)
    prose(t("run.reason", { text: `${reasonText(outcome.reason, language)} (${outcome.reason.code})` }), 2);
  if (outcome?.retryable && state !== "succeeded") prose(t("run.retry"), 2);
  else if (outcome?.reason?.code === "deviceFault") prose(t("run.look", { terminal, device }), 2);
  for (const [name, value] of Object.entries(outcome?.result ?? {}))
    prose(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`, 2);
  if (args.frames !== true || !outcome?.frames) return;
  ui.out(t("run.frames"));
  printFrames(desk, outcome.frames, 2, allFrames);
};

const exitOf: Readonly<Record<string, number>> = {
  succeeded: exitCodes.ok,
  failed: exitCodes.faulty,
  refused: exitCodes.refused,
};

export default defineVerb({
  name: "run",
  group: "act",
  summary: { en: "Let a device do something and wait for the outcome", "zh-CN": "让设备执行命令并等待结果" },
  positionals: {
    terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true },
    device: { summary: { en: "device of the terminal", "zh-CN": "终端上的设备" }, required: true },
    command: {
      summary: {
        en: "command it offers, see `show <terminal> <device>`",
        "zh-CN": "设备提供的命令，见 `show <终端> <设备>`",
      },
      required: true,
    },
  },
  options: {
    arg: { summary: { en: "argument name=value; may be repeated", "zh-CN": "参数 名称=值，可重复" }, many: true },
    reason: { summary: { en: "why, for the audit log", "zh-CN": "原因，写入审计日志" } },
    frames: {
      summary: { en: "show the frames on the line", "zh-CN": "显示线路报文" },
      type: "boolean",
      default: false,
    },
    timeout: {
      summary: { en: "seconds it may take to be taken up and done", "zh-CN": "从下发到完成的最长秒数" },
      type: "number",
      default: 60,
    },
  },
  examples: [
    [
      "roundsman run kiosk-001 printer testPrint",
      { en: "exit code 0 succeeded, 1 failed, 77 refused", "zh-CN": "退出码：0 成功，1 失败，77 被拒绝" },
    ],
    ["roundsman run kiosk-001 display setBrightness --arg percent=60", { en: "with an argument", "zh-CN": "带参数" }],
    [
      'roundsman run kiosk-001 cash-1 reset --reason "bill jam" --frames',
      { en: "with the frames", "zh-CN": "并显示报文" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const { client, t, language } = desk;
    const place = { terminal: text(args, "terminal"), device: text(args, "device") };
    const timeoutMs = Math.max(1, Number(args.timeout)) * 1000;
    const reason = optional(args, "reason");
    const request = {
      command: text(args, "command"),
      args: readArgs((args.arg ?? []) as string[], t),
      ttlMs: Math.min(timeoutMs, 86_400_000),
      ...(reason === undefined ? {} : { reason }),
    };
    const started = await client.runCommand(place, request).catch((error: unknown) => {
      throw hasCode(error, "badArgs", "invalid") ? clearer(error, place, desk) : error;
    });
    const again = (): Promise<CommandView> => client.command({ id: started.id });
    const seen = ui.json ? () => undefined : stateTeller(desk);
    const patience = { signal: ui.signal, timeoutMs: patienceMs(started, timeoutMs) };
    const last = await follow(started, again, ({ state }) => !running.has(state), seen, patience);
    if (ui.json) ui.jsonOut(last);
    else if (running.has(last.state))
      ui.err(t("run.late", { time: duration(patience.timeoutMs, language), id: last.id }));
    else print(desk, last, args);
    return exitOf[last.state] ?? exitCodes.noAnswer;
  },
});
