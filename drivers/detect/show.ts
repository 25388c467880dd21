import type { DeviceIdentity, Localized, Ui } from "../../contract/index.ts";
import type { Driver, Recognised } from "../api.ts";
import type { Detected, SearchedPort } from "./ports.ts";
import type { Progress } from "./serial.ts";
import { type DeviceEntry, entriesFor, linesOf, type Written } from "./settings.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });

const confidence: Readonly<Record<Recognised["confidence"], Localized>> = {
  certain: text("certain", "确定"),
  likely: text("likely", "很可能"),
  possible: text("possible", "可能"),
};
const tones = { certain: "good", likely: "good", possible: "warn" } as const;

/** Everything found, as it is written in the settings. */
const written = ({ ports, elsewhere }: Detected): Written[] => [
  ...ports.flatMap(({ port, outcome }) =>
    outcome.kind === "found"
      ? outcome.found.map(({ driver, baudRate, config }) => ({ driver, baudRate, port, ...(config ? { config } : {}) }))
      : [],
  ),
  ...elsewhere.map(({ driver, port, config }) => ({
    driver,
    ...(port === undefined ? {} : { port }),
    ...(config ? { config } : {}),
  })),
];

const parities = { none: "N", even: "E", odd: "O" } as const;
const lineText = ({ line }: Driver, baudRate: number | undefined): string =>
  line.kind === "serial" ? `, ${baudRate} ${line.dataBits}${parities[line.parity]}${line.stopBits}` : "";

const identityText = (identity: DeviceIdentity = {}): string =>
  Object.entries(identity)
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");

const showFound = (ui: Ui, found: Recognised & { readonly driver: Driver; readonly baudRate?: number }): void => {
  const { driver, baudRate } = found;
  const sure = ui.paint(tones[found.confidence], ui.say(confidence[found.confidence]));
  ui.out(`  ${sure}  ${ui.paint("strong", driver.name)}: ${driver.title}${lineText(driver, baudRate)}`);
  const who = identityText(found.identity);
  if (who) ui.out(`      ${who}`);
};

const nothingText = (bytes: number, echoes: boolean): Localized => {
  if (echoes)
    return text(
      "nothing but our own bytes came back: the adapter echoes, or receive and transmit are bridged",
      "只收到自己发出的字节：转换器有回显，或收发线短接",
    );
  return bytes > 0
    ? text(
        `nothing known: ${bytes} bytes came that no protocol here understands (another device, speed or parity)`,
        `未识别：收到 ${bytes} 个字节，无已知协议能解释（其他设备、波特率或校验不符）`,
      )
    : text("no answer: is it powered, is the cable right?", "无应答：设备是否通电，线缆是否正确？");
};

const outcomeText = ({ outcome }: SearchedPort): Localized | undefined => {
  switch (outcome.kind) {
    case "found":
      return undefined;
    case "nothing":
      return nothingText(outcome.bytes, outcome.echoes);
    case "leftAlone":
      return text(
        "left alone: somebody talks on this line, and it is no device known to talk by itself",
        "未打扰：线路上有其他通信，且不是已知会主动上报的设备",
      );
    case "held": {
      const who = outcome.holders.map(({ name, pid }) => `${name} ${pid}`).join(", ");
      return text(`left alone: ${who} has it open`, `未打扰：被 ${who} 占用`);
    }
    case "console":
      return text("left alone: the kernel's console is there", "未打扰：内核控制台在此端口");
    case "failed":
      return text(outcome.error.message, outcome.error.message);
  }
};

const showPort = (ui: Ui, port: SearchedPort): void => {
  ui.out(`${ui.paint("strong", port.port)}${port.now === port.port ? "" : `  ${ui.paint("dim", port.now)}`}`);
  const why = outcomeText(port);
  if (why) ui.out(`  ${ui.paint("dim", ui.say(why))}`);
  if (port.outcome.kind === "found") for (const found of port.outcome.found) showFound(ui, found);
};

/** For scripts: the outcome's word, and what belongs to it. */
const plainOutcome = ({ outcome }: SearchedPort): Record<string, unknown> => {
  if (outcome.kind === "found")
    return { found: outcome.found.map(({ driver, ...found }) => ({ driver: driver.name, ...found })) };
  if (outcome.kind === "failed") return { trouble: { code: outcome.error.code, text: outcome.error.message } };
  return Object.fromEntries(Object.entries(outcome).filter(([key]) => key !== "kind"));
};
const plain = (port: SearchedPort) => ({
  port: port.port,
  now: port.now,
  outcome: port.outcome.kind,
  ...plainOutcome(port),
});

/** Entries in order, and the words above them. */
const showEntries = (ui: Ui, entries: readonly DeviceEntry[]): void => {
  if (entries.length === 0) return;
  ui.out("");
  ui.out(ui.say(text("For the agent's settings (the ids are yours to choose):", "写入代理程序配置（id 可自定）：")));
  ui.out("devices:");
  for (const entry of entries) for (const line of linesOf(entry)) ui.out(line);
};

/** All that was found, port by port, and the lines to paste. */
export const showDetected = (ui: Ui, detected: Detected): void => {
  const { ports, elsewhere, tookMs } = detected;
  const entries = entriesFor(written(detected));
  if (ui.json) {
    const others = elsewhere.map(({ driver, ...found }) => ({ driver: driver.name, ...found }));
    return ui.jsonOut({ ports: ports.map(plain), elsewhere: others, devices: entries, tookMs });
  }
  for (const port of ports) showPort(ui, port);
  for (const found of elsewhere) {
    ui.out(ui.paint("strong", found.port ?? ui.say(text("system", "系统"))));
    showFound(ui, found);
  }
  if (ports.length + elsewhere.length === 0) ui.out(ui.say(text("no port to look at", "没有可检测的端口")));
  showEntries(ui, entries);
  const seconds = (tookMs / 1000).toFixed(1);
  ui.err(ui.paint("dim", ui.say(text(`took ${seconds} s`, `用时 ${seconds} 秒`))));
};

/** `/dev/ttyUSB0: 30 %, asking for ccnet at 9600, at most 21 s more`. */
export const progressText = (ui: Ui, port: string, { step, leftMs, totalMs }: Progress): string => {
  const percent = Math.floor((100 * (totalMs - leftMs)) / Math.max(1, totalMs));
  const seconds = Math.ceil(leftMs / 1000);
  const doing =
    step === "listening"
      ? text("listening", "监听")
      : text(`asking for ${step.driver.name} at ${step.baudRate}`, `查询 ${step.driver.name}，波特率 ${step.baudRate}`);
  const more = text(`at most ${seconds} s more`, `最多还需 ${seconds} 秒`);
  return `${port}: ${percent} %, ${ui.say(doing)}, ${ui.say(more)}`;
};
