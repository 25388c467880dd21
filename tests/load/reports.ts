import type { DeviceHealth } from "../../contract/index.ts";

/** The seven devices of a kiosk with what they report in health: ten values each (states and measures together). */
const kiosk: readonly [
  device: string,
  deviceClass: DeviceHealth["deviceClass"],
  states: string[],
  measures: string[],
][] = [
  [
    "cash",
    "cashAcceptor",
    ["transport:ok", "stacker:ok", "cashBox:ok", "banknoteReader:ok"],
    ["notesStacked", "notesRejected", "cashBoxFill", "cashBoxNotes", "linkFrames", "linkErrors"],
  ],
  [
    "card",
    "cardReader",
    ["media:notPresent", "transport:ok", "retainBin:ok"],
    ["cardInsertions", "cardsRetained", "linkFrames", "linkErrors", "linkDiscardedBytes", "linkRoundTrip", "powerUps"],
  ],
  [
    "printer",
    "printer",
    ["paper:full", "cover:closed", "cutter:ok", "head:ok"],
    ["cuts", "linesFed", "operatingTime", "paperRemaining", "linkFrames", "linkErrors"],
  ],
  [
    "display",
    "display",
    ["power:on", "panel:on", "lamp:ok", "temperature:ok"],
    ["brightness", "backlight", "temperature", "panelOnTime", "linkFrames", "linkErrors"],
  ],
  [
    "touch",
    "touchscreen",
    ["controller:ok", "sensor:ok", "calibration:ok", "surface:released"],
    ["touches", "idleTouches", "positioningErrorMax", "positioningErrorMean", "linkFrames", "linkErrors"],
  ],
  [
    "cabinet",
    "cabinet",
    ["outerDoor:closed", "cashBoxDoor:closed", "lock:bolted", "wiring:ok", "module:ok"],
    ["doorOpenings", "shocks", "linkFrames", "linkErrors", "linkRoundTrip"],
  ],
  [
    "host",
    "host",
    ["processor:ok", "memory:ok", "storage:ok", "network:ok"],
    ["processorLoad", "memoryUsed", "storageUsed", "storageFree", "uptime", "clockSkew"],
  ],
];

const healthOf = (n: number, at: number): { device: string; body: DeviceHealth } => {
  const [device, deviceClass, states, measures] = kiosk[n % kiosk.length] as (typeof kiosk)[number];
  const component = (text: string) => [
    text.split(":")[0] as string,
    { state: text.split(":")[1] as string, since: at },
  ];
  return {
    device,
    body: {
      deviceClass,
      availability: "online",
      components: Object.fromEntries(states.map(component)) as DeviceHealth["components"],
      measures: Object.fromEntries(measures.map((name, i) => [name, i * 7])),
      observedAt: at,
      freshForMs: 60_000,
    },
  };
};

/** Makes the payloads of one terminal: what does not change is encoded once, sequence and order numbers are put in between. */
export class Reports {
  readonly #stream: string;
  readonly #perMessage: number;
  readonly #pieces: { head: string; tail: string }[];
  #next = 1;
  #turn = 0;

  constructor(terminal: number, perMessage: number, now: number) {
    this.#stream = `${terminal.toString(16).padStart(16, "0")}.routine`;
    this.#perMessage = perMessage;
    this.#pieces = kiosk.map((_, n) => {
      const { device, body } = healthOf(n, now);
      return {
        head: `,"kind":"health","device":"${device}","at":${now},"mono":1000,"body":${JSON.stringify(body)}}`,
        tail: "",
      };
    });
  }

  /** The next message's JSON. `sentAt` in ms. */
  next(sentAt: number): string {
    let text = `{"v":1,"stream":"${this.#stream}","boot":"b","sentAt":${sentAt},"sentMono":1000,"records":[`;
    for (let i = 0; i < this.#perMessage; i++) {
      const seq = this.#next++;
      const piece = this.#pieces[this.#turn++ % this.#pieces.length] as { head: string };
      text += `${i === 0 ? "" : ","}{"seq":${seq},"order":${seq}${piece.head}`;
    }
    return `${text}]}`;
  }
}
