import { DriverError } from "../api.ts";
import { commands, type Exchange, ok } from "./codec.ts";
import type { Conversation } from "./conversation.ts";
import { bytes8, half, keyOf, number8, offer, power } from "./essp.ts";
import { responseText } from "./status.ts";

/** In this order (ssp.md §7): what was done is not done again when time runs out in the middle. */
export type Stage = "sync" | "keys" | "version" | "setup" | "serial" | "ready";

export interface Starting {
  readonly talk: Conversation;
  readonly random: () => number;
  readonly fixedKey: string;
  readonly protocolVersion: number;
  /** Are packets to be encrypted? */
  readonly encrypted: () => boolean;
  /** Asks, hears, and resolves to the exchange. */
  readonly say: (...data: number[]) => Promise<Exchange>;
}

const refusal = (what: string, { answer }: Exchange): DriverError =>
  new DriverError("refused", `the validator refuses ${what}: ${responseText(answer[0])}`);

/** 4A, 4B, 4C, then AES with what both sides computed (§8). Throws `refused`. */
const exchangeKeys = async ({ talk, random, fixedKey, say }: Starting): Promise<void> => {
  talk.useKey(undefined);
  const mine = offer(random);
  for (const [command, value] of [
    [commands.setGenerator, mine.generator],
    [commands.setModulus, mine.modulus],
  ] as const) {
    const said = await say(command, ...bytes8(value));
    if (said.answer[0] !== ok) throw refusal("the key exchange", said);
  }
  const said = await say(commands.exchangeKeys, ...bytes8(half(mine)));
  const theirs = said.answer[0] === ok ? number8(said.answer.subarray(1)) : undefined;
  if (theirs === undefined) throw refusal("the key exchange", said);
  talk.useKey(keyOf(fixedKey, power(theirs, mine.secret, mine.modulus)));
};

/** The highest version both know, from ours down to 4; F8 or F4 means that it does not know one. A unit that knows none speaks its own. */
const agree = async ({ protocolVersion, say }: Starting): Promise<void> => {
  for (let version = protocolVersion; version >= 4; version--) {
    const [code] = (await say(commands.hostProtocol, version)).answer;
    if (code !== 0xf8 && code !== 0xf4) return;
  }
};

/** Each stage, and the one behind it. */
export const stages: Readonly<Record<Exclude<Stage, "ready">, (start: Starting) => Promise<Stage>>> = {
  sync: async (start) => {
    const said = await start.say(commands.sync);
    if (said.answer[0] !== ok && said.answer[0] !== 0xfa) throw refusal("SYNC", said);
    if (!start.encrypted()) start.talk.useKey(undefined);
    return start.encrypted() ? "keys" : "version";
  },
  keys: async (start) => {
    await exchangeKeys(start);
    return "version";
  },
  version: async (start) => {
    await agree(start);
    return "setup";
  },
  setup: async (start) => {
    await start.say(commands.setup);
    return "serial";
  },
  serial: async (start) => {
    await start.say(commands.serial);
    return "ready";
  },
};
