import { pino } from "pino";
import { blotCardData } from "../contract/index.ts";

/** What the agent logs with. Synchronous: a line that was written is out, also if the process is killed next. */
export interface AgentLog {
  debug(text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  setLevel(level: string): void;
}

/** JSON lines to standard output; the service manager rotates them. Card data is blotted out of every line, whatever it came in (S7). */
export const stdoutLog = (terminal: string, level: string): AgentLog => {
  const out = pino.destination({ fd: 1, sync: true });
  const log = pino(
    { level, base: { terminal }, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => out.write(blotCardData(line)) },
  );
  return {
    debug: (text) => log.debug(text),
    info: (text) => log.info(text),
    warn: (text) => log.warn(text),
    error: (text) => log.error(text),
    setLevel(next) {
      log.level = next;
    },
  };
};
