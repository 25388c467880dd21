import type { Clock } from "../../contract/index.ts";
import { hasCode, sleep, systemClock } from "../../contract/plain.ts";
import { badAddress, foreign, refusal, stopped, tooSlow, unreachable } from "./errors.ts";

export interface ClientOptions {
  /** `http://host:port` of the broker. */
  readonly url: string;
  readonly token?: string;
  /** Sent with every request, asked anew each time. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /**
   * Names each request that changes something. One whose answer is lost is then asked again under the same name, and the broker does it once.
   */
  readonly newKey?: () => string;
  /** Ends every request and stream of this client. */
  readonly signal?: AbortSignal;
  /** Deadline of one request; 20 s. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

interface Unanswered {
  readonly key: string;
  readonly at: number;
  /** A file is the same one if it is the very same object: nobody reads it twice to compare. */
  readonly content?: Uint8Array | Blob;
}

/** What a client remembers from one request to the next. */
export interface Remembering extends ClientOptions {
  /** Requests whose answer was lost in the end: asked once more by hand, each keeps its name. */
  readonly unanswered: Map<string, Unanswered>;
}

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  /** Instead of a body in JSON. */
  readonly file?: { readonly type: string; readonly content: Uint8Array | Blob };
  readonly headers?: Readonly<Record<string, string>>;
}

export const headersOf = (options: ClientOptions, ask: Ask): Record<string, string> => ({
  ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
  ...(ask.body === undefined ? {} : { "content-type": "application/json" }),
  ...(ask.file === undefined ? {} : { "content-type": ask.file.type }),
  ...options.headers?.(),
  ...ask.headers,
});

/** Sends a request; throws `unavailable` or `aborted`. The deadline covers the head of the answer. */
export const send = async (options: ClientOptions, ask: Ask): Promise<Response> => {
  const { url, signal, timeoutMs = 20_000, clock = systemClock } = options;
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : "")) throw badAddress(url);
  if (signal?.aborted) throw stopped();
  const late = new AbortController();
  const timer = clock.after(timeoutMs, () => late.abort());
  try {
    return await (options.fetch ?? fetch)(new URL(ask.path, url), {
      method: ask.method,
      headers: headersOf(options, ask),
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
      ...(ask.file === undefined ? {} : { body: ask.file.content as Uint8Array<ArrayBuffer> | Blob }),
    });
  } catch (error) {
    if (signal?.aborted) throw stopped();
    throw late.signal.aborted ? tooSlow(url, timeoutMs) : unreachable(url, error);
  } finally {
    timer.cancel();
  }
};

/** Pauses before asking again what was lost on its way. */
const againMs = [500, 2000, 5000] as const;

const askAgain = async (options: ClientOptions, named: Ask): Promise<string> => {
  const { clock = systemClock, signal } = options;
  for (const pauseMs of againMs) {
    try {
      return await askOnce(options, named);
    } catch (error) {
      if (!hasCode(error, "unavailable")) throw error;
      await sleep(clock, pauseMs, signal).catch(() => {
        throw stopped();
      });
    }
  }
  return askOnce(options, named);
};

/** Whoever presses a button again so long after its answer was lost means the same; later, a new one. */
const sameMs = 10 * 60_000;
/** So many lost ones are remembered, the newest. */
const mostLost = 50;

/** The text of a good answer. Throws what a refusal says, by its code. */
export const ask = async (options: Remembering, request: Ask): Promise<string> => {
  const { newKey, clock = systemClock, unanswered } = options;
  if (!newKey || request.method === "GET") return askOnce(options, request);
  const { method, path, body, file } = request;
  const what = JSON.stringify([method, path, body]);
  const before = unanswered.get(what);
  unanswered.delete(what);
  const same = before && before.content === file?.content && clock.mono() - before.at < sameMs;
  const lost = same ? before : { key: newKey(), at: clock.mono(), ...(file ? { content: file.content } : {}) };
  try {
    return await askAgain(options, { ...request, headers: { ...request.headers, "idempotency-key": lost.key } });
  } catch (error) {
    if (!hasCode(error, "unavailable")) throw error;
    const [oldest = ""] = unanswered.size < mostLost ? [] : unanswered.keys();
    unanswered.delete(oldest);
    unanswered.set(what, lost);
    throw error;
  }
};

const askOnce = async (options: ClientOptions, request: Ask): Promise<string> => {
  const response = await send(options, request);
  const text = await response.text().catch((error: unknown) => {
    throw options.signal?.aborted ? stopped() : unreachable(options.url, error);
  });
  if (!response.ok) throw refusal(options.url, response.status, text);
  return text;
};

/** The bytes of a good answer and what its head says of them. */
export const askFile = async (
  options: ClientOptions,
  request: Ask,
): Promise<{ readonly content: Uint8Array; readonly headers: Headers }> => {
  const response = await send(options, request);
  const bytes = await response.arrayBuffer().catch((error: unknown) => {
    throw options.signal?.aborted ? stopped() : unreachable(options.url, error);
  });
  if (!response.ok) throw refusal(options.url, response.status, new TextDecoder().decode(bytes));
  return { content: new Uint8Array(bytes), headers: response.headers };
};

/** The JSON of a good answer; throws `badAnswer` if it is none. */
export const askJson = async (options: Remembering, request: Ask): Promise<unknown> => {
  const text = await ask(options, request);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw foreign(options.url, 200); // another program answers at this address
  }
};
