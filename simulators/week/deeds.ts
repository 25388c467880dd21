import { AppError, type TicketView } from "../../contract/index.ts";
import { askBroker, callBroker } from "../fleet/broker-api.ts";
import { type Deed, momentOf, type WeekScenario } from "../scenarios/week.ts";
import type { Conductor } from "./conductor.ts";
import type { WireTerminal } from "./wire-terminal.ts";

export interface Stage {
  readonly week: WeekScenario;
  readonly url: string;
  readonly tokens: Readonly<Record<string, string>>;
  readonly terminals: ReadonlyMap<string, WireTerminal>;
  readonly conductor: Conductor;
  /** Words that stand for values in later calls. */
  readonly kept: Map<string, unknown>;
}

type Call = Extract<Deed, { call: string }>;

const terminalOf = ({ terminals }: Stage, id: string): WireTerminal => {
  const terminal = terminals.get(id);
  if (!terminal) throw new AppError("scenario", `there is no terminal ${id} in this week`);
  return terminal;
};

const newestTicket = async ({ url, tokens }: Stage, by: string, terminal: string): Promise<TicketView> => {
  const open = await callBroker<TicketView[]>(url, tokens[by] ?? "", `/api/tickets?terminal=${terminal}`);
  const newest = open.filter(({ state }) => state !== "closed").sort((a, b) => b.number - a.number)[0];
  if (!newest) throw new AppError("scenario", `${terminal} has no open ticket`);
  return newest;
};

/** `{name}` and `@Tue 10:00` in a value take what they stand for; a text that is nothing but `{name}` becomes the value itself. */
const filled = (value: unknown, words: ReadonlyMap<string, unknown>, week: WeekScenario): unknown => {
  if (Array.isArray(value)) return value.map((one) => filled(one, words, week));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, words, week)]));
  if (typeof value !== "string") return value;
  if (/^@\w{3} \d\d:\d\d$/.test(value)) return momentOf(week, value.slice(1));
  const whole = /^\{(\w+)\}$/.exec(value)?.[1];
  if (whole !== undefined && words.has(whole)) return words.get(whole);
  return value.replaceAll(/\{(\w+)\}/g, (all, name: string) => (words.has(name) ? String(words.get(name)) : all));
};

const call = async (stage: Stage, deed: Call): Promise<void> => {
  const { week, url, tokens, conductor, kept } = stage;
  const words = new Map<string, unknown>([...kept, ["now", conductor.clock.now()]]);
  if (deed.about !== undefined) words.set("ticket", (await newestTicket(stage, deed.by, deed.about)).number);
  const [method = "GET", path = ""] = deed.call.split(" ");
  const target = String(filled(path, words, week));
  try {
    const body = filled(deed.body, words, week);
    const answer = JSON.parse(
      (await askBroker(url, tokens[deed.by] ?? "", target, { method, body })).toString("utf8"),
    ) as Record<string, unknown>;
    if (deed.refused !== undefined) throw new AppError("scenario", `${deed.call} was to be refused and was not`);
    for (const [name, field] of Object.entries(deed.keep ?? {})) kept.set(name, answer[field]);
  } catch (error) {
    const status = error instanceof AppError ? error.context["status"] : undefined;
    if (deed.refused === undefined || status !== deed.refused) throw error;
  }
};

/** Makes one thing of the story happen, now. Throws what the broker refuses, and `AppError("scenario")` for what the story got wrong. */
export const doDeed = async (stage: Stage, deed: Deed): Promise<void> => {
  if ("call" in deed) return call(stage, deed);
  if ("trouble" in deed) return terminalOf(stage, deed.terminal).trouble(deed.trouble);
  if ("heal" in deed) return terminalOf(stage, deed.terminal).heal(deed.heal);
  if ("swap" in deed) return terminalOf(stage, deed.terminal).swap(deed.swap, deed.serial);
  const terminals = deed.terminals.map((id) => terminalOf(stage, id));
  const away = "power" in deed ? deed.power === "lost" : deed.line === "cut";
  for (const terminal of terminals) {
    if ("power" in deed) terminal.setPower(!away);
    if (away) terminal.lose();
    else await terminal.connect();
  }
  await stage.conductor.noticed();
};
