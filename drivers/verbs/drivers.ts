import type { Column, Localized, Ui } from "../../contract/index.ts";
import { defineVerb, exitCodes } from "../../contract/plain.ts";
import type { Driver, Line } from "../api.ts";

const column = (en: string, zh: string, priority = 0): Column => ({ title: { en, "zh-CN": zh }, priority });
/** Device classes as people say them; the console's vocabulary is out of this room's reach. */
const classes: Readonly<Record<Driver["deviceClass"], Localized>> = {
  cashAcceptor: { en: "cash acceptor", "zh-CN": "纸币接收器" },
  cardReader: { en: "card reader", "zh-CN": "读卡器" },
  printer: { en: "printer", "zh-CN": "打印机" },
  display: { en: "display", "zh-CN": "显示器" },
  touchscreen: { en: "touchscreen", "zh-CN": "触摸屏" },
  cabinet: { en: "cabinet", "zh-CN": "机柜" },
  powerSupply: { en: "power supply", "zh-CN": "电源" },
  network: { en: "network", "zh-CN": "网络" },
  host: { en: "computer", "zh-CN": "主机" },
};
const parities = { none: "N", even: "E", odd: "O" } as const;

/** As `lsusb` writes an interface's class; `*` is any. */
const usbClass = (value: number | undefined): string => value?.toString(16).padStart(2, "0") ?? "*";

/** `9600 8N1` and the other speeds that are tried. */
const lineText = (line: Line): string => {
  if (line.kind === "none") return "-";
  if (line.kind === "usb") return `USB ${[line.interfaceClass, line.subclass, line.protocol].map(usbClass).join("/")}`;
  if (line.kind === "system") return "system";
  const [first, ...others] = line.baudRates;
  const more = others.length > 0 ? ` (${others.join(", ")})` : "";
  return `${first} ${line.dataBits}${parities[line.parity]}${line.stopBits}${line.rtscts ? " RTS/CTS" : ""}${more}`;
};

const rowOf = (d: Driver, ui: Ui): string[] => [
  d.name,
  ui.say(classes[d.deviceClass]),
  d.title,
  d.models.join(", "),
  lineText(d.line),
  d.maturity,
];

const plain = ({ name, title, deviceClass, protocol, models, maturity, line, poll, commands }: Driver) => ({
  name,
  title,
  deviceClass,
  protocol,
  models,
  maturity,
  line,
  poll,
  commands,
});

export default defineVerb({
  name: "drivers",
  group: "bench",
  summary: {
    en: "List the drivers, their models, line settings and maturity",
    "zh-CN": "列出驱动及其型号、线路设置和成熟度",
  },
  examples: [
    ["roundsman drivers", { en: "all drivers as a table", "zh-CN": "以表格列出所有驱动" }],
    [
      "roundsman drivers --json",
      { en: "with the commands they offer, for scripts", "zh-CN": "含可用命令，供脚本使用" },
    ],
  ],
  async run(_, ui) {
    const { loadDrivers } = await import("../catalog.ts");
    const drivers = [...(await loadDrivers()).values()];
    if (ui.json) ui.jsonOut(drivers.map((d) => ({ ...plain(d), config: d.config })));
    else
      ui.table(
        [
          column("Driver", "驱动"),
          column("Class", "类别"),
          column("Device", "设备", 2),
          column("Models", "型号", 4),
          column("Line", "线路", 3),
          column("Maturity", "成熟度", 1),
        ],
        drivers.map((d) => rowOf(d, ui)),
      );
    return exitCodes.ok;
  },
});
