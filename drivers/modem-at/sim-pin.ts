import type { DriverMemory } from "../api.ts";
import { crc16Modbus } from "../wire/checksums.ts";
import { bytesOf } from "../wire/fields.ts";
import { pinTriesOf } from "./answers.ts";
import { type Ask, asks, unlock } from "./asks.ts";
import type { Config } from "./config.ts";
import type { Answer } from "./conversation.ts";
import { simOf } from "./reading.ts";

export interface Unlocking {
  readonly config: Config;
  readonly memory: DriverMemory;
  readonly ask: (ask: Ask) => Promise<Answer | undefined>;
}

export interface Sim {
  readonly answer?: Answer;
  readonly tries?: number;
  readonly unlocked: boolean;
}

/** One wrong try must always be left to a person with the right PIN, and one more as a margin. */
const triesNeeded = 2;

/**
 * Reads the SIM's state, and sends the PIN of the settings if it asks for one: each PIN once, noted before it is sent, and never when fewer than two tries
 * are left or their number is not known (modem-at.md §3: three wrong ones lock the SIM). A PIN that was taken may be sent again after the next power cut.
 */
export const unlockSim = async ({ config, memory, ask }: Unlocking): Promise<Sim> => {
  const answer = await ask(asks.sim);
  const asked = answer?.ok === true && /^\+CPIN:\s*"?SIM PIN"?$/.test(answer.lines.at(-1) ?? "");
  const refused = answer?.ok === false && simOf(answer).state === "locked";
  if (!answer || (!asked && !refused)) return { unlocked: false, ...(answer ? { answer } : {}) };
  const counted = await ask(asks.pinTries);
  const tries = counted?.ok ? pinTriesOf(counted.lines) : undefined;
  const stays: Sim = { answer, unlocked: false, ...(tries === undefined ? {} : { tries }) };
  // Not the PIN itself: a mark by which the same one is known again.
  const mark = config.pin === "" ? undefined : crc16Modbus(bytesOf(config.pin));
  if (!asked || mark === undefined || tries === undefined || tries < triesNeeded) return stays;
  if (memory.get("pinTried") === mark) return stays;
  memory.set("pinTried", mark);
  const sent = await ask(unlock(config.pin));
  if (!sent?.ok) return stays;
  memory.set("pinTried", null);
  const now = await ask(asks.sim);
  return { unlocked: true, tries, ...(now ? { answer: now } : {}) };
};
