import type { Column, DeviceView, TerminalDetail } from "../../../contract/index.ts";
import { AppError, asRead, defineVerb, exitCodes } from "../../../contract/plain.ts";
import { readingText } from "../../i18n/reading.ts";
import { actorText } from "../../i18n/said.ts";
import { absolute } from "../../i18n/times.ts";
import { classTerm } from "../../i18n/words.ts";
import { conditionTone, type Desk, openDesk, optional, statusTone, text } from "../desk.ts";
import { printDevice } from "../device.ts";
import { faultTable, ticketTable } from "../lists.ts";

const columns: readonly Column[] = [
  { title: { en: "Device", "zh-CN": "设备" } },
  { title: { en: "Kind", "zh-CN": "类型" }, priority: 3 },
  { title: { en: "Model", "zh-CN": "型号" }, priority: 2 },
  { title: { en: "Condition", "zh-CN": "状况" } },
  { title: { en: "Reading", "zh-CN": "读数" } },
  { title: { en: "Read", "zh-CN": "读取时间" }, priority: 1 },
  { title: { en: "Driver", "zh-CN": "驱动" }, priority: 4 },
];

/** The reading in words. An old one says so and no more (R15). */
const readingOf = ({ ui, t, language }: Desk, { health, stale }: DeviceView): string => {
  if (!health) return ui.paint("dim", t("step.noHealth"));
  return stale ? ui.paint("warn", t("stale")) : readingText(health, language);
};

const rowOf = (desk: Desk, view: DeviceView): string[] => [
  view.device,
  classTerm(desk.language, view.deviceClass),
  view.identity.model ?? "",
  desk.ui.paint(conditionTone[view.condition] ?? "plain", desk.t(`condition.${view.condition}`)),
  readingOf(desk, view),
  view.receivedAt === undefined ? "" : desk.at(view.receivedAt),
  view.driver ?? "",
];

const head = ({ ui, t, at, prose, language }: Desk, terminal: TerminalDetail): void => {
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
  const { state, since } = terminal.customer;
  if (state !== "unknown") prose(t(`customer.${state}`, { time: since === undefined ? "" : at(since) }));
  const { maintenance } = terminal;
  if (!maintenance) return;
  const reason = maintenance.reason ? t("comma") + maintenance.reason : "";
  const by = actorText(maintenance.by, language);
  prose(ui.paint("warn", t("show.maintenance", { until: absolute(maintenance.until), by, reason })));
};

const worst = ["critical", "major", "minor", "info"];

/** What a person would type next: the worst fault, the first ticket. */
const next = ({ ui, t, prose }: Desk, { id, faultList, ticketList, deviceList }: TerminalDetail): void => {
  const shown = faultList.filter((fault) => fault.hiddenBy === undefined);
  const [fault] = [...shown].sort((a, b) => worst.indexOf(a.severity) - worst.indexOf(b.severity));
  const lines = [
    ...(fault ? [`roundsman explain ${id} ${fault.device}`] : []),
    ...(ticketList[0] ? [`roundsman ticket ${ticketList[0].number}`] : []),
    ...(!fault && deviceList[0] ? [`roundsman show ${id} ${deviceList[0].device}`] : []),
  ];
  if (lines.length > 0) prose(ui.paint("dim", `\n${t("show.next", { lines: lines.join(" · ") })}`));
};

const print = (desk: Desk, terminal: TerminalDetail): void => {
  const { ui, t, prose } = desk;
  head(desk, terminal);
  ui.out("");
  if (terminal.deviceList.length === 0) ui.out(t("show.noDevices"));
  else
    ui.table(
      columns,
      terminal.deviceList.map((view) => rowOf(desk, view)),
    );
  if (terminal.deviceList.some((view) => view.stale && view.health)) prose(ui.paint("warn", t("show.unfresh")));
  const missing = terminal.streams.reduce((sum, stream) => sum + stream.missing, 0);
  if (missing > 0) ui.out(ui.paint("warn", t("show.waiting", { count: missing })));
  if (terminal.faultList.length > 0) {
    desk.heading(t("show.faults"));
    faultTable(desk, terminal.faultList, true);
  }
  if (terminal.ticketList.length > 0) {
    desk.heading(t("show.tickets"));
    ticketTable(desk, terminal.ticketList, true);
  }
  next(desk, terminal);
};

const deviceNamed = ({ t }: Desk, { id, deviceList }: TerminalDetail, device: string): DeviceView => {
  const view = deviceList.find((one) => one.device === device);
  if (view) return view;
  const list = deviceList.map((one) => one.device).join(", ");
  throw new AppError("notFound", asRead(t("show.noDevice", { terminal: id, device, list: list || t("none") })));
};

const exitOf = { ok: exitCodes.ok, degraded: exitCodes.faulty, faulty: exitCodes.faulty, unknown: exitCodes.noAnswer };

export default defineVerb({
  name: "show",
  group: "see",
  summary: {
    en: "One terminal: devices, faults, tickets; or one device",
    "zh-CN": "一台终端的设备、故障和工单，或其中一台设备",
  },
  positionals: {
    terminal: { summary: { en: "terminal id", "zh-CN": "终端编号" }, required: true },
    device: {
      summary: { en: "this device only: parts, measures, commands", "zh-CN": "仅此设备：部件、测量值、命令" },
      required: false,
    },
  },
  examples: [
    [
      "roundsman show kiosk-001",
      { en: "exit code 0 ok, 1 faulty, 2 unknown", "zh-CN": "退出码：0 正常，1 故障，2 未知" },
    ],
    ["roundsman show kiosk-001 printer", { en: "its parts, measures, commands", "zh-CN": "部件、测量值和可用命令" }],
    ["roundsman show kiosk-001 --json", { en: "everything, for scripts", "zh-CN": "全部数据，供脚本使用" }],
  ],
  async run(args, ui) {
    const desk = openDesk(args, ui);
    const terminal = await desk.client.terminal({ terminal: text(args, "terminal") });
    const wanted = optional(args, "device");
    const view = wanted === undefined ? undefined : deviceNamed(desk, terminal, wanted);
    if (ui.json) ui.jsonOut(view ?? terminal);
    else if (view) printDevice(desk, terminal, view);
    else print(desk, terminal);
    return exitOf[(view ?? terminal).condition];
  },
});
