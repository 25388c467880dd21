import { Aedes, type AedesOptions, type PublishPacket } from "aedes";

type Done = (error?: Error) => void;

/**
 * aedes without its fan-out. No one subscribes to what terminals write: it goes to ingest, inside `authorizePublish`; and what goes to a terminal
 * is written to its own connection. So a publish ends here: no retained copy, no offline queue, no matching of topics, and no way for one
 * terminal's message to reach another.
 */
export class TerminalBroker extends Aedes {
  static async start(options: AedesOptions): Promise<TerminalBroker> {
    const broker = new TerminalBroker(options);
    await broker.listen();
    return broker;
  }

  override publish(_packet: PublishPacket, clientOrDone?: unknown, done?: Done): void {
    const callback = typeof clientOrDone === "function" ? (clientOrDone as Done) : done;
    callback?.();
  }
}
