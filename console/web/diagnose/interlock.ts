import type { CommandView, DeviceView, DiagnosisView, Disturbance, TerminalDetail } from "../../../contract/index.ts";

/** What stands in the way, or does not. `waits`: it is tried again by itself once that is over; `stops`: it cannot be asked for now. */
export type Barrier = "clear" | "waits" | "stops" | "unknown";

export interface Sight {
  readonly what: "line" | "device" | "customer" | "money" | "maintenance" | "busy";
  readonly barrier: Barrier;
  /** Its words: `diagnosePage.sight.<what>.<word>`. */
  readonly word: string;
  /** The moment of its words: since when it is so, when it was last said, or until when it goes on. */
  readonly at?: number;
  /** Of whom or what its words tell. */
  readonly detail?: string;
}

export interface Situation {
  readonly terminal: TerminalDetail;
  readonly device: DeviceView;
  readonly disturbs: Disturbance;
  readonly commands: readonly CommandView[];
  readonly diagnoses: readonly DiagnosisView[];
  /** Unix ms. */
  readonly now: number;
}

const at = (moment: number | undefined): { at?: number } => (moment === undefined ? {} : { at: moment });

const line = ({ terminal: { status, statusAt } }: Situation): Sight =>
  status === "online"
    ? { what: "line", barrier: "clear", word: "online", at: statusAt }
    : { what: "line", barrier: status === "unknown" ? "unknown" : "waits", word: status, at: statusAt };

const deviceSight = ({ device: { health, stale, receivedAt } }: Situation): Sight => {
  const base = { what: "device", ...at(receivedAt) } as const;
  if (!health) return { ...base, barrier: "unknown", word: "never" };
  if (stale) return { ...base, barrier: "unknown", word: "stale" };
  const { availability } = health;
  return { ...base, barrier: availability === "online" ? "clear" : "unknown", word: availability };
};

const harmless = (disturbs: Disturbance): boolean => disturbs === "nothing";

/** An agent that does not tell of customers shows one all the same when it turns a command away. */
const turnedAway = ({ commands, terminal, now }: Situation): CommandView | undefined =>
  terminal.status !== "online"
    ? undefined
    : commands.find(
        ({ state, outcome, notAfter }) =>
          state === "queued" && outcome?.reason?.code === "customerPresent" && now < notAfter,
      );

/** What the terminal said last of a customer. It looks itself before it runs what disturbs: this only foretells. */
const customer = (situation: Situation): Sight => {
  const { terminal, disturbs } = situation;
  const { state, since } = terminal.customer;
  const base = { what: "customer", ...at(since) } as const;
  if (harmless(disturbs))
    return state === "present"
      ? { ...base, barrier: "clear", word: "unbothered" }
      : { what: "customer", barrier: "clear", word: "undisturbed" };
  if (state === "present") return { ...base, barrier: "waits", word: "present" };
  if (state === "none") return { ...base, barrier: "clear", word: "none" };
  const away = turnedAway(situation);
  if (away) return { what: "customer", barrier: "waits", word: "present", ...at(away.sentAt) };
  return { what: "customer", barrier: "unknown", word: "untold" };
};

/** Where a note or a card may be: since when the part that says so is as it is. */
const wayOf = (device: DeviceView): number | undefined => {
  const { escrow, transport, media } = device.health?.components ?? {};
  return (escrow ?? transport ?? media)?.since;
};

/** As the terminal judges it: a device that handles money and says nothing of it is not known to be safe. */
const moneyOf = ({ deviceClass, health, stale }: DeviceView): "safe" | "inTransit" | "unknown" | "none" => {
  if (stale) return deviceClass === "cashAcceptor" || health?.money !== undefined ? "unknown" : "none";
  return health?.money ?? (deviceClass === "cashAcceptor" ? "unknown" : "none");
};

const money = ({ terminal, device, disturbs }: Situation): Sight => {
  const own = moneyOf(device);
  if (own === "inTransit")
    return { what: "money", barrier: harmless(disturbs) ? "clear" : "waits", word: own, ...at(wayOf(device)) };
  const other = terminal.deviceList.find((one) => one.device !== device.device && moneyOf(one) === "inTransit");
  if (disturbs === "terminal" && other)
    return { what: "money", barrier: "waits", word: "elsewhere", detail: other.device, ...at(wayOf(other)) };
  const barrier = own === "unknown" && !harmless(disturbs) ? "unknown" : "clear";
  return { what: "money", barrier, word: own, ...(own === "none" ? {} : at(device.health?.observedAt)) };
};

const maintenance = ({ terminal: { maintenance: on } }: Situation): Sight =>
  on
    ? { what: "maintenance", barrier: "clear", word: "on", detail: on.by, at: on.until }
    : { what: "maintenance", barrier: "clear", word: "off" };

const underWay: ReadonlySet<string> = new Set(["awaitingApproval", "queued", "sent", "delivered"]);
const busy = ({ device: { device }, diagnoses, commands }: Situation): Sight => {
  const running = diagnoses.find((one) => one.device === device && one.state === "running");
  if (running) return { what: "busy", barrier: "stops", word: "diagnosis", at: running.startedAt };
  const waiting = commands.find((one) => one.device === device && underWay.has(one.state));
  if (waiting)
    return {
      what: "busy",
      barrier: "clear",
      word: "command",
      detail: waiting.title ?? waiting.command,
      at: waiting.createdAt,
    };
  return { what: "busy", barrier: "clear", word: "free" };
};

/** What is looked at before a device is made to do something, as far as the broker knows it. The terminal looks again. Pure. */
export const sightsOf = (situation: Situation): Sight[] =>
  [line, deviceSight, customer, money, maintenance, busy].map((look) => look(situation));

const order: readonly Barrier[] = ["stops", "waits", "unknown", "clear"];
/** The worst of them. */
export const worstOf = (sights: readonly Sight[]): Barrier =>
  order.find((barrier) => sights.some((one) => one.barrier === barrier)) ?? "clear";
