import {
  AppError,
  DrivenClock,
  type DrivenOrder,
  type DrivenWord,
  messageOf,
  systemClock,
  type UnixMs,
} from "../contract/index.ts";
import { readBrokerConfig } from "./config.ts";
import { createToken } from "./http/tokens.ts";
import { stderrLog } from "./log.ts";
import { type RunningBroker, startBroker } from "./main.ts";

/** What was set in motion comes to rest within this much real time, or something waits for a clock that stands still. */
const restWithinMs = 20_000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A whole broker (MQTT, HTTP, SQLite) on a clock that its parent drives: a week of service in a minute. A program of its own, forked by
 * `roundsman demo --scenario service-week`; without a parent to drive it, it does not run. `roundsman broker` has the real clock and no way to another.
 */
class DrivenBroker {
  readonly #clock: DrivenClock;
  readonly #broker: RunningBroker;
  #commands = 0;
  #told = 0;

  constructor(clock: DrivenClock, broker: RunningBroker) {
    this.#clock = clock;
    this.#broker = broker;
    broker.live.after((event) => {
      if (event.name === "command" && event.command.state === "sent") this.#commands += 1;
    });
  }

  /** Goes to `to`, or to where a terminal was told something: what it answers comes first. */
  async advance(to: UnixMs): Promise<DrivenWord> {
    const at = await this.#clock.advance(to, () => this.#rest());
    this.#told = this.#commands;
    return {
      word: "quiet",
      at,
      next: this.#clock.next(),
      commands: this.#commands,
      terminals: this.#broker.gateway.terminals,
    };
  }

  stop(): Promise<void> {
    return this.#broker.stop();
  }

  /** Until nothing is being stored, answered or sent. Says whether time may go on. */
  async #rest(): Promise<boolean> {
    const { store, ingest, notify } = this.#broker;
    await turn();
    if (store.busy || ingest.waiting > 0 || notify.busy) {
      const end = systemClock.mono() + restWithinMs;
      // Five turns without work: what a commit set off has begun to work itself by then.
      for (let quiet = 0; quiet < 5; quiet = store.busy || ingest.waiting > 0 || notify.busy ? 0 : quiet + 1) {
        if (systemClock.mono() > end) throw new AppError("late", "the broker does not come to rest");
        await turn();
      }
    }
    return this.#commands === this.#told;
  }
}

type Start = Extract<DrivenOrder, { order: "start" }>;

const start = async ({ at, config, people }: Start): Promise<{ driven: DrivenBroker; word: DrivenWord }> => {
  const settings = readBrokerConfig(config);
  const clock = new DrivenClock(at);
  const broker = await startBroker(settings, { log: stderrLog(settings.logLevel), clock });
  const tokens: Record<string, string> = {};
  for (const { name, role } of people) tokens[name] = await createToken(broker.store, clock, name, role);
  const { mqttPort, httpUrl: url, adminToken = "" } = broker;
  return { driven: new DrivenBroker(clock, broker), word: { word: "started", mqttPort, url, adminToken, tokens } };
};

/** Answers its parent's orders one by one until it is told to stop or the parent is gone. */
const serve = (say: (word: DrivenWord) => void): void => {
  let driven: DrivenBroker | undefined;
  const obey = async (order: DrivenOrder): Promise<DrivenWord> => {
    if (order.order === "start") {
      const started = await start(order);
      driven = started.driven;
      return started.word;
    }
    if (order.order === "advance" && driven) return driven.advance(order.to);
    await driven?.stop();
    return { word: "stopped" };
  };
  let last: Promise<void> = Promise.resolve();
  process.on("message", (order: DrivenOrder) => {
    last = last
      .then(() => obey(order))
      .then(say, (error: unknown) => say({ word: "failed", message: messageOf(error) }))
      .then(() => (order.order === "stop" ? process.disconnect() : undefined));
  });
  // Nobody drives the clock any more: what is stored is stored.
  process.once("disconnect", () => process.exit(0));
};

if (process.send) serve((word) => void process.send?.(word));
else {
  process.stderr.write("this program is driven by `roundsman demo --scenario service-week`\n");
  process.exitCode = 64;
}
