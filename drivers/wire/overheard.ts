import { type DeviceIdentity, sleep } from "../../contract/index.ts";
import {
  type CommandResult,
  type DeviceSession,
  type DriverEnv,
  DriverError,
  type DriverEvent,
  type DriverMemory,
  type Ear,
  type HeardFrame,
  type LinePosition,
  type LineQuery,
  type Overheard,
  type Reading,
  type SharedLine,
} from "../api.ts";

/** Wall clock and monotonic time of what was heard, ms. */
export interface HeardWhen {
  readonly now: number;
  readonly mono: number;
}

/** What a driver knows about listening to its protocol. `S` is everything that the exchanges so far have told. */
export interface Listening<S> {
  readonly ear: Ear;
  /** From memory, before the first frame. */
  begin(memory: DriverMemory, now: number): S;
  /** What one frame teaches. Pure: the handling that the driver's own session uses. */
  learn(state: S, frame: HeardFrame, when: HeardWhen): { readonly state: S; readonly events: readonly DriverEvent[] };
  /** Puts on the disk what must outlast a restart. */
  keep(memory: DriverMemory, was: S, is: S): void;
  /** Part of the conversation was not heard. */
  missed?(state: S): S;
  /** The little beside `keep` that the next frame is judged by: kept with the place in the conversation. */
  mark?(state: S): unknown;
  resume?(state: S, mark: unknown): S;
  identity(state: S): DeviceIdentity;
  /** `undefined`: too little was heard so far. */
  reading(state: S, about: { readonly mono: number; readonly link: Record<string, number> }): Reading | undefined;
  /** A harmless question of our own that would be worth asking now. */
  query?(state: S, about: QueryMoment): LineQuery | undefined;
  /** Parts that are unknown while nothing is known. */
  readonly parts: readonly string[];
  readonly money: boolean;
  /** An application that says nothing for so long is itself news, ms; left out where it is quiet by nature. */
  readonly applicationSilentMs?: number;
  /** Questions without a single answer for so long: the device is silent, ms. */
  readonly deviceSilentMs: number;
  readonly commands: Readonly<Record<string, (state: S, signal: AbortSignal) => Promise<CommandResult>>>;
}

export interface QueryMoment {
  readonly mono: number;
  /** When the application last said anything; `undefined`: never heard. */
  readonly applicationAt: number | undefined;
  readonly deviceAt: number | undefined;
  /** When we last put a question in. */
  readonly askedAt: number | undefined;
}

/** How often the place in the conversation is put on the disk while nothing else is, ms: less than what a relay remembers. */
const markEveryMs = 60_000;
const maxWaitingEvents = 200;
/** In one poll; the relay refuses the next one within 100 ms. */
const mostQueries = 4;
const betweenQueriesMs = 420;

interface Mark extends LinePosition {
  /** Wall clock: of two places of different relays the later one counts. */
  readonly at: number;
  readonly mark?: unknown;
  /** We listened until that relay ended: nothing of its conversation was missed. */
  readonly ended?: true;
}

const markFrom = (stored: unknown): Mark | undefined => {
  if (typeof stored !== "object" || stored === null) return undefined;
  const { relay, n, at } = stored as Partial<Mark>;
  const sound = typeof relay === "string" && typeof n === "number" && typeof at === "number";
  return sound ? (stored as Mark) : undefined;
};

const newer = (a: Mark | undefined, b: Mark | undefined): Mark | undefined => {
  if (!a || !b) return a ?? b;
  return (a.relay === b.relay ? a.n >= b.n : a.at >= b.at) ? a : b;
};

/** Knows what passes on a shared line; asks next to nothing, disturbs nobody. */
export class OverheardSession<S> implements DeviceSession {
  readonly #line: SharedLine;
  readonly #env: DriverEnv;
  readonly #how: Listening<S>;
  readonly #events = new Set<(event: DriverEvent) => void>();
  readonly #identities = new Set<(identity: DeviceIdentity) => void>();
  readonly #changes = new Set<() => void>();
  readonly #waitingEvents: DriverEvent[] = [];
  /** Written with whatever else is written: the place up to which it is true. */
  readonly #memory: DriverMemory;
  #state: S;
  #place: Mark | undefined;
  #placeKeptAt: number;
  readonly #startedAt: number;
  #listening: Promise<void> | undefined;
  #lostPort: string | undefined;
  #applicationAt: number | undefined;
  #deviceAt: number | undefined;
  #unansweredSince: number | undefined;
  #askedAt: number | undefined;
  #frames = 0;
  #errors = 0;
  #roundTrips: number[] = [];
  #questionAt: number | undefined;
  #identity: string;

  constructor(line: SharedLine, env: DriverEnv, how: Listening<S>) {
    this.#line = line;
    this.#env = env;
    this.#how = how;
    const { memory, clock } = env;
    this.#memory = {
      get: (key) => memory.get(key),
      set: (key, value) => memory.set(key, this.#withPlace(key, value)),
    };
    this.#place = newer(markFrom(memory.get("place")), placeIn(memory.get("book")));
    this.#placeKeptAt = this.#startedAt = clock.mono();
    const begun = how.begin(memory, clock.now());
    this.#state = this.#place?.mark !== undefined && how.resume ? how.resume(begun, this.#place.mark) : begun;
    this.#identity = JSON.stringify(how.identity(this.#state));
    line.onClose((reason) => {
      if (reason.code === "portLost" && this.#listening && this.#place)
        memory.set("place", { ...this.#place, ended: true });
    });
  }

  onEvent(listener: (event: DriverEvent) => void) {
    this.#events.add(listener);
    for (const event of this.#waitingEvents.splice(0)) listener(event);
    return () => this.#events.delete(listener);
  }

  onIdentity(listener: (identity: DeviceIdentity) => void) {
    this.#identities.add(listener);
    return () => this.#identities.delete(listener);
  }

  onChange(listener: () => void) {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  /** What was heard of it so far: on a shared line only the application asks. Never refuses. */
  async identify(signal: AbortSignal): Promise<DeviceIdentity> {
    await this.#listen(signal);
    return this.#how.identity(this.#state);
  }

  async poll(signal: AbortSignal): Promise<Reading> {
    await this.#listen(signal);
    if (this.#lostPort !== undefined)
      throw new DriverError("portLost", `${this.#line.path}: the relay has no port: ${this.#lostPort}`);
    await this.#askOwn(signal);
    this.#keepPlace();
    const { clock } = this.#env;
    const silent = this.#silence(clock.mono());
    if (silent) return silent;
    const reading = this.#how.reading(this.#state, { mono: clock.mono(), link: this.#measures() });
    return reading ?? this.#unknown("unknown", "notHeard", "nothing was heard lately that tells how the device is");
  }

  async run(command: string, _args: Record<string, unknown>, signal: AbortSignal): Promise<CommandResult> {
    const todo = Object.hasOwn(this.#how.commands, command) ? this.#how.commands[command] : undefined;
    const text = "the sales application drives this device: only it may do that";
    if (!todo) return { status: "failed", reason: { code: "sharedPort", text } };
    await this.#listen(signal);
    const silent = this.#silence(this.#env.clock.mono());
    return silent?.because ? { status: "failed", reason: silent.because } : todo(this.#state, signal);
  }

  async close(): Promise<void> {
    this.#events.clear();
    this.#changes.clear();
    if (this.#place && this.#listening) this.#env.memory.set("place", this.#place);
    await this.#line.close();
  }

  #listen(signal: AbortSignal): Promise<void> {
    if (this.#listening) return this.#listening;
    const place = this.#place;
    const listening = this.#line.listen(
      place?.ended && place.relay !== this.#line.relay ? undefined : place,
      {
        heard: (chunk) => this.#heard(chunk),
        missed: (chunks) => this.#missed(chunks),
        port: (up, why) => this.#port(up, why),
      },
      signal,
    );
    this.#listening = listening;
    return listening;
  }

  #port(up: boolean, why: string): void {
    this.#lostPort = up ? undefined : why;
    for (const listener of this.#changes) listener();
  }

  #heard(chunk: Overheard): void {
    const frames = this.#how.ear.hear(chunk);
    if (chunk.toDevice && !chunk.ours) this.#applicationAt = chunk.at;
    const was = this.#state;
    const events = frames.flatMap((frame) => this.#learn(frame));
    if (this.#how.ear.settled()) this.#place = this.#placeAt(chunk.n);
    // Told before it is written: both are on the disk together or not at all.
    for (const event of events) this.#tell(event);
    if (this.#state !== was) this.#how.keep(this.#memory, was, this.#state);
    this.#tellIdentity();
    if (events.length > 0) for (const listener of this.#changes) listener();
  }

  #learn(frame: HeardFrame): readonly DriverEvent[] {
    const { clock } = this.#env;
    this.#frames += 1;
    this.#time(frame);
    const when = { mono: frame.at, now: Math.round(clock.now() - (clock.mono() - frame.at)) };
    const { state, events } = this.#how.learn(this.#state, frame, when);
    this.#state = state;
    return events;
  }

  #time({ question, toDevice, at }: HeardFrame): void {
    if (question) {
      if (this.#questionAt !== undefined) this.#errors += 1;
      this.#questionAt = at;
      this.#unansweredSince ??= at;
    } else if (!toDevice) {
      this.#deviceAt = at;
      this.#unansweredSince = undefined;
      if (this.#questionAt !== undefined) this.#roundTrips = [...this.#roundTrips.slice(-15), at - this.#questionAt];
      this.#questionAt = undefined;
    }
  }

  #missed(chunks: number | undefined): void {
    this.#state = this.#how.missed?.(this.#state) ?? this.#state;
    const text = "part of the conversation with the device was not heard: what happened meanwhile is not counted";
    this.#tell({ code: "conversationMissed", text, ...(chunks === undefined ? {} : { data: { chunks } }) });
  }

  #tell(event: DriverEvent): void {
    if (this.#events.size === 0) this.#waitingEvents.push(event);
    if (this.#waitingEvents.length > maxWaitingEvents) this.#waitingEvents.shift();
    for (const listener of this.#events) listener(event);
  }

  #tellIdentity(): void {
    const identity = this.#how.identity(this.#state);
    const text = JSON.stringify(identity);
    if (text === this.#identity) return;
    this.#identity = text;
    for (const listener of this.#identities) listener(identity);
  }

  /** Nobody asks, or nobody answers: then what was last heard is no news of now. */
  #silence(mono: number): Reading | undefined {
    const { applicationSilentMs, deviceSilentMs } = this.#how;
    const unanswered = this.#unansweredSince;
    const quiet = mono - (this.#applicationAt ?? this.#startedAt);
    if (applicationSilentMs !== undefined && quiet >= applicationSilentMs) {
      // Without the number of seconds, which would be news at every poll.
      const text = "the sales application does not speak to the device: nobody can know how it is";
      return this.#unknown("unknown", "applicationSilent", text);
    }
    if (unanswered !== undefined && mono - unanswered >= deviceSilentMs) {
      return this.#unknown("offline", "noAnswer", "the sales application asks, and the device answers nothing");
    }
    return undefined;
  }

  #unknown(availability: Reading["availability"], code: string, text: string): Reading {
    const { parts, money } = this.#how;
    return {
      availability,
      because: { code, text },
      components: Object.fromEntries(parts.map((name) => [name, { state: "unknown" }])),
      measures: this.#measures(),
      ...(money ? { money: "unknown" as const } : {}),
    };
  }

  /** Questions of our own, one after the other, as long as the driver wants one and the line is idle. */
  async #askOwn(signal: AbortSignal): Promise<void> {
    const { clock } = this.#env;
    for (let n = 0; n < mostQueries; n++) {
      if (n > 0) await this.#pause(signal);
      const [applicationAt, deviceAt, askedAt] = [this.#applicationAt, this.#deviceAt, this.#askedAt];
      const query = this.#how.query?.(this.#state, { mono: clock.mono(), applicationAt, deviceAt, askedAt });
      if (!query || this.#lostPort !== undefined) return;
      // Its answer comes over the same way as all that is heard.
      const outcome = await this.#line.ask(query);
      if ("refused" in outcome) return;
      this.#askedAt = clock.mono();
      if ("noAnswer" in outcome) return;
    }
  }

  /** The relay gives the application its turn between two of ours. */
  async #pause(signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#env.clock, betweenQueriesMs, signal);
    } catch (cause) {
      throw new DriverError("aborted", "stopped by the caller", {}, { cause });
    }
  }

  #measures(): Record<string, number> {
    const sorted = [...this.#roundTrips].sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return {
      linkFrames: this.#frames,
      linkErrors: this.#errors,
      linkDiscardedBytes: this.#how.ear.discarded(),
      ...(median === undefined ? {} : { linkRoundTrip: Math.round(median * 10) / 10 }),
    };
  }

  #placeAt(n: number): Mark {
    const mark = this.#how.mark?.(this.#state);
    return { relay: this.#line.relay, n, at: this.#env.clock.now(), ...(mark === undefined ? {} : { mark }) };
  }

  /** The book carries its place: a credit and the place behind it are written in one piece, so that a restart counts it once. */
  #withPlace(key: string, value: unknown): unknown {
    if (key !== "book" || typeof value !== "object" || value === null || !this.#place) return value;
    return { ...value, place: this.#place };
  }

  #keepPlace(): void {
    const now = this.#env.clock.mono();
    if (!this.#place || now - this.#placeKeptAt < markEveryMs) return;
    this.#placeKeptAt = now;
    this.#env.memory.set("place", this.#place);
  }
}

const placeIn = (book: unknown): Mark | undefined =>
  typeof book === "object" && book !== null ? markFrom((book as { place?: unknown }).place) : undefined;
