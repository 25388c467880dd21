import { messageOf } from "../../contract/index.ts";
import { never, tryAgain } from "./channel.ts";

export interface Request {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Of an answer this much is read, bytes. */
const mostBytes = 256 * 1024;
const mostAfterMs = 3_600_000;
/** The request itself is wrong: it will be so tomorrow. Everything else may be mended at the far end or in our settings. */
const hopeless = new Set([400, 405, 406, 410, 411, 413, 414, 415, 422, 431]);

const readBounded = async (response: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > mostBytes) throw never("the answer is longer than anybody wants to read");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
};

/** `Retry-After` in seconds or as a date, bounded. */
export const afterMsOf = (header: string | null, now: number): number | undefined => {
  if (header === null) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(mostAfterMs, Math.max(0, ms)) : undefined;
};

/** One line of an answer's text, for people. */
export const excerpt = (text: string): string => text.replaceAll(/\s+/g, " ").trim().slice(0, 200);

const reasonOf = (error: unknown): string => {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? messageOf(error);
};

/** Asks and reads the answer, whatever its status. Follows no redirect. Throws `tryAgain` (never says the address: keys stand in some). */
export const ask = async (
  { url, method = "POST", headers = {}, body }: Request,
  signal: AbortSignal,
): Promise<Answer> => {
  try {
    const response = await fetch(url, {
      method,
      headers: { "user-agent": "roundsman", ...headers },
      redirect: "manual",
      signal,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, text: await readBounded(response) };
  } catch (error) {
    if ((error as { code?: string }).code === "notSent") throw error;
    throw tryAgain(signal.aborted ? "no answer in time" : `no answer: ${reasonOf(error)}`);
  }
};

/** Throws unless the answer is a 2xx. */
export const accepted = (answer: Answer, now: number): Answer => {
  const { status, headers, text } = answer;
  if (status >= 200 && status < 300) return answer;
  const said = `HTTP ${status}${text === "" ? "" : `: ${excerpt(text)}`}`;
  if (hopeless.has(status)) throw never(said);
  throw tryAgain(said, afterMsOf(headers.get("retry-after"), now));
};
