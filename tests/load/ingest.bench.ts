import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { GeneratorJob, GeneratorResult } from "./generator.ts";

/** One line of the bench table. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  readonly met: boolean;
  readonly note: string;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The next message of a child; rejects if it ends first or takes longer than a minute. */
const messageOf = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer within a minute")), 60_000);
    child.once("message", (message) => {
      clearTimeout(timer);
      resolve(message as T);
    });
    child.once("exit", (code) => reject(new Error(`the process ended with ${code}`)));
  });

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

const row = (what: string, value: number, target: number, more: { unit?: string; note?: string } = {}): Row => ({
  what,
  value,
  unit: more.unit ?? "reports/s",
  target,
  met: value >= target,
  note: more.note ?? "",
});

/** Durable ingest against the bare loop in the same run: ten reports a message, then one. */
export const benchIngest = async (seconds = 8): Promise<Row[]> => {
  const ten = { perMessage: 10, window: 4, seconds };
  const one = { perMessage: 1, window: 8, seconds };
  const bare = await underLoad("bare", ten);
  const product = await underLoad("product", ten);
  const single = await underLoad("product", one);
  const bareSingle = await underLoad("bare", one);
  const load = (m: Measured): string =>
    `server ${Math.round((100 * m.cpuSeconds) / (m.result.seconds + 1))} % of a core, ${Math.round(m.rss / 2 ** 20)} MiB`;
  return [
    row("durable ingest, 10 reports a message", perSecond(product), 40_000, { note: load(product) }),
    row("bare loop, 10 reports a message", perSecond(bare), 0, { note: load(bare) }),
    row("ratio to the bare loop", perSecond(product) / perSecond(bare), 0.6, { unit: "ratio" }),
    row("durable ingest, 1 report a message", perSecond(single), 12_000, { note: load(single) }),
    row("bare loop, 1 report a message", perSecond(bareSingle), 0, { note: load(bareSingle) }),
  ];
};

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(await benchIngest(Number(process.argv[2] ?? 8)));
