import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { MqttClient } from "mqtt";
import { systemClock } from "../../contract/index.ts";
import { batchOf, connectTerminal, paperRecord, publishUp } from "../support/broker.ts";
import { messageOf } from "./child-message.ts";
import type { How, LoopDelay } from "./report-server.ts";
import type { Bench } from "./row.ts";

const terminals = 200;
const fillWithinMs = 180_000;
const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** One record after the other until told to stop; how long each took to be stored and acknowledged, ms, ascending. */
const pulse = async (client: MqttClient, first: number, ended: AbortSignal): Promise<number[]> => {
  const took: number[] = [];
  for (let seq = first; !ended.aborted; seq++) {
    const begun = systemClock.mono();
    await publishUp(client, "pulse", batchOf([paperRecord(seq)]));
    took.push(systemClock.mono() - begun);
  }
  return took.sort((a, b) => a - b);
};

interface Measured extends LoopDelay {
  readonly ingestP99: number;
  readonly ingestLongest: number;
}

/** Ingest and event loop of a broker while the quarter of 200 terminals is made: in its own thread as a baseline, and in a process beside it. */
const bench: Bench = {
  name: "report",
  async run({ log }) {
    const server = fork(fileURLToPath(new URL(`./report-server${extension}`, import.meta.url)), [
      "report-server",
      String(terminals),
    ]);
    try {
      log(`filling a quarter of ${terminals} terminals`);
      const { port, password } = await messageOf<{ port: number; password: string }>(server, fillWithinMs);
      const client = await connectTerminal(port, "pulse", password, { keepalive: 600 });
      let next = 1;
      const measure = async (how: How): Promise<Measured> => {
        log(how);
        const ended = new AbortController();
        const pulses = pulse(client, next, ended.signal);
        server.send(how);
        const delay = await messageOf<LoopDelay>(server, 180_000);
        ended.abort();
        const took = await pulses;
        next += took.length;
        const p99 = took[Math.floor(took.length * 0.99)] ?? Number.NaN;
        return { ...delay, ingestP99: p99, ingestLongest: took.at(-1) ?? Number.NaN };
      };
      const quiet = await measure("none");
      const within = await measure("within");
      const beside = await measure("beside");
      client.end(true);
      server.send("stop");
      await messageOf(server);
      const unit = "ms";
      const made = ({ seconds }: Measured) =>
        `quarterly, HTML, ${terminals} terminals, made in ${seconds.toFixed(1)} s`;
      const ratio = (value: number) => ({ ratio: { value, to: "the report beside it", atLeast: 10 } });
      return [
        { what: "event loop, longest, no report", value: quiet.longest, unit },
        { what: "event loop, longest, report beside the broker", value: beside.longest, unit, atMost: 150 },
        {
          what: "event loop, longest, report in the broker",
          value: within.longest,
          unit,
          ...ratio(within.longest / beside.longest),
        },
        { what: "ingest to acknowledgement, p99, no report", value: quiet.ingestP99, unit },
        {
          what: "ingest to acknowledgement, p99, report beside the broker",
          value: beside.ingestP99,
          unit,
          atMost: 50,
          note: made(beside),
        },
        { what: "ingest to acknowledgement, longest, report beside the broker", value: beside.ingestLongest, unit },
        {
          what: "ingest to acknowledgement, longest, report in the broker",
          value: within.ingestLongest,
          unit,
          ...ratio(within.ingestLongest / beside.ingestLongest),
          note: made(within),
        },
      ];
    } finally {
      server.kill();
    }
  },
};

export default bench;
