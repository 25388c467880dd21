import type { Column, Localized, Ui } from "../../contract/index.ts";
import type { ConfiguredDevice } from "./configured.ts";
import type { FoundPort, SurveyedPort } from "./port.ts";
import type { Survey } from "./survey.ts";

const text = (en: string, zh: string): Localized => ({ en, "zh-CN": zh });
const column = (en: string, zh: string, priority = 0): Column => ({ title: text(en, zh), priority });

const columns: readonly Column[] = [
  column("Write in the settings", "写入配置"),
  column("Now", "当前名称", 2),
  column("Device", "设备", 1),
  column("Serial number", "序列号", 4),
  column("Driver", "内核驱动", 3),
  column("Held by", "占用者"),
  column("Configured as", "已配置为"),
];

/** `QinHeng Electronics USB Serial (1a86:7523)`, `printer` or what the board offers. */
export const deviceText = ({ usb, functions, kind, real }: FoundPort, ui: Ui): string => {
  if (kind === "pty") return ui.say(text("pseudo-terminal", "伪终端"));
  if (!usb)
    return real ? ui.say(text("port of the board", "主板串口")) : ui.say(text("no chip behind it", "无对应芯片"));
  const named = [usb.manufacturer, usb.product].filter(Boolean).join(" ");
  const what = functions && functions.length > 0 ? `${functions.join(", ")}: ` : "";
  return `${what}${named}${named ? " " : ""}(${usb.vendorId}:${usb.productId})`;
};

/** Who holds it; that nobody does is only said if every process could be looked into. */
const heldBy = ({ holders: { list, unseen }, console }: SurveyedPort, ui: Ui): string => {
  const kernel = console ? [ui.say(text("kernel console", "内核控制台"))] : [];
  const seen = [...kernel, ...list.map(({ name, pid }) => `${name} ${pid}`)].join(", ");
  if (seen !== "" || unseen === 0) return seen || "-";
  return ui.paint("dim", ui.say(text("nobody seen", "未见占用")));
};

const hidden = ({ ports }: Survey): number => Math.max(0, ...ports.map(({ holders }) => holders.unseen));

const notes = (found: Survey, ui: Ui): void => {
  const unseen = hidden(found);
  if (unseen > 0)
    ui.err(
      ui.say(
        text(
          `${unseen} processes may not be looked into by this user: run it as root to see every holder.`,
          `有 ${unseen} 个进程无权查看：以 root 运行才能看到全部占用者。`,
        ),
      ),
    );
  for (const { write, stable } of found.ports)
    if (stable === "no" && write.startsWith("/dev/tty"))
      ui.err(
        ui.say(
          text(
            `${write}: no stable name (udev made no link); it may change with the order of plugging.`,
            `${write}：没有固定名称（udev 未建立链接），插拔顺序不同时会变化。`,
          ),
        ),
      );
};

const missingText = ({ id, port }: ConfiguredDevice, ui: Ui): string =>
  ui.paint("bad", ui.say(text(`${id}: its port ${port} is not there`, `${id}：端口 ${port} 不存在`)));

/** Everything found, and the configured devices whose port is not there. */
export const showSurvey = (ui: Ui, found: Survey): void => {
  if (ui.json) return ui.jsonOut(found);
  if (found.ports.length === 0) ui.out(ui.say(text("no port found", "未发现端口")));
  else
    ui.table(
      columns,
      found.ports.map((port) => [
        port.write,
        port.now === port.write ? "" : port.now,
        deviceText(port, ui),
        port.usb?.serialNumber ?? "",
        port.drivers.join(", "),
        heldBy(port, ui),
        port.usedBy.join(", "),
      ]),
    );
  for (const device of found.missing) ui.out(missingText(device, ui));
  notes(found, ui);
};

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** One port that came or went. */
export const showChange = (ui: Ui, at: number, what: "plugged" | "unplugged", port: FoundPort): void => {
  if (ui.json) return ui.jsonOut({ at, [what]: port });
  const [sign, tone] = what === "plugged" ? (["+", "good"] as const) : (["-", "bad"] as const);
  const now = port.now === port.write ? "" : `  ${port.now}`;
  ui.out(`${ui.paint("dim", timeOf(at))}  ${ui.paint(tone, `${sign} ${port.write}`)}${now}  ${deviceText(port, ui)}`);
};
