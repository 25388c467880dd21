import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { messageOf } from "./child-message.ts";
import type { GeneratorJob, GeneratorResult } from "./generator.ts";
import type { Bench } from "./row.ts";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Measured {
  readonly result: GeneratorResult;
  readonly cpuSeconds: number;
  readonly rss: number;
}

/** Runs one server process under one generator process. */
export const underLoad = async (
  server: "product" | "bare",
  job: Pick<GeneratorJob, "perMessage" | "window" | "seconds">,
  terminals = 500,
): Promise<Measured> => {
  const serverProcess = fork(here(`./ingest-server${extension}`), [server, String(terminals)], {
    execArgv: serverArgs,
  });
  const generator = fork(here(`./generator${extension}`), ["generate"]);
  try {
    const ready = await messageOf<{ port: number; terminals: GeneratorJob["terminals"] }>(serverProcess);
    generator.send({ host: "127.0.0.1", ...ready, ...job });
    await messageOf(generator);
    const { result, error } = await messageOf<{ result?: GeneratorResult; error?: string }>(generator);
    if (!result) throw new Error(error);
    serverProcess.send("stop");
    const measured = { result, ...(await messageOf<Omit<Measured, "result">>(serverProcess)) };
    await once(serverProcess, "exit");
    return measured;
  } finally {
    generator.kill();
    serverProcess.kill();
  }
};

const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
/** For profiling: `ROUNDSMAN_BENCH_ARGS="--cpu-prof"`. */
const serverArgs = (process.env.ROUNDSMAN_BENCH_ARGS ?? "").split(" ").filter(Boolean);

const perSecond = ({ result }: Measured): number => Math.round(result.reports / result.seconds);

const load = (m: Measured): string =>
  `server ${Math.round((100 * m.cpuSeconds) / (m.result.seconds + 1))} % of a core, ${Math.round(m.rss / 2 ** 20)} MiB`;

/** Durable ingest of 500 terminals against the bare loop in the same run: ten reports a message, then one. */
const bench: Bench = {
  name: "ingest",
  async run({ seconds, log }) {
    const ten = { perMessage: 10, window: 4, seconds };
    const one = { perMessage: 1, window: 8, seconds };
    const measure = async (server: "product" | "bare", job: typeof ten) => {
      log(`${server}, ${job.perMessage} reports a message`);
      return underLoad(server, job);
    };
    const bare = await measure("bare", ten);
    const product = await measure("product", ten);
    const bareSingle = await measure("bare", one);
    const single = await measure("product", one);
    const ratio = (a: Measured, b: Measured) => ({ value: perSecond(a) / perSecond(b), to: "the bare loop" });
    const unit = "reports/s";
    return [
      {
        what: "durable ingest, 10 reports a message",
        value: perSecond(product),
        unit,
        atLeast: 40_000,
        ratio: { ...ratio(product, bare), atLeast: 0.6 },
        note: load(product),
      },
      { what: "bare loop, 10 reports a message", value: perSecond(bare), unit, note: load(bare) },
      {
        what: "durable ingest, 1 report a message",
        value: perSecond(single),
        unit,
        atLeast: 12_000,
        ratio: ratio(single, bareSingle),
        note: load(single),
      },
      { what: "bare loop, 1 report a message", value: perSecond(bareSingle), unit, note: load(bareSingle) },
    ];
  },
};

export default bench;
