import type { ServerResponse } from "node:http";
import {
  type Clock,
  eventNeeds,
  isOfEverybody,
  type LiveEventJson,
  type Permission,
  type Timer,
  terminalOf,
} from "../../contract/index.ts";
import type { Live, LiveEvent } from "../live.ts";
import type { Reach } from "./reach.ts";

export interface StreamLimits {
  /** Bytes that may wait for one client before it is dropped. */
  readonly waitingBytes: number;
  readonly clients: number;
  readonly heartbeatMs: number;
  /** Events kept for a client that comes back with `last-event-id`. */
  readonly kept: number;
}
export const streamLimits: StreamLimits = { waitingBytes: 1_048_576, clients: 64, heartbeatMs: 15_000, kept: 500 };

export interface StreamFilter {
  readonly terminal?: string | undefined;
  readonly health?: boolean | undefined;
  /** Of somebody who sees a part of the fleet only. */
  readonly reach?: Pick<Reach, "may" | "maySite">;
  /** `user:eva`. */
  readonly who: string;
  /** What whoever follows may do. */
  readonly holds: (permission: Permission) => boolean;
  /** False once whoever follows may do so no longer; asked at each heartbeat. */
  readonly lasts?: () => boolean;
}

interface Kept {
  readonly n: number;
  readonly event: LiveEventJson;
}
interface Client {
  readonly response: ServerResponse;
  readonly filter: StreamFilter;
  timer: Timer;
}

/** So many, and so soon over, that who comes back asks anew instead. */
const fleeting: ReadonlySet<string> = new Set(["health", "customer"]);

/** It tells of terminals that may be out of reach of who sees only a part of the fleet. */
const isIncident = (event: LiveEventJson): boolean => event.name === "ticket" && event.ticket.incident !== undefined;

/** What somebody saved for themselves is theirs; all else as much as they see of the fleet. */
const reaches = ({ reach, who }: StreamFilter, event: LiveEventJson): boolean => {
  if (event.name === "savedView") return event.shared || event.by === who;
  if (reach === undefined || isOfEverybody(event)) return true;
  if (event.name === "site") return reach.maySite(event.site.name);
  return reach.may(terminalOf(event)) && !isIncident(event);
};

const mayHear = (filter: StreamFilter, event: LiveEventJson): boolean =>
  filter.holds(eventNeeds[event.name] ?? "see") && reaches(filter, event);

const wants = (filter: StreamFilter, event: LiveEventJson): boolean =>
  (event.name !== "health" || filter.health === true) &&
  (filter.terminal === undefined || terminalOf(event) === filter.terminal) &&
  mayHear(filter, event);

const frame = (run: string, { n, event }: Kept): string =>
  `id: ${run}-${n}\nevent: ${event.name}\ndata: ${JSON.stringify(event)}\n\n`;

/**
 * Server-sent events from the live bus. Each client has a bound on what may wait for it: one that does not read is dropped, and may come back
 * with `last-event-id` for what it missed. If that is too long ago, the first event is `missed`.
 */
export class EventStream {
  readonly #clients = new Set<Client>();
  readonly #kept: Kept[] = [];
  readonly #unsubscribe: () => void;
  readonly #clock: Clock;
  readonly #run: string;
  readonly #limits: StreamLimits;
  #n = 0;
  /** The newest event that is kept no longer. */
  #givenUp = 0;
  dropped = 0;

  /** `run` names this life of the broker: an id of an earlier one is never taken for one of this. */
  constructor(live: Live, clock: Clock, run: string, limits: StreamLimits = streamLimits) {
    this.#clock = clock;
    this.#run = run;
    this.#limits = limits;
    this.#unsubscribe = live.after((event) => this.#publish(event));
  }

  get clients(): number {
    return this.#clients.size;
  }

  get full(): boolean {
    return this.#clients.size >= this.#limits.clients;
  }

  /** Takes over a response whose head is not yet sent. */
  add(response: ServerResponse, filter: StreamFilter, lastId: string | undefined): void {
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const client: Client = { response, filter, timer: this.#heartbeat(() => client) };
    this.#clients.add(client);
    response.once("close", () => this.#remove(client));
    response.on("error", () => this.#remove(client)); // the peer is gone; nothing is owed to it
    response.write(`retry: 2000\n\n${this.#missed(filter, lastId)}${this.#here()}`);
  }

  close(): void {
    this.#unsubscribe();
    for (const client of this.#clients) {
      client.response.end();
      this.#remove(client);
    }
  }

  /** Where the stream stands: who has had no event yet, or none for long, can still ask for what came after. */
  #here(): string {
    return `id: ${this.#run}-${this.#n}\nevent: here\ndata: {}\n\n`;
  }

  #missed(filter: StreamFilter, lastId: string | undefined): string {
    if (lastId === undefined) return "";
    const [run, text] = lastId.split("-");
    const last = run === this.#run ? Number(text) : Number.NaN;
    if (!Number.isInteger(last) || last < this.#givenUp) return "event: missed\ndata: {}\n\n";
    return this.#kept
      .filter((kept) => kept.n > last && wants(filter, kept.event))
      .map((kept) => frame(this.#run, kept))
      .join("");
  }

  #publish(event: LiveEvent): void {
    const kept: Kept = { n: ++this.#n, event };
    if (!fleeting.has(event.name)) this.#keep(kept);
    let text: string | undefined;
    for (const client of this.#clients)
      if (wants(client.filter, event)) this.#send(client, (text ??= frame(this.#run, kept)));
  }

  #keep(kept: Kept): void {
    this.#kept.push(kept);
    if (this.#kept.length > this.#limits.kept) this.#givenUp = this.#kept.shift()?.n ?? this.#givenUp;
  }

  #send(client: Client, text: string): void {
    if (client.response.writableLength + text.length <= this.#limits.waitingBytes) {
      client.response.write(text);
      return;
    }
    this.dropped++;
    this.#remove(client);
    client.response.destroy();
  }

  #heartbeat(client: () => Client): Timer {
    return this.#clock.after(this.#limits.heartbeatMs, () => {
      if (client().filter.lasts?.() === false) {
        client().response.end();
        return this.#remove(client());
      }
      this.#send(client(), this.#here());
      if (this.#clients.has(client())) client().timer = this.#heartbeat(client);
    });
  }

  #remove(client: Client): void {
    client.timer.cancel();
    this.#clients.delete(client);
  }
}
