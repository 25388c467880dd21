import { withDefaults } from "../../contract/index.ts";
import { AppError } from "../../contract/plain.ts";
import {
  type BytePort,
  type DeviceSession,
  type Driver,
  type DriverEnv,
  DriverError,
  type LineListener,
  type Reading,
  type SharedLine,
} from "../api.ts";
import { hex } from "../wire/fields.ts";
import { exchangesOf, type Trace } from "../wire/trace.ts";
import { VirtualClock } from "../wire/virtual-clock.ts";

/** What the driver made of the trace: something that changed, at its time. */
export type Finding =
  | { readonly t: number; readonly event: { readonly code: string; readonly data?: Readonly<Record<string, unknown>> } }
  | { readonly t: number; readonly identity: Readonly<Record<string, unknown>> }
  | { readonly t: number; readonly reading: Summary }
  /** The driver asked something the recorded host never asked. */
  | { readonly t: number; readonly unanswered: string }
  | { readonly t: number; readonly failed: { readonly code: string; readonly text: string } };

/** A reading without what changes at every poll. */
export interface Summary {
  readonly availability: string;
  readonly because?: string;
  readonly components: Readonly<Record<string, string>>;
  readonly money?: string;
  readonly measures: Readonly<Record<string, number>>;
}

const summaryOf = ({ availability, because, components, money, measures }: Reading): Summary => ({
  availability,
  ...(because ? { because: because.code } : {}),
  components: Object.fromEntries(
    Object.entries(components).map(([name, c]) => [name, c.vendorCode ? `${c.state} (${c.vendorCode})` : c.state]),
  ),
  ...(money ? { money } : {}),
  measures: Object.fromEntries(Object.entries(measures).filter(([name]) => !name.startsWith("link"))),
});

const environment = (clock: VirtualClock): DriverEnv => {
  const memory = new Map<string, unknown>();
  return {
    clock,
    random: () => 0.5,
    memory: { get: (key) => memory.get(key), set: (key, value) => void memory.set(key, structuredClone(value)) },
  };
};

const clockOf = ({ header }: Trace): VirtualClock => new VirtualClock(Date.parse(header.date ?? "") || 0);

/** Notes what is new, and only that. */
const notebook = (clock: VirtualClock) => {
  const findings: Finding[] = [];
  let last = "";
  return {
    findings,
    listen: (session: DeviceSession): void => {
      session.onEvent?.(({ code, data }) => findings.push({ t: at(), event: { code, ...(data ? { data } : {}) } }));
      session.onIdentity?.((identity) => findings.push({ t: at(), identity: { ...identity } }));
    },
    read: (reading: Reading): void => {
      const summary = summaryOf(reading);
      const text = JSON.stringify(summary);
      if (text !== last) findings.push({ t: at(), reading: summary });
      last = text;
    },
    failed: (error: unknown): void => {
      if (!(error instanceof AppError)) throw error;
      const text = JSON.stringify(error.code);
      if (text !== last) findings.push({ t: at(), failed: { code: error.code, text: error.message } });
      last = text;
    },
  };
  function at(): number {
    return Math.round(clock.mono());
  }
};

/** A shared line on which a trace passes by; nothing can be put in. */
const traceLine = () => {
  let listener: LineListener | undefined;
  const line: SharedLine = {
    path: "trace",
    relay: "trace",
    async listen(_, heard) {
      listener = heard;
      heard.port(true, "");
    },
    ask: async () => ({ refused: "notIdle" }),
    onClose: () => () => undefined,
    close: async () => undefined,
  };
  return { line, heard: (chunk: Parameters<LineListener["heard"]>[0]) => listener?.heard(chunk) };
};

const neverAborted = new AbortController().signal;

/** The driver listens to the recorded conversation, as it does on a shared port. Throws `AppError("usage")` if it cannot. */
export const overhearTrace = async (driver: Driver, trace: Trace): Promise<readonly Finding[]> => {
  const { shared } = driver;
  if (!shared) throw new AppError("usage", `${driver.name} cannot listen to another host's conversation`);
  const clock = clockOf(trace);
  const { line, heard } = traceLine();
  const config = withDefaults(driver.config, trace.header.config ?? {});
  const session = shared.open(line, config, environment(clock));
  const notes = notebook(clock);
  notes.listen(session);
  const look = () => clock.during(session.poll(neverAborted), driver.poll.deadlineMs).then(notes.read, notes.failed);
  await session.identify(neverAborted);
  const everyMs = Math.max(driver.poll.everyMs, 100);
  let lookAt = 0;
  const until = async (t: number) => {
    for (; lookAt <= t; lookAt += everyMs) {
      await clock.to(lookAt);
      if (lookAt > 0) await look();
    }
    await clock.to(t);
  };
  let n = 0;
  for (const entry of trace.entries) {
    await until(entry.t);
    n += 1;
    if (!("bytes" in entry)) continue;
    heard({ n, toDevice: entry.toDevice, ours: false, bytes: entry.bytes, at: clock.mono() });
    // A state that lasts for one answer must be seen, too.
    if (!entry.toDevice) await look();
  }
  await clock.to(clock.mono() + 1);
  await look();
  await session.close();
  return notes.findings;
};

/** Plays the device: what the recorded one said to the same bytes, in the order it was recorded, and from the beginning again. */
const tracePort = (trace: Trace, clock: VirtualClock, unanswered: (asked: string) => void) => {
  const exchanges = exchangesOf(trace).map((e) => ({ ...e, key: hex(e.sent) }));
  const listeners = new Set<(bytes: Uint8Array) => void>();
  let cursor = 0;
  let wrapped = false;
  const find = (key: string) => {
    const ahead = exchanges.findIndex((e, i) => i >= cursor && e.key === key);
    if (ahead < 0 && exchanges.some((e) => e.key === key && e.received.length > 0)) wrapped = true;
    return ahead >= 0 ? ahead : exchanges.findIndex((e) => e.key === key);
  };
  const port: BytePort = {
    path: "trace",
    async write(bytes) {
      const key = hex(bytes);
      const at = find(key);
      const found = exchanges[at];
      if (!found) return unanswered(key);
      cursor = at + 1;
      if (found.received.length > 0)
        clock.after(Math.max(1, found.afterMs), () => {
          for (const listener of listeners) listener(found.received);
        });
    },
    onData: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClose: () => () => undefined,
    close: async () => undefined,
  };
  return { port, over: () => wrapped || cursor >= exchanges.length };
};

const mostPolls = 2_000;

/** The driver's own session asks, and the trace answers as the recorded device did: identification, then polls to the end of the trace. */
export const converseWithTrace = async (driver: Driver, trace: Trace): Promise<readonly Finding[]> => {
  if (driver.line.kind !== "serial") throw new AppError("usage", `${driver.name} is on no serial line`);
  const clock = clockOf(trace);
  const notes = notebook(clock);
  const asked = new Set<string>();
  const { port, over } = tracePort(trace, clock, (key) => {
    if (asked.has(key)) return;
    asked.add(key);
    notes.findings.push({ t: Math.round(clock.mono()), unanswered: key });
  });
  const session = driver.open(port, withDefaults(driver.config, trace.header.config ?? {}), environment(clock));
  notes.listen(session);
  const limit = (ms: number) => AbortSignal.any([neverAborted, deadline(clock, ms)]);
  await clock
    .during(session.identify(limit(20_000)), 30_000)
    .then((identity) => notes.findings.push({ t: Math.round(clock.mono()), identity: { ...identity } }), notes.failed);
  for (let n = 0; n < mostPolls && (n === 0 || !over()); n++) {
    await clock
      .during(session.poll(limit(driver.poll.deadlineMs)), 2 * driver.poll.deadlineMs)
      .then(notes.read, notes.failed);
    await clock.to(clock.mono() + driver.poll.everyMs);
  }
  await session.close();
  return notes.findings;
};

const deadline = (clock: VirtualClock, ms: number): AbortSignal => {
  const stop = new AbortController();
  clock.after(ms, () => stop.abort(new DriverError("noAnswer", `no answer within ${ms} ms`)));
  return stop.signal;
};
