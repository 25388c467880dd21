import type { Column, RemoteSettingName, TerminalSettingsView, Tone, WantedSettings } from "../../../contract/index.ts";
import { AppError, defineVerb, exitCodes, remoteSettingNames } from "../../../contract/plain.ts";
import { actorText, reasonText } from "../../i18n/said.ts";
import { changed, type SettingRow, settingRows, settingText } from "../../i18n/settings.ts";
import { duration } from "../../i18n/times.ts";
import { type Args, type Desk, openDesk, optional } from "../desk.ts";

const columns: readonly Column[] = [
  { title: { en: "Setting", "zh-CN": "参数" } },
  { title: { en: "Wanted", "zh-CN": "要求值" } },
  { title: { en: "In force", "zh-CN": "生效值" } },
  { title: { en: "Default", "zh-CN": "默认值" }, priority: 1 },
  { title: { en: "", "zh-CN": "" } },
];
const fleetColumns = columns.slice(0, 2);

const tones: Readonly<Record<SettingRow["word"], Tone>> = {
  asWanted: "good",
  fromFile: "dim",
  pending: "warn",
  refused: "bad",
  untold: "dim",
};

type Changes = Partial<Record<RemoteSettingName, string>>;

/** `set name=value …`; an empty value: wanted no longer. Throws `usage`. */
const changesOf = ({ t }: Desk, words: readonly string[]): Changes | undefined => {
  const [first, ...pairs] = words;
  if (first === undefined) return undefined;
  const names = remoteSettingNames.join(", ");
  const read = pairs.map((pair): [RemoteSettingName, string] => {
    const [, given, value = ""] = /^([A-Za-z]+)=(.*)$/s.exec(pair) ?? [];
    const name = remoteSettingNames.find((one) => one === given);
    if (name === undefined) throw new AppError("usage", t("settings.badPair", { pair, names }));
    return [name, value];
  });
  if (first !== "set" || read.length === 0) throw new AppError("usage", t("settings.sayWhat", { names }));
  return Object.fromEntries(read);
};

const rowCells = ({ ui, t, language }: Desk, row: SettingRow): string[] => {
  const by = (who: string | undefined): string =>
    who === undefined ? "" : t("brackets", { text: t(`settings.by.${who}`) });
  return [
    row.name,
    settingText(row.name, row.wanted, language) + by(row.wantedBy),
    settingText(row.name, row.inForce, language),
    settingText(row.name, row.standard, language) + by(row.standardBy),
    ui.paint(tones[row.word], t(`settings.word.${row.word}`)),
  ];
};

const printReport = (
  { t, at, prose, language }: Desk,
  { report, reportedAt, fileSince }: TerminalSettingsView,
): void => {
  if (!report) return prose(t("settings.noReport"));
  const polls = report.devices.map(({ device, everyMs }) => `${device} ${duration(everyMs, language)}`);
  if (polls.length > 0) prose(t("settings.polls", { list: polls.join(t("comma")) }));
  if (fileSince !== undefined) prose(t("settings.fileSince", { time: at(fileSince) }));
  if (reportedAt !== undefined) prose(t("settings.reported", { time: at(reportedAt) }));
};

const print = (desk: Desk, view: TerminalSettingsView): void => {
  const { ui, t, at, prose, language } = desk;
  const { terminal, rev, state, since, refused } = view;
  const words = t(`settings.state.${state}`);
  prose(
    state === "none" || since === undefined
      ? t("pair", { a: terminal, b: words })
      : t("settings.stands", { terminal, rev, state: words, time: at(since) }),
  );
  if (refused) prose(ui.paint("bad", t("settings.why", { text: reasonText(refused, language) })));
  ui.table(
    columns,
    settingRows(view).map((row) => rowCells(desk, row)),
  );
  printReport(desk, view);
};

const printFleet = (desk: Desk, { settings, rev, at, by }: WantedSettings): void => {
  const { ui, t, language, prose } = desk;
  if (at === undefined || by === undefined) return prose(t("settings.fleetNone"));
  prose(t("settings.fleet", { rev, time: desk.at(at), by: actorText(by, language) }));
  ui.table(
    fleetColumns,
    remoteSettingNames.map((name) => [name, settingText(name, settings[name], language)]),
  );
};

const ofFleet = async (desk: Desk, changes: Changes | undefined): Promise<number> => {
  const { client, ui } = desk;
  const seen = await client.fleetSettings();
  const { rev } = seen;
  const now = changes ? await client.setFleetSettings({ settings: changed(seen, changes), rev }) : seen;
  if (ui.json) ui.jsonOut(now);
  else printFleet(desk, now);
  return exitCodes.ok;
};

const exitOf = {
  none: exitCodes.ok,
  inForce: exitCodes.ok,
  refused: exitCodes.faulty,
  pending: exitCodes.noAnswer,
} as const;

const ofTerminal = async (desk: Desk, terminal: string, changes: Changes | undefined): Promise<number> => {
  const { client, ui } = desk;
  const seen = await client.terminalSettings({ terminal });
  const { rev } = seen;
  const now = changes
    ? await client.setTerminalSettings({ terminal }, { settings: changed(seen.own, changes), rev })
    : seen;
  if (ui.json) ui.jsonOut(now);
  else print(desk, now);
  return exitOf[now.state];
};

const wordsOf = (args: Args): string[] => [optional(args, "terminal") ?? [], (args.changes ?? []) as string[]].flat();

export default defineVerb({
  name: "settings",
  group: "act",
  summary: {
    en: "Settings of a terminal, wanted and in force; `set` wants others",
    "zh-CN": "终端参数：要求值与生效值；用 set 修改要求值",
  },
  positionals: {
    terminal: {
      summary: { en: "terminal id; not with --fleet", "zh-CN": "终端编号；与 --fleet 不同用" },
      required: false,
    },
    changes: {
      summary: {
        en: "set name=value ...; an empty value: as the default",
        "zh-CN": "set 名称=值 ……；值为空表示按默认值",
      },
      many: true,
      required: false,
    },
  },
  options: {
    fleet: {
      summary: { en: "of every terminal that has none of its own", "zh-CN": "用于所有未单独设置的终端" },
      type: "boolean",
      default: false,
    },
  },
  examples: [
    [
      "roundsman settings kiosk-001",
      { en: "exit code 0 in force, 1 refused, 2 not confirmed yet", "zh-CN": "退出码：0 已生效，1 被拒绝，2 尚未确认" },
    ],
    [
      "roundsman settings kiosk-001 set logLevel=debug refreshMinutes=5",
      { en: "while one looks closer", "zh-CN": "便于仔细排查" },
    ],
    ["roundsman settings kiosk-001 set logLevel=", { en: "as the default again", "zh-CN": "恢复默认值" }],
    [
      "roundsman settings --fleet set historyPerSecond=20",
      { en: "thin lines everywhere", "zh-CN": "全部终端线路较慢时" },
    ],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const words = wordsOf(args);
    if (args.fleet === true) return ofFleet(desk, changesOf(desk, words));
    const [terminal, ...rest] = words;
    if (terminal === undefined) throw new AppError("usage", desk.t("settings.whose"));
    return ofTerminal(desk, terminal, changesOf(desk, rest));
  },
});
