import {
  bandOf,
  hasAddress,
  isUnmeasured,
  levelsOfCesq,
  levelsOfQcsq,
  operatorOf,
  registrationOf,
  servingCellOf,
  temperatureOf,
} from "./answers.ts";
import { type Ask, addressOf, asks } from "./asks.ts";
import { after } from "./codec.ts";
import type { Config } from "./config.ts";
import type { Answer } from "./conversation.ts";
import type { Heard } from "./reading.ts";
import type { Sim } from "./sim-pin.ts";

export type TryAsk = (ask: Ask) => Promise<Answer | undefined>;

const body = (ask: Ask, answer: Answer | undefined): string | undefined =>
  answer?.ok ? after(ask.prefix ?? "", answer.lines.at(-1) ?? "") : undefined;

/** Signal and cell: the vendor's own commands say most; CESQ stands in where the modem does not know them. */
const listenToCell = async (
  ask: TryAsk,
): Promise<Pick<Heard, "csq" | "signalFrame" | "silent" | "levels" | "cell">> => {
  const signal = await ask(asks.signal);
  const csq = body(asks.signal, signal);
  const serving = body(asks.servingCell, await ask(asks.servingCell));
  const cell = serving === undefined ? undefined : servingCellOf(serving);
  const vendor = body(asks.vendorSignal, cell?.rsrp === undefined ? await ask(asks.vendorSignal) : undefined);
  const { noService, ...ofVendor } = levelsOfQcsq(vendor ?? "");
  const standard =
    cell?.rsrp === undefined && ofVendor.rsrp === undefined
      ? body(asks.extendedSignal, await ask(asks.extendedSignal))
      : undefined;
  const { rsrp, rsrq, sinr } = cell ?? {};
  const ofCell = {
    ...(rsrp !== undefined && { rsrp }),
    ...(rsrq !== undefined && { rsrq }),
    ...(sinr !== undefined && { sinr }),
  };
  return {
    ...(csq !== undefined && { csq }),
    ...(signal?.ok && { signalFrame: signal.frame }),
    silent: (csq !== undefined && isUnmeasured(csq)) || noService === true || cell?.state === "SEARCH",
    levels: { ...levelsOfCesq(standard ?? ""), ...ofVendor, ...ofCell },
    ...(cell && { cell }),
  };
};

const listenToNetwork = async (ask: TryAsk): Promise<Pick<Heard, "registrations" | "operator">> => {
  const registrations: { -readonly [D in keyof Heard["registrations"]]: Heard["registrations"][D] } = {};
  for (const [domain, question] of [
    ["CEREG", asks.lte],
    ["CGREG", asks.packet],
    ["CREG", asks.circuit],
  ] as const) {
    const answer = await ask(question);
    const read = answer?.ok ? registrationOf(`+${domain}:`, answer.lines) : undefined;
    if (read) registrations[domain] = read;
  }
  const operator = body(asks.operator, await ask(asks.operator));
  return { registrations, ...(operator !== undefined && { operator: operatorOf(operator) }) };
};

/** One pass: everything a reading is made of. Throws what `ask` throws. */
export const listen = async (ask: TryAsk, config: Config, sim: Sim): Promise<Heard> => {
  const refusals: Answer[] = [];
  const noting: TryAsk = async (question) => {
    const answer = await ask(question);
    if (answer && !answer.ok) refusals.push(answer);
    return answer;
  };
  if (sim.answer && !sim.answer.ok) refusals.push(sim.answer);
  const radio = await noting(asks.radio);
  const cell = await listenToCell(noting);
  const network = await listenToNetwork(noting);
  const address = config.context === 0 ? undefined : await noting(addressOf(config.context));
  const heat = await ask(asks.temperature);
  const temperature = heat?.ok ? temperatureOf(heat.lines) : undefined;
  return {
    ...(sim.answer && { sim: sim.answer }),
    ...(sim.tries !== undefined && { pinTries: sim.tries }),
    ...(radio && { radio }),
    ...cell,
    ...network,
    ...(address?.ok && { address: hasAddress(config.context, address.lines) }),
    ...(temperature !== undefined && { temperature }),
    refusals,
  };
};

/** What a person wants to know beyond the reading: band, technology, cell, and the SIM's number with its middle hidden. */
export const bandNow = async (ask: TryAsk): Promise<string | undefined> => {
  const text = body(asks.network, await ask(asks.network));
  return text === undefined ? undefined : bandOf(text);
};
