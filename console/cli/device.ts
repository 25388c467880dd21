import type { Column, CommandDescriptor, DeviceView, TerminalDetail } from "../../contract/index.ts";
import { commandTitle } from "../i18n/command.ts";
import { isGood } from "../i18n/reading.ts";
import { measureText, reasonText } from "../i18n/said.ts";
import { duration } from "../i18n/times.ts";
import { classTerm, term } from "../i18n/words.ts";
import { conditionTone, type Desk } from "./desk.ts";
import { faultTable } from "./lists.ts";

const partColumns: readonly Column[] = [
  { title: { en: "Part", "zh-CN": "部件" } },
  { title: { en: "State", "zh-CN": "状态" } },
  { title: { en: "Since", "zh-CN": "开始" }, priority: 1 },
  { title: { en: "The device's own code", "zh-CN": "设备代码" }, priority: 2 },
];
const measureColumns: readonly Column[] = [
  { title: { en: "Measure", "zh-CN": "测量值" } },
  { title: { en: "Value", "zh-CN": "数值" }, align: "right" },
];
const commandColumns: readonly Column[] = [
  { title: { en: "Command", "zh-CN": "命令" } },
  { title: { en: "Arguments", "zh-CN": "参数" } },
  { title: { en: "Disturbs", "zh-CN": "干扰" }, priority: 1 },
  { title: { en: "What it does", "zh-CN": "作用" } },
];

const identity = ({ t, prose, ui, at, language }: Desk, terminal: TerminalDetail, view: DeviceView): void => {
  const { manufacturer, model, serial, firmware } = view.identity;
  const condition = ui.paint(conditionTone[view.condition] ?? "plain", t(`condition.${view.condition}`));
  ui.out(`${ui.paint("strong", `${terminal.id} ${view.device}`)}  ${condition}`);
  const facts = [
    classTerm(language, view.deviceClass),
    [manufacturer, model].filter(Boolean).join(" "),
    serial === undefined ? "" : t("device.serial", { serial }),
    firmware === undefined ? "" : t("device.firmware", { firmware }),
    view.driver === undefined ? "" : t("device.driver", { driver: view.driver }),
  ];
  prose(facts.filter((fact) => fact !== "").join(" · "));
  if (view.port !== undefined) prose(ui.paint("dim", view.port));
  const { health, receivedAt } = view;
  if (!health || receivedAt === undefined) return prose(t("device.never"));
  const because = health.because ? t("brackets", { text: reasonText(health.because, language) }) : "";
  if (view.stale) prose(ui.paint("warn", t("device.stale", { time: at(receivedAt) })));
  else
    prose(t("device.read", { time: at(receivedAt), availability: t(`availability.${health.availability}`) }) + because);
};

const parts = ({ ui, t, at, language }: Desk, { health, stale }: DeviceView): void => {
  if (!health || Object.keys(health.components).length === 0) return;
  const stateOf = (name: string, state: string): string => {
    if (stale) return ui.paint("warn", t("device.was", { state: term(language, "states", state) }));
    const tone = state === "unknown" ? "warn" : isGood(health.deviceClass, name, state) ? "good" : "bad";
    return ui.paint(tone, term(language, "states", state));
  };
  ui.out("");
  ui.table(
    partColumns,
    Object.entries(health.components).map(([name, part]) => [
      term(language, "components", name),
      stateOf(name, part.state),
      at(part.since),
      part.vendorCode ?? "",
    ]),
  );
};

const measures = ({ ui, language }: Desk, { health }: DeviceView): void => {
  const values = Object.entries(health?.measures ?? {});
  if (values.length === 0) return;
  ui.out("");
  ui.table(
    measureColumns,
    values.map(([name, value]) => [
      term(language, "measures", name),
      name === "uptime" ? duration(value * 1000, language) : measureText(name, value, language),
    ]),
  );
};

interface ArgShape {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
}

/** `percent=0..100`, `open=true|false`: how an argument is written, from its JSON schema. */
export const argsOf = ({ args }: CommandDescriptor): string => {
  const { properties = {}, required = [] } = (args ?? {}) as {
    properties?: Record<string, ArgShape>;
    required?: string[];
  };
  const valueOf = (shape: ArgShape): string => {
    if (shape.enum) return shape.enum.map(String).join("|");
    if (shape.type === "boolean") return "true|false";
    if (shape.minimum !== undefined && shape.maximum !== undefined) return `${shape.minimum}..${shape.maximum}`;
    return shape.type === "array" || shape.type === "object" ? "JSON" : (shape.type ?? "JSON");
  };
  const shown = Object.entries(properties).map(([name, shape]) => {
    const written = `${name}=${valueOf(shape)}`;
    return required.includes(name) ? written : `[${written}]`;
  });
  return shown.join(" ");
};

const commands = (
  { ui, t, language, prose }: Desk,
  terminal: string,
  { commands: offered, device }: DeviceView,
): void => {
  if (offered.length === 0) return;
  ui.out("");
  ui.table(
    commandColumns,
    offered.map((one) => [one.name, argsOf(one), t(`disturbs.${one.disturbs}`), commandTitle(one.title, language)]),
  );
  const [first] = offered.filter((one) => argsOf(one) !== "");
  const args = first
    ? ` ${argsOf(first)
        .split(" ")
        .map((arg) => `--arg ${arg.replace(/=(\d+)\.\.\d+$/, "=$1")}`)
        .join(" ")}`
    : "";
  const name = (first ?? offered[0])?.name ?? "";
  prose(ui.paint("dim", `\n${t("show.next", { lines: `roundsman run ${terminal} ${device} ${name}${args}` })}`));
};

/** One device in full: who it is, its parts, measures with their units, open faults, and what it can be asked to do. */
export const printDevice = (desk: Desk, terminal: TerminalDetail, view: DeviceView): void => {
  identity(desk, terminal, view);
  parts(desk, view);
  measures(desk, view);
  const faults = terminal.faultList.filter((fault) => fault.device === view.device);
  if (faults.length > 0) {
    desk.heading(desk.t("show.faults"));
    faultTable(desk, faults, true);
  }
  commands(desk, terminal.id, view);
};
