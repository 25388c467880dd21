import { blotCardData, type Clock, type EvidenceLogLine } from "../../contract/index.ts";
import type { AgentLog } from "../log.ts";
import { Ring } from "./ring.ts";

type Level = EvidenceLogLine["level"];
interface Line {
  readonly mono: number;
  readonly level: Level;
  readonly text: string;
}
export type RecentLog = Ring<Line>;

const bounds = { maxEntries: 500, maxChars: 64 * 1024 };
const maxText = 1_000;

/**
 * The same log, whose last lines are also kept in memory, without card data. From `info` on, whatever level is written out: a terminal that was told to
 * be quiet can still say what it did.
 */
export const keepingLog = (log: AgentLog, clock: Clock): { readonly log: AgentLog; readonly recent: RecentLog } => {
  const recent: RecentLog = new Ring(bounds, ({ text }) => text.length + 40);
  const keep = (level: Level, text: string) =>
    recent.push({ mono: clock.mono(), level, text: blotCardData(text).slice(0, maxText) });
  const both = (level: Level) => (text: string) => {
    keep(level, text);
    log[level](text);
  };
  return {
    log: {
      debug: (text) => log.debug(text),
      info: both("info"),
      warn: both("warn"),
      error: both("error"),
      setLevel: (level) => log.setLevel(level),
    },
    recent,
  };
};
