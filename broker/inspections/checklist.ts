import type { DeviceClass, Localized, MeasureName } from "../../contract/index.ts";

/** A measure that belongs to an item, in its own unit. Beyond `max` or below `min` the part is not as it should be; without limits it is only told. */
export interface MeasureLook {
  readonly measure: MeasureName;
  readonly title: Localized;
  readonly unit: string;
  readonly max?: number;
  readonly min?: number;
}

/** What the machine looks at in every device of one class. */
export interface DeviceLook {
  readonly deviceClass: DeviceClass;
  /** Components that must be known, every one; of `anyOf` one at least. Otherwise the machine cannot tell. */
  readonly must?: readonly string[];
  readonly anyOf?: readonly string[];
  /** Count where the device reports them. */
  readonly also?: readonly string[];
  readonly measures?: readonly MeasureLook[];
  /** At least one of the measures must be known. */
  readonly measured?: boolean;
  /** A terminal without such a device wants no word about it. */
  readonly optional?: boolean;
  /** Notes refused of notes fed tell how clean an acceptor is. */
  readonly rejects?: boolean;
}

/** One line of the checklist. `ask` is put to a person: always, or only where the machine cannot tell. */
export interface ChecklistItem {
  readonly id: string;
  readonly title: Localized;
  readonly looks: readonly DeviceLook[];
  readonly ask: Localized;
  readonly always?: boolean;
  /** Customers test it: sales of this kind in the last days. */
  readonly sales?: "card" | "all";
  /** Every wearing part of the terminal is a part of this item. */
  readonly wear?: boolean;
}

const percent = (measure: MeasureName, en: string, zh: string, limits: { max?: number; min?: number } = {}) => ({
  measure,
  title: { en, "zh-CN": zh },
  unit: "%",
  ...limits,
});

/** Share of the sales that must have succeeded, of at least so many in so many days, to speak for a part. */
export const salesProof = { least: 10, share: 0.9, days: 7 } as const;
/** Notes refused of notes fed, from which on an acceptor wants cleaning; told from so many notes on. */
export const rejectLimit = { share: 0.1, least: 50 } as const;
/** Used of a part's life, from which on it is to be renewed: the same as in the rules `*.dueSoon`. */
export const wornShare = 0.9;

/** What is looked at in a round, in this order; the items are those of the trade's patrol sheets. Open faults of the named components speak first. */
export const checklist: readonly ChecklistItem[] = [
  {
    id: "outside",
    title: { en: "Outside", "zh-CN": "外观" },
    looks: [
      {
        deviceClass: "cabinet",
        anyOf: ["outerDoor", "lock", "tilt"],
        also: ["wiring", "seismicSensor", "motionSensor", "module"],
        optional: true,
      },
    ],
    always: true,
    ask: {
      en: "Complete, clean, without damage? Do the locks close, are the signs readable?",
      "zh-CN": "机身是否完整、清洁、无损伤？门锁是否能锁好，标识是否清晰？",
    },
  },
  {
    id: "power",
    title: { en: "Power supply", "zh-CN": "供电" },
    looks: [
      {
        deviceClass: "powerSupply",
        must: ["utility", "battery"],
        also: ["output", "ups", "load", "temperature", "selfTest"],
        measures: [
          { measure: "inputVoltage", title: { en: "mains voltage", "zh-CN": "市电电压" }, unit: "V" },
          percent("outputLoad", "load", "负载"),
          percent("batteryCharge", "battery charge", "电池电量"),
        ],
      },
    ],
    always: true,
    ask: {
      en: "Cables and sockets sound, earth wire tight? Where there is no UPS: mains voltage measured?",
      "zh-CN": "线缆、插座、接地是否完好？无 UPS 时：市电电压是否已测？",
    },
  },
  {
    id: "network",
    title: { en: "Network", "zh-CN": "网络" },
    looks: [
      {
        deviceClass: "network",
        anyOf: ["link", "registration"],
        also: ["address", "gateway", "nameService", "broker", "modem", "radio", "sim", "signal", "dataSession"],
        measures: [
          percent("gatewayLoss", "loss to the gateway", "到网关丢包率", { max: 5 }),
          percent("brokerLoss", "failed connections", "连接失败率", { max: 5 }),
          { measure: "rssi", title: { en: "signal", "zh-CN": "信号强度" }, unit: "dBm" },
        ],
        optional: true,
      },
      { deviceClass: "host", must: ["network"] },
    ],
    ask: {
      en: "Is the link up, are signal and loss as they should be?",
      "zh-CN": "网络是否连通，信号和丢包是否正常？",
    },
  },
  {
    id: "touch",
    title: { en: "Touch accuracy", "zh-CN": "触摸定位精度" },
    looks: [
      {
        deviceClass: "touchscreen",
        anyOf: ["controller", "sensor", "input", "surface"],
        also: ["calibration", "settings", "format", "activity", "identity", "connection", "power"],
        measures: [
          {
            measure: "positioningErrorMax",
            title: { en: "worst target of the accuracy test", "zh-CN": "定位测试最大误差" },
            unit: "% of the diagonal",
            max: 1,
          },
        ],
        measured: true,
      },
    ],
    ask: {
      en: "Does the screen answer where it is touched, in the corners too? (An accuracy test tells it by measure.)",
      "zh-CN": "触摸响应位置是否准确（含四角）？（运行定位测试可得到测量值）",
    },
  },
  {
    id: "display",
    title: { en: "Display brightness", "zh-CN": "显示亮度" },
    looks: [
      {
        deviceClass: "display",
        anyOf: ["power", "panel", "output"],
        also: ["lamp", "signal", "cable", "fan", "lightSensor", "temperature", "backlight", "edid", "identity"],
        measures: [
          percent("backlight", "backlight", "背光", { min: 20 }),
          percent("brightness", "brightness", "亮度", { min: 20 }),
        ],
        measured: true,
      },
    ],
    ask: { en: "Is the picture bright, even and sharp?", "zh-CN": "画面是否明亮、均匀、清晰？" },
  },
  {
    id: "cardReader",
    title: { en: "Card reader", "zh-CN": "读卡器" },
    looks: [
      {
        deviceClass: "cardReader",
        anyOf: ["media", "transport", "chipModule", "entry"],
        also: ["cardStacker", "retainBin", "sensors", "shutter", "supply", "power"],
      },
    ],
    sales: "card",
    ask: { en: "Does it read a test card, and is the slot clean?", "zh-CN": "能否读取测试卡，卡口是否清洁？" },
  },
  {
    id: "billValidator",
    title: { en: "Bill validator", "zh-CN": "纸币识别器" },
    looks: [
      {
        deviceClass: "cashAcceptor",
        anyOf: ["banknoteReader", "transport", "acceptor"],
        also: ["stacker", "escrow", "security", "power", "cover", "noteStore"],
        rejects: true,
      },
    ],
    ask: { en: "Does it take test notes, and is the note path clean?", "zh-CN": "能否正常收测试钞，钞道是否清洁？" },
  },
  {
    id: "cashBox",
    title: { en: "Cash box", "zh-CN": "钞箱" },
    looks: [
      {
        deviceClass: "cashAcceptor",
        must: ["cashBox"],
        measures: [percent("cashBoxFill", "filled", "已装")],
      },
      { deviceClass: "cabinet", must: ["cashBoxSeat", "cashBoxDoor"] },
    ],
    ask: {
      en: "Is the box seated and locked, and is there room in it?",
      "zh-CN": "钞箱是否到位、锁好，是否还有余量？",
    },
  },
  {
    id: "printer",
    title: { en: "Receipt printer", "zh-CN": "凭条打印机" },
    looks: [
      {
        deviceClass: "printer",
        must: ["paper"],
        also: ["media", "cover", "cutter", "head", "mechanism", "supply", "memory", "interface", "blackMark"],
      },
    ],
    always: true,
    ask: {
      en: "Head and cutter cleaned? Is a test print black, complete and cut off straight?",
      "zh-CN": "打印头和切刀是否已清洁？测试打印是否清晰、完整、切纸平齐？",
    },
  },
  {
    id: "computer",
    title: { en: "Computer", "zh-CN": "主机" },
    looks: [
      {
        deviceClass: "host",
        must: ["processor", "memory", "storage"],
        also: ["temperature", "clock"],
        measures: [
          percent("processorLoad", "processor", "处理器"),
          percent("memoryUsed", "memory in use", "内存占用"),
          percent("storageUsed", "disk in use", "磁盘占用"),
          { measure: "temperature", title: { en: "temperature", "zh-CN": "温度" }, unit: "°C" },
        ],
      },
    ],
    ask: {
      en: "Does it run without alarm, are the fans clean and quiet?",
      "zh-CN": "主机是否正常运行无报警，风扇是否清洁、无异响？",
    },
  },
  {
    id: "software",
    title: { en: "Software", "zh-CN": "系统软件" },
    looks: [{ deviceClass: "host", must: ["outbox"], also: ["clock"] }],
    sales: "all",
    ask: {
      en: "Does the application run, and does a test sale succeed?",
      "zh-CN": "应用程序是否运行正常，测试交易是否成功？",
    },
  },
  {
    id: "wear",
    title: { en: "Wearing parts", "zh-CN": "易损件" },
    looks: [],
    wear: true,
    ask: {
      en: "Parts whose use nobody counts: looked at, and renewed where needed?",
      "zh-CN": "无计数的易损件：是否已检查，必要时是否已更换？",
    },
  },
];
