import type { DownChannel } from "../contract/index.ts";

/** The way to a terminal. True if it is connected and the bytes were handed to its socket; delivery is only what the agent says. */
export interface Downlink {
  send(terminal: string, channel: DownChannel, payload: unknown): boolean;
  connected(terminal: string): boolean;
  /** Closes a terminal's connection: its credential was changed or withdrawn. */
  drop(terminal: string): void;
}
