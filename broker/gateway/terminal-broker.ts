import { Aedes, type AedesOptions, type PublishPacket } from "aedes";

type Done = (error?: Error) => void;

/**
 * aedes without its fan-out. No one subscribes to what terminals write: it goes to ingest, inside `authorizePublish`; and what goes to a terminal
 * is written to its own connection. So a terminal's publish ends here: no retained copy, no offline queue, no matching of topics, and no way for
 * one terminal's message to reach another. What aedes tells itself (`$SYS/…/heartbeat`) goes its way: a broker that does not hear its own
 * heartbeat takes itself for dead, and plays the will of everybody who is connected.
 */
export class TerminalBroker extends Aedes {
  static async start(options: AedesOptions): Promise<TerminalBroker> {
    const broker = new TerminalBroker(options);
    await broker.listen();
    return broker;
  }

  override publish(packet: PublishPacket, clientOrDone?: unknown, done?: Done): void {
    const client = typeof clientOrDone === "function" ? undefined : clientOrDone;
    const callback = typeof clientOrDone === "function" ? (clientOrDone as Done) : done;
    if (!client && packet.topic.startsWith("$SYS/")) super.publish(packet, callback ?? (() => undefined));
    else callback?.();
  }
}
