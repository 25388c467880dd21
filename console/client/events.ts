import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { LiveEventJson, RouteQuery } from "../../contract/index.ts";
import { AppError, hasCode, routeTable, sleep, systemClock } from "../../contract/plain.ts";
import { refusal } from "./errors.ts";
import { type ClientOptions, send } from "./request.ts";

/** What the stream itself says, beside the events: the line is up, was lost, or events were missed while it was. */
export type LineState = "connected" | "lost" | "missed";

export interface EventOptions extends RouteQuery<"events"> {
  readonly onLine?: (state: LineState, error?: AppError) => void;
  /** False: the first loss ends the stream with an error. */
  readonly reconnect?: boolean;
  readonly random?: () => number;
  /** Ends this stream only. */
  readonly signal?: AbortSignal;
}

/** Silence longer than this is a dead line: the broker sends a heartbeat every 15 s. */
const silenceMs = 40_000;
const backOff = { firstMs: 500, longestMs: 10_000 };
/** One event of a sane broker is far below this. */
const maxEventBytes = 4 * 1024 * 1024;

const pathOf = ({ terminal, health }: EventOptions): string => {
  const query = new URLSearchParams();
  if (terminal !== undefined) query.set("terminal", terminal);
  if (health) query.set("health", "true");
  return query.size > 0 ? `${routeTable.events.path}?${query.toString()}` : routeTable.events.path;
};

/** Reads one piece, or fails after a long silence. */
const readPiece = async (
  reader: ReadableStreamDefaultReader<Uint8Array>,
  options: ClientOptions,
): Promise<Uint8Array | undefined> => {
  let quiet = false;
  const timer = (options.clock ?? systemClock).after(silenceMs, () => {
    quiet = true;
    void reader.cancel();
  });
  try {
    const { value } = await reader.read();
    if (quiet)
      throw new AppError("unavailable", {
        en: `the broker said nothing for ${silenceMs / 1000} s`,
        "zh-CN": `服务端已有 ${silenceMs / 1000} 秒没有消息`,
      });
    return value;
  } finally {
    timer.cancel();
  }
};

async function* messagesOf(
  body: ReadableStream<Uint8Array>,
  options: ClientOptions,
): AsyncGenerator<EventSourceMessage> {
  const waiting: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => waiting.push(message), maxBufferSize: maxEventBytes });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const piece = await readPiece(reader, options);
      if (piece === undefined) return;
      parser.feed(decoder.decode(piece, { stream: true }));
      yield* waiting.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined); // the line is gone already: nothing to give back
  }
}

const open = async (options: ClientOptions, wish: EventOptions, lastId: string | undefined): Promise<Response> => {
  const headers = { accept: "text/event-stream", ...(lastId === undefined ? {} : { "last-event-id": lastId }) };
  const response = await send(options, { method: "GET", path: pathOf(wish), headers });
  if (!response.ok) throw refusal(options.url, response.status, await response.text());
  return response;
};

const lost = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError("unavailable", { en: "the live stream was cut", "zh-CN": "实时数据流中断" }, {}, { cause: error });

/** Worth trying again: the broker is away. A wrong token is not. */
const mayReturn = (error: AppError): boolean => hasCode(error, "unavailable", "internal", "badAnswer");

/**
 * Live events until the client's signal ends it (then it returns) or the broker refuses (then it throws). A lost line is taken up again with
 * a jittered back-off, and what was missed meanwhile is asked for.
 */
export async function* liveEvents(options: ClientOptions, wish: EventOptions = {}): AsyncGenerator<LiveEventJson> {
  const { reconnect = true, random = Math.random, onLine } = wish;
  let lastId: string | undefined;
  let failures = 0;
  let wasOpen = false;
  for (;;) {
    let error: AppError;
    try {
      const response = await open(options, wish, lastId);
      failures = 0;
      onLine?.("connected");
      // Cut before the broker could say where it stands: what came meanwhile cannot be asked for.
      if (wasOpen && lastId === undefined) onLine?.("missed");
      wasOpen = true;
      for await (const message of messagesOf(response.body ?? new ReadableStream(), options)) {
        lastId = message.id ?? lastId;
        if (message.event === "missed") onLine?.("missed");
        else if (message.event !== "here") yield JSON.parse(message.data) as LiveEventJson;
      }
      error = new AppError("unavailable", {
        en: "the broker ended the live stream",
        "zh-CN": "服务端结束了实时数据流",
      });
    } catch (caught) {
      error = lost(caught);
    }
    if (options.signal?.aborted) return;
    if (!reconnect || !mayReturn(error)) throw error;
    if (failures === 0) onLine?.("lost", error);
    const wait = random() * Math.min(backOff.longestMs, backOff.firstMs * 2 ** failures++);
    await sleep(options.clock ?? systemClock, wait, options.signal).catch(() => undefined); // aborted: the next look says so
    if (options.signal?.aborted) return;
  }
}
