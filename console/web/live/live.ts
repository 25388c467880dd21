import type { QueryClient } from "@tanstack/react-query";
import type { Clock, LiveEventJson } from "../../../contract/index.ts";
import { hasCode, type Timer } from "../../../contract/plain.ts";
import type { Client } from "../../client/client.ts";
import { keys } from "../queries.ts";
import { applyEvent, mergeTerminals } from "./apply.ts";

/** `since` is the moment up to which everything shown is known to be current. */
export type Line = { readonly state: "connecting" | "connected" } | { readonly state: "lost"; readonly since: number };

/** What changes within so long is asked for together. */
const gatherMs = 300;
/** Of so many changed terminals the whole list is asked for instead. */
const mostAtOnce = 100;

/**
 * Keeps what was asked of the broker current: follows the live stream for as long as somebody is signed in. An event changes what it tells all of by
 * itself; of a terminal it asks for the new summary, as only the broker can judge what a terminal's condition is.
 */
export class LiveLine {
  readonly #client: Client;
  readonly #queries: QueryClient;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #changed = new Set<string>();
  #line: Line = { state: "connecting" };
  #timer: Timer | undefined;
  #stopped = false;

  constructor(client: Client, queries: QueryClient, clock: Clock) {
    this.#client = client;
    this.#queries = queries;
    this.#clock = clock;
  }

  readonly line = (): Line => this.#line;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Returns what ends it. */
  start(): () => void {
    const stop = new AbortController();
    this.#stopped = false;
    void this.#follow(stop.signal);
    return () => {
      this.#stopped = true;
      stop.abort();
      this.#timer?.cancel();
    };
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const onLine = (state: "connected" | "lost" | "missed"): void => {
      if (state === "lost") this.#say({ state, since: this.#clock.now() });
      else if (state === "connected") this.#say({ state });
      else void this.#queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
    };
    try {
      for await (const event of this.#client.events({ onLine, signal })) this.#take(event);
    } catch (error) {
      if (this.#stopped) return;
      // The broker refuses us: whoever was signed in is so no longer. The next answer to anything says why.
      if (hasCode(error, "unauthorised")) this.#queries.setQueryData(keys.session, null);
      this.#say({ state: "lost", since: this.#clock.now() });
    }
  }

  #say(line: Line): void {
    this.#line = line;
    for (const listener of this.#listeners) listener();
  }

  #take(event: LiveEventJson): void {
    const terminal = applyEvent(this.#queries, event);
    if (terminal === undefined) return;
    this.#changed.add(terminal);
    this.#timer ??= this.#clock.after(gatherMs, () => {
      this.#timer = undefined;
      void this.#refresh();
    });
  }

  async #refresh(): Promise<void> {
    const ids = [...this.#changed];
    this.#changed.clear();
    for (const id of ids) void this.#queries.invalidateQueries({ queryKey: keys.terminal(id) });
    if (!this.#queries.getQueryData(keys.terminals)) return;
    if (ids.length > mostAtOnce) return this.#queries.invalidateQueries({ queryKey: keys.terminals });
    try {
      mergeTerminals(this.#queries, await this.#client.terminals({ only: ids.join(",") }));
    } catch {
      // The line is gone, and the whole list is asked for when it is back.
      void this.#queries.invalidateQueries({ queryKey: keys.terminals });
    }
    return undefined;
  }
}
