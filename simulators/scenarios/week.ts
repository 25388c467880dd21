import type { FaultView, Localized, Role, TicketView } from "../../contract/index.ts";
import type { Text } from "../week/gateway.ts";
import type { TroubleName } from "../week/modules.ts";

/** `Mon 09:10`, by the clocks of the week's zone. */
export type Moment = `${"Sun" | "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat"} ${number}:${number}`;

/**
 * What is done. In a `call` the words `{ticket}`, `{now}` and those of earlier `keep`s stand for their values, `@Tue 10:00` for a moment; `{ticket}` is the
 * newest open ticket of the terminal `about`.
 */
export type Deed =
  | { readonly terminal: string; readonly trouble: TroubleName }
  | { readonly terminal: string; readonly heal: TroubleName }
  | { readonly terminal: string; readonly swap: string; readonly serial: string }
  | { readonly terminals: readonly string[]; readonly power: "lost" | "back" }
  | { readonly terminals: readonly string[]; readonly line: "cut" | "back" }
  | {
      readonly by: string;
      readonly call: `${"GET" | "POST" | "PUT"} /${string}`;
      readonly about?: string;
      readonly body?: unknown;
      /** Names under which fields of the answer are kept: `{ visit: "number" }`. */
      readonly keep?: Readonly<Record<string, string>>;
      /** The broker refuses it, with this status. */
      readonly refused?: number;
    };

export interface StoryLine {
  readonly at: Moment;
  readonly say: Localized;
  readonly do: readonly Deed[];
}

/** What was seen of the week when it was over. */
export interface WeekSeen {
  readonly tickets: readonly TicketView[];
  readonly faults: readonly FaultView[];
  readonly moment: (text: Moment) => number;
  /** Text messages that went out. */
  readonly texts: readonly Text[];
  /** `GET path`, as the administrator. */
  readonly ask: <T>(path: string) => Promise<T>;
}

export interface WeekExpectation {
  /** When it can be said: a week that is cut short before that is not asked. */
  readonly by: Moment;
  readonly say: Localized;
  /** Nothing if it is so, else what was found instead. */
  readonly check: (seen: WeekSeen) => string | undefined | Promise<string | undefined>;
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  /** A preset of the broker, or one of `policies`. */
  readonly policy: string;
  readonly from: string;
  readonly sites: Readonly<Record<string, readonly string[]>>;
  /** Latitude and longitude of its sites. */
  readonly places: Readonly<Record<string, readonly [number, number]>>;
  /** Further terms of the contract, as the broker's settings have them. */
  readonly terms?: Readonly<Record<string, unknown>>;
}

/** The default export of a scenario that runs days of service on a driven clock. */
export interface WeekScenario {
  readonly name: string;
  readonly title: Localized;
  readonly kind: "week";
  readonly seed: number;
  readonly zone: string;
  /** The first day, a Sunday: `2026-09-20`. */
  readonly from: string;
  /** Offset of the zone from UTC that week, hours. */
  readonly offsetHours: number;
  readonly days: number;
  readonly customers: readonly Customer[];
  /** Mobile operators, dealt to the terminals in turn. */
  readonly carriers: readonly string[];
  /** Policy files, by name. */
  readonly policies: Readonly<Record<string, unknown>>;
  readonly people: readonly { readonly name: string; readonly role: Role }[];
  /** Further settings of the broker. */
  readonly broker: Readonly<Record<string, unknown>>;
  readonly story: readonly StoryLine[];
  readonly expect: readonly WeekExpectation[];
}

export const defineWeek = (week: WeekScenario): WeekScenario => week;

const dayMs = 86_400_000;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** Midnight at which the week begins. */
export const startOf = ({ from, offsetHours }: Pick<WeekScenario, "from" | "offsetHours">): number =>
  Date.parse(`${from}T00:00:00Z`) - offsetHours * 3_600_000;

/** `Tue 10:00` as a moment of the week. */
export const momentOf = (week: Pick<WeekScenario, "from" | "offsetHours">, text: string): number => {
  const [day = "", time = ""] = text.split(" ");
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const n = weekdays.indexOf(day as (typeof weekdays)[number]);
  return startOf(week) + n * dayMs + hours * 3_600_000 + minutes * 60_000;
};

/** `Tue 10:00`. */
export const momentText = ({ offsetHours }: Pick<WeekScenario, "offsetHours">, at: number): string => {
  const local = new Date(at + offsetHours * 3_600_000);
  return `${weekdays[local.getUTCDay()]} ${local.toISOString().slice(11, 16)}`;
};
