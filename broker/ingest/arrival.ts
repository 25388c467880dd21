import type { Localized, UpChannel } from "../../contract/index.ts";

/** One message of a terminal, as the gateway hands it over. Exactly one of `done` and `fail` is called, once. */
export interface Arrival {
  /** From the connection, never from the payload. */
  readonly terminal: string;
  readonly channel: UpChannel;
  readonly payload: Buffer;
  /** Why the gateway refuses it: it is kept in quarantine and acknowledged. */
  readonly refused?: Localized;
  readonly topic: string;
  /** Committed: the PUBACK may go. */
  done(): void;
  /** Not stored: no PUBACK; the connection is dropped and the terminal offers it again. */
  fail(error: Error): void;
}
