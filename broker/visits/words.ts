import type { Localized, ProofSubject } from "../../contract/index.ts";

/** What a line of a proof is about, as people read it. */
export const subjectTitles: Readonly<Record<ProofSubject, Localized>> = {
  opened: { en: "Arrived: cabinet opened", "zh-CN": "到场：机柜被打开" },
  shut: { en: "Left: cabinet shut", "zh-CN": "离场：机柜已关好" },
  swap: { en: "Part swapped", "zh-CN": "更换部件" },
  test: { en: "Tested", "zh-CN": "已测试" },
  cleaned: { en: "Cleaned", "zh-CN": "已清洁" },
  fault: { en: "Fault gone", "zh-CN": "故障已消除" },
  cashBox: { en: "Cash box taken out", "zh-CN": "钞箱被取出" },
  exchanged: { en: "Module exchanged", "zh-CN": "模块被更换" },
  firmware: { en: "Firmware changed", "zh-CN": "固件变更" },
  renewed: { en: "Supply or part renewed", "zh-CN": "耗材或部件更新" },
  stock: { en: "Part booked from the stock", "zh-CN": "备件出库" },
};

const components: Readonly<Record<string, Localized>> = {
  outerDoor: { en: "cabinet door", "zh-CN": "机柜门" },
  cashBoxDoor: { en: "cash compartment", "zh-CN": "钞箱仓门" },
  lock: { en: "lock", "zh-CN": "门锁" },
  operatorSwitch: { en: "service key", "zh-CN": "维护钥匙" },
  cover: { en: "cover", "zh-CN": "机盖" },
};
const named = (component: string): Localized => components[component] ?? { en: component, "zh-CN": component };

const minutes = (ms: number): number => Math.max(1, Math.round(ms / 60_000));

/** What telemetry says of it, in words. */
export const says = {
  opened: (component: string, device: string): Localized => ({
    en: `${named(component).en} opened (${device})`,
    "zh-CN": `${named(component)["zh-CN"]}打开（${device}）`,
  }),
  shut: (component: string, device: string): Localized => ({
    en: `${named(component).en} shut again (${device})`,
    "zh-CN": `${named(component)["zh-CN"]}已关闭（${device}）`,
  }),
  stillOpen: (component: string, device: string): Localized => ({
    en: `${named(component).en} is still open (${device})`,
    "zh-CN": `${named(component)["zh-CN"]}仍未关闭（${device}）`,
  }),
  openBefore: (component: string, device: string): Localized => ({
    en: `${named(component).en} stood open already before (${device})`,
    "zh-CN": `${named(component)["zh-CN"]}在此之前已打开（${device}）`,
  }),
  neverOpened: { en: "nothing was opened all the while", "zh-CN": "期间未打开任何门锁" },
  lostSight: (component: string): Localized => ({
    en: `the ${named(component).en} could no longer be read`,
    "zh-CN": `无法再读取${named(component)["zh-CN"]}状态`,
  }),
  noSensor: {
    en: "this terminal has no door contact, key switch or cover that tells",
    "zh-CN": "该终端没有可上报的门触点、钥匙开关或机盖",
  },
  offline: (ms: number): Localized => ({
    en: `the terminal was not connected for ${minutes(ms)} min of it`,
    "zh-CN": `期间终端有 ${minutes(ms)} 分钟未连接`,
  }),
  readsNew: (serial: string): Localized => ({
    en: `the terminal names the new serial number ${serial}`,
    "zh-CN": `终端读到新序列号 ${serial}`,
  }),
  otherOld: (told: string, claimed: string): Localized => ({
    en: `the old one had the serial number ${told}, not ${claimed}`,
    "zh-CN": `原部件序列号为 ${told}，而非 ${claimed}`,
  }),
  readsOther: (told: string, claimed: string): Localized => ({
    en: `the terminal reads ${told}, not ${claimed}`,
    "zh-CN": `终端读到 ${told}，而非 ${claimed}`,
  }),
  thereBefore: (serial: string): Localized => ({
    en: `${serial} stood there already before the visit`,
    "zh-CN": `${serial} 在上门之前已装在此处`,
  }),
  noSerial: { en: "the device tells no serial number", "zh-CN": "设备不报告序列号" },
  notRead: { en: "the device has not been read since", "zh-CN": "此后尚未读到该设备" },
  noModule: { en: "the register knows no such device", "zh-CN": "台账中没有该设备" },
  ofItsOwn: {
    en: "a part without a serial number that the terminal could read",
    "zh-CN": "该部件没有终端可读取的序列号",
  },
  tested: (command: string): Localized => ({ en: `${command} succeeded`, "zh-CN": `${command} 成功` }),
  testFailed: (command: string): Localized => ({ en: `${command} failed`, "zh-CN": `${command} 失败` }),
  noTest: { en: "no test was run through the terminal", "zh-CN": "未通过终端运行任何测试" },
  offersNone: { en: "no device here can test itself on request", "zh-CN": "现场设备均不支持按需自检" },
  notTold: { en: "no device tells it", "zh-CN": "没有设备能上报此项" },
  gone: (title: Localized): Localized => ({
    en: `gone, proved by a new reading: ${title.en}`,
    "zh-CN": `已消除（由新读数证实）：${title["zh-CN"]}`,
  }),
  goneBefore: (title: Localized): Localized => ({
    en: `was gone already before the visit: ${title.en}`,
    "zh-CN": `在上门之前已消除：${title["zh-CN"]}`,
  }),
  goneLater: (title: Localized): Localized => ({
    en: `was still there when the visit ended: ${title.en}`,
    "zh-CN": `上门结束时仍存在：${title["zh-CN"]}`,
  }),
  watched: (title: Localized): Localized => ({
    en: `seems gone, still being watched: ${title.en}`,
    "zh-CN": `似已消除，仍在观察：${title["zh-CN"]}`,
  }),
  stillThere: (title: Localized): Localized => ({
    en: `still there: ${title.en}`,
    "zh-CN": `仍然存在：${title["zh-CN"]}`,
  }),
  unread: (title: Localized): Localized => ({
    en: `the terminal is not connected: ${title.en}`,
    "zh-CN": `终端未连接：${title["zh-CN"]}`,
  }),
  boxOut: (device: string): Localized => ({
    en: `cash box out of its seat (${device})`,
    "zh-CN": `钞箱离位（${device}）`,
  }),
  exchanged: (before: string | undefined, after: string | undefined): Localized => ({
    en: `serial number ${before ?? "unknown"} -> ${after ?? "unknown"}`,
    "zh-CN": `序列号 ${before ?? "未知"} -> ${after ?? "未知"}`,
  }),
  firmware: (before: string | undefined, after: string | undefined): Localized => ({
    en: `firmware ${before ?? "unknown"} -> ${after ?? "unknown"}`,
    "zh-CN": `固件 ${before ?? "未知"} -> ${after ?? "未知"}`,
  }),
  booked: (quantity: number, item: string, from: string): Localized => ({
    en: `${quantity} x ${item} from ${from}`,
    "zh-CN": `${item} × ${quantity}，取自 ${from}`,
  }),
} as const;
