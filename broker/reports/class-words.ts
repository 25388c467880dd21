import type { DeviceClass, FaultView, Localized } from "../../contract/index.ts";
import { both } from "./report.ts";

const classes: Readonly<Record<DeviceClass, Localized>> = {
  cashAcceptor: both("Cash acceptor", "纸币接收器"),
  cardReader: both("Card reader", "读卡器"),
  printer: both("Printer", "打印机"),
  display: both("Display", "显示器"),
  touchscreen: both("Touchscreen", "触摸屏"),
  cabinet: both("Cabinet", "机柜"),
  powerSupply: both("Power supply (UPS)", "不间断电源"),
  network: both("Network", "网络"),
  host: both("Computer", "主机"),
};
/** A class of device in words; one that is not known as it is. */
export const classWords = (name: string): Localized => classes[name as DeviceClass] ?? both(name, name);

const severities: Readonly<Record<FaultView["severity"], Localized>> = {
  critical: both("critical", "紧急"),
  major: both("major", "严重"),
  minor: both("minor", "一般"),
  info: both("note", "提示"),
};
export const severityWords = (severity: FaultView["severity"]): Localized => severities[severity];
