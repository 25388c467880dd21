import type { Column, DeviceView, TerminalDetail } from "../../../contract/index.ts";
import { defineVerb, exitCodes } from "../../../contract/plain.ts";
import { conditionTone, type Desk, openDesk, statusTone, text } from "../desk.ts";
import { faultTable, ticketTable } from "../lists.ts";
import { absolute } from "../times.ts";
import { classTerm, term } from "../words.ts";

const columns: readonly Column[] = [
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "Kind", "zh-CN": "类型" }, priority: 3 },
  { title: { en: "Model", "zh-CN": "型号" }, priority: 2 },
  { title: { en: "Condition", "zh-CN": "状况" } },
  { title: { en: "Reading", "zh-CN": "读数" } },
  { title: { en: "Read", "zh-CN": "读取时间" }, priority: 1 },
  { title: { en: "Driver", "zh-CN": "驱动" }, priority: 5 },
  { title: { en: "Port", "zh-CN": "端口" }, priority: 4 },
];

/** States that say nothing is wrong and nothing is going on: not worth a reader's time in a table. */
const quiet = new Set([
  "ok",
  "notPresent",
  "closed",
  "empty",
  "released",
  "full",
  "on",
  "enabled",
  "notFitted",
  "notApplicable",
]);
const isQuiet = (component: string, state: string): boolean =>
  quiet.has(state) &&
  !(component === "cashBox" && state === "full") &&
  !(component === "retainBin" && state === "full");

/** The reading in words: availability where it is not plain online, then the components that stand out. Old readings say so and no more. */
const readingOf = ({ ui, t, language }: Desk, { health, stale }: DeviceView): string => {
  if (!health) return "";
  if (stale) return ui.paint("dim", t("stale"));
  const parts = Object.entries(health.components)
    .filter(([name, { state }]) => !isQuiet(name, state))
    .map(([name, { state }]) =>
      t("pair", { a: term(language, "components", name), b: term(language, "states", state) }),
    );
  const head = health.availability === "online" && parts.length > 0 ? [] : [t(`availability.${health.availability}`)];
  const because = health.because ? [health.because.text] : [];
  return [...head, ...because, ...parts].join(t("comma"));
};

const rowOf = (desk: Desk, view: DeviceView): string[] => [
  view.device,
  classTerm(desk.language, view.deviceClass),
  view.identity.model ?? "",
  desk.ui.paint(conditionTone[view.condition] ?? "plain", desk.t(`condition.${view.condition}`)),
  readingOf(desk, view),
  view.receivedAt === undefined ? "" : desk.at(view.receivedAt),
  view.driver ?? "",
  view.port ?? "",
];

const head = ({ ui, t, at, prose }: Desk, terminal: TerminalDetail): void => {
  const name = terminal.name === terminal.id ? "" : terminal.name;
  const condition = ui.paint(conditionTone[terminal.condition] ?? "plain", t(`condition.${terminal.condition}`));
  ui.out(`${ui.paint("strong", t("show.title", { id: terminal.id, name }).trim())}  ${condition}`);
  const status = ui.paint(statusTone[terminal.status] ?? "plain", t(`status.${terminal.status}`));
  const facts = [
    terminal.status === "unknown" ? status : t("show.statusSince", { status, time: at(terminal.statusAt) }),
    ...(terminal.status === "unknown" ? [] : [t("show.lastSeen", { time: at(terminal.lastSeenAt) })]),
    ...(terminal.agent ? [t("show.agent", { agent: terminal.agent })] : []),
    ...(terminal.site ? [terminal.site] : []),
  ];
  prose(facts.join(" · "));
  const { maintenance } = terminal;
  if (!maintenance) return;
  const reason = maintenance.reason ? `, ${maintenance.reason}` : "";
  prose(ui.paint("warn", t("show.maintenance", { until: absolute(maintenance.until), by: maintenance.by, reason })));
};

const print = (desk: Desk, terminal: TerminalDetail): void => {
  const { ui, t } = desk;
  head(desk, terminal);
  ui.out("");
  if (terminal.deviceList.length === 0) ui.out(t("show.noDevices"));
  else
    ui.table(
      columns,
      terminal.deviceList.map((view) => rowOf(desk, view)),
    );
  if (terminal.deviceList.some((view) => view.stale && view.health)) ui.out(ui.paint("dim", t("show.unfresh")));
  const missing = terminal.streams.reduce((sum, stream) => sum + stream.missing, 0);
  if (missing > 0) ui.out(ui.paint("warn", t("show.waiting", { count: missing })));
  if (terminal.faultList.length > 0) {
    desk.heading(t("show.faults"));
    faultTable(desk, terminal.faultList, true);
  }
  if (terminal.ticketList.length > 0) {
    desk.heading(t("show.tickets"));
    ticketTable(desk, terminal.ticketList);
  }
};

const exitOf = { ok: exitCodes.ok, degraded: exitCodes.faulty, faulty: exitCodes.faulty, unknown: exitCodes.noAnswer };

export default defineVerb({
  name: "show",
  group: "see",
  summary: { en: "One terminal: devices, faults, tickets", "zh-CN": "一台终端的设备、故障和工单" },
  positionals: { terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true } },
  examples: [
    [
      "roundsman show kiosk-001",
      { en: "exit code 0 ok, 1 faulty, 2 unknown", "zh-CN": "退出码：0 正常，1 故障，2 未知" },
    ],
    ["roundsman show kiosk-001 --json", { en: "everything, with measures", "zh-CN": "全部数据，含测量值" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = await desk.client.terminal({ terminal: text(args, "terminal") });
    if (ui.json) ui.jsonOut(terminal);
    else print(desk, terminal);
    return exitOf[terminal.condition];
  },
});
