import { topicOf } from "../../contract/index.ts";
import { RawClient } from "./raw-client.ts";
import { Reports } from "./reports.ts";

/** One generator process: so many terminals, so many reports a message, so many unacknowledged messages a terminal. */
export interface GeneratorJob {
  readonly host: string;
  readonly port: number;
  readonly terminals: readonly { id: string; password: string }[];
  readonly perMessage: number;
  readonly window: number;
  readonly seconds: number;
  /** Messages a second over all terminals; left out: as many as are acknowledged. */
  readonly rate?: number;
}
export interface GeneratorResult {
  readonly messages: number;
  readonly reports: number;
  readonly seconds: number;
}

const birth = (n: number): string =>
  JSON.stringify({
    v: 1,
    session: { epoch: n.toString(16).padStart(16, "0"), n: 1 },
    status: "online",
    since: Date.now(),
  });

const openAll = async (job: GeneratorJob): Promise<RawClient[]> => {
  const clients: RawClient[] = [];
  for (let i = 0; i < job.terminals.length; i += 50) {
    const some = job.terminals.slice(i, i + 50).map((t) => RawClient.open(job, t.id, t.password));
    clients.push(...(await Promise.all(some)));
  }
  clients.forEach((client, n) => client.publish(topicOf(job.terminals[n]?.id as string, "state"), birth(n + 1)));
  return clients;
};

/** Sends for `seconds` and counts what was acknowledged in that time. */
export const generate = async (job: GeneratorJob, onStart: () => void): Promise<GeneratorResult> => {
  const clients = await openAll(job);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const now = Date.now();
  let acked = 0;
  let stopped = false;
  const senders = clients.map((client, n) => {
    const topic = topicOf(job.terminals[n]?.id as string, "up");
    const reports = new Reports(n + 1, job.perMessage, now);
    const send = (count: number): void => {
      client.socket.cork();
      for (let i = 0; i < count; i++) client.publish(topic, reports.next(now));
      client.socket.uncork();
    };
    client.onAcks = (count) => {
      acked += count;
      if (!stopped && job.rate === undefined) send(count);
    };
    return send;
  });
  onStart();
  const started = performance.now();
  if (job.rate === undefined) for (const send of senders) send(job.window);
  const tick = job.rate === undefined ? undefined : paced(senders, job.rate);
  await new Promise((resolve) => setTimeout(resolve, job.seconds * 1000));
  stopped = true;
  clearInterval(tick);
  const seconds = (performance.now() - started) / 1000;
  const messages = acked;
  for (const client of clients) client.socket.destroy();
  return { messages, reports: messages * job.perMessage, seconds };
};

const paced = (senders: ((count: number) => void)[], rate: number): NodeJS.Timeout => {
  const started = performance.now();
  let sent = 0;
  return setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1000) * rate);
    while (sent < due) senders[sent++ % senders.length]?.(1);
  }, 5);
};

if (process.send && process.argv[2] === "generate") {
  process.once("message", (job: GeneratorJob) => {
    generate(job, () => process.send?.({ started: true })).then(
      (result) => process.send?.({ result }, () => process.exit(0)),
      (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
    );
  });
}
