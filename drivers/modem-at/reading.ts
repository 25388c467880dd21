import type { ComponentReading, Reading } from "../api.ts";
import { type Levels, type Operator, type Registration, rssiOf, type ServingCell } from "./answers.ts";
import type { Config } from "./config.ts";
import type { Answer } from "./conversation.ts";
import {
  meaningOfError,
  meaningOfRegistration,
  nameOf,
  radioCodes,
  type Said,
  simCodes,
  technologies,
} from "./status.ts";

/** Longest frame that fits the contract, characters of hex. */
const frameMax = 256;
const vendorMax = 64;

/** What one pass over the modem heard. What was not answered is left out. */
export interface Heard {
  readonly sim?: Answer;
  readonly radio?: Answer;
  readonly csq?: string;
  readonly signalFrame?: string;
  /** CSQ said 99, QCSQ NOSERVICE or QENG SEARCH. */
  readonly silent: boolean;
  readonly levels: Levels;
  readonly cell?: ServingCell;
  readonly registrations: Readonly<Partial<Record<"CEREG" | "CGREG" | "CREG", Registration>>>;
  readonly operator?: Operator;
  /** Has the context an address? Left out: not asked, or not told. */
  readonly address?: boolean;
  readonly temperature?: number;
  readonly pinTries?: number;
  /** Refusals that say something of a component. */
  readonly refusals: readonly Answer[];
}

const component = (state: string, vendorCode: string, frame?: string): ComponentReading => ({
  state,
  vendorCode: vendorCode.slice(0, vendorMax),
  ...(frame !== undefined && frame.length <= frameMax ? { frame } : {}),
});

const unknown: ComponentReading = { state: "unknown" };

/** CPIN, or the error that came in its place (§7). */
export const simOf = (answer: Answer | undefined): ComponentReading => {
  if (!answer) return unknown;
  if (!answer.ok) {
    const { says } = meaningOfError(answer.error);
    return component(says?.component === "sim" ? says.state : "unknown", nameOf(answer.error), answer.frame);
  }
  const code = (answer.lines.at(-1) ?? "").replace(/^\+CPIN:\s*/, "").replace(/^"(.*)"$/, "$1");
  return component(simCodes[code] ?? "unknown", `CPIN ${code}`, answer.frame);
};

const radioOf = (answer: Answer | undefined): ComponentReading => {
  if (!answer?.ok) return unknown;
  const code = /^\+CFUN:\s*(\d+)/.exec(answer.lines.at(-1) ?? "")?.[1] ?? "";
  return component(radioCodes[code] ?? "unknown", `CFUN ${code}`, answer.frame);
};

type Domain = keyof Heard["registrations"];
/** Which of three answers tells most: the packet domains before the circuit one, and bad news before none (§4). */
const order = ["denied", "searching", "restricted", "notRegistered", "unknown"] as const;

const tellingOf = (heard: Heard): { domain: Domain; registration: Registration } | undefined => {
  const all = (["CEREG", "CGREG", "CREG"] as const).flatMap((domain) => {
    const registration = heard.registrations[domain];
    return registration ? [{ domain, registration, meaning: meaningOfRegistration(registration.stat) }] : [];
  });
  const packet = all.filter((a) => a.domain !== "CREG");
  const judged = packet.length > 0 ? packet : all;
  return (
    judged.find((a) => a.meaning.data) ??
    order.flatMap((state) => judged.find((a) => a.meaning.state === state) ?? [])[0]
  );
};

/** Packet data is what counts; the circuit domain only where the modem knows no other. */
export const registrationOf = (heard: Heard): ComponentReading => {
  const telling = tellingOf(heard);
  if (!telling) return unknown;
  const { domain, registration } = telling;
  const { state, text } = meaningOfRegistration(registration.stat);
  const technology = technologies[heard.operator?.technology ?? registration.technology ?? -1];
  const notes = [text, technology, heard.operator?.name].filter((note) => note !== undefined);
  return component(state, `${domain} ${registration.stat}: ${notes.join(", ")}`);
};

/** A level is weak below its limit, and stays so until it is `hysteresis` better. */
const isWeak = (value: number | undefined, limit: number, was: boolean, hysteresis: number): boolean =>
  value !== undefined && value < (was ? limit + hysteresis : limit);

const signalOf = (heard: Heard, registered: boolean, config: Config, was: string | undefined): ComponentReading => {
  const rssi = heard.csq === undefined ? undefined : rssiOf(heard.csq);
  const { rsrp, sinr } = heard.levels;
  const said = `CSQ ${heard.csq ?? "-"}${heard.cell ? `, QENG ${heard.cell.state}` : ""}`;
  if (rssi === undefined && rsrp === undefined) {
    // 99 of a registered modem: it does not measure in this mode. 99 of one that hears no cell: nothing is there.
    const state = heard.silent && !registered ? "none" : "unknown";
    return component(state, said, heard.signalFrame);
  }
  const wasWeak = was === "weak";
  const weak =
    isWeak(rssi, config.weakRssi + 1, wasWeak, config.hysteresis) ||
    isWeak(rsrp, config.weakRsrp, wasWeak, config.hysteresis) ||
    isWeak(sinr, config.weakSinr, wasWeak, config.hysteresis);
  return component(weak ? "weak" : "ok", said, heard.signalFrame);
};

const dataSessionOf = ({ address }: Heard, context: number): ComponentReading => {
  if (address === undefined) return unknown;
  // The address itself stays here: its frame is not shown.
  return component(address ? "active" : "inactive", `CGPADDR ${context}: ${address ? "address" : "no address"}`);
};

/** What a refusal says of a component that nothing else has said more of. */
const refusalOf = (heard: Heard, name: Said["component"]): ComponentReading | undefined => {
  for (const answer of heard.refusals) {
    if (answer.ok) continue;
    const { says } = meaningOfError(answer.error);
    if (says?.component === name) return component(says.state, nameOf(answer.error), answer.frame);
  }
  return undefined;
};

const measuresOf = ({ csq, levels, temperature, pinTries }: Heard): Record<string, number> => {
  const rssi = csq === undefined ? undefined : rssiOf(csq);
  const all = { rssi, ...levels, temperature, simPinTries: pinTries };
  return Object.fromEntries(Object.entries(all).filter((e): e is [string, number] => e[1] !== undefined));
};

export interface ReadingOptions {
  readonly config: Config;
  /** The signal's last state, for the hysteresis. */
  readonly signalWas: string | undefined;
  /** The modem has just started anew without having been told to. */
  readonly restarted: boolean;
  readonly restarts: number;
  readonly link: Readonly<Record<string, number>>;
}

/** One pass as a reading. Pure. */
export const readingOf = (heard: Heard, options: ReadingOptions): Reading => {
  const { config, signalWas, restarted, restarts, link } = options;
  const registration = registrationOf(heard);
  const orRefusal = (name: Said["component"], read: ComponentReading): ComponentReading =>
    read.state === "unknown" ? (refusalOf(heard, name) ?? read) : read;
  const session =
    config.context === 0 ? {} : { dataSession: orRefusal("dataSession", dataSessionOf(heard, config.context)) };
  return {
    availability: "online",
    components: {
      modem: refusalOf(heard, "modem") ?? { state: "ok" },
      radio: radioOf(heard.radio),
      sim: simOf(heard.sim),
      signal: orRefusal("signal", signalOf(heard, registration.state === "registered", config, signalWas)),
      registration: orRefusal("registration", registration),
      ...session,
      power: restarted ? component("restarted", "RDY") : { state: "ok" },
    },
    measures: { ...link, ...measuresOf(heard), modemRestarts: restarts },
  };
};
