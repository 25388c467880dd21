import { pino } from "pino";

/** What the broker logs with: pino's order of arguments. */
export interface BrokerLog {
  info(context: Record<string, unknown>, text: string): void;
  warn(context: Record<string, unknown>, text: string): void;
  error(context: Record<string, unknown>, text: string): void;
}

/** JSON lines to standard error, written synchronously: a line that was logged is out, also if the process is killed next. */
export const stderrLog = (level: string): BrokerLog =>
  pino({ level, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
