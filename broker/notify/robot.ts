import { type ChannelEnv, type Message, never, type Sender, tryAgain } from "./channel.ts";
import { accepted, ask, excerpt } from "./post.ts";

/** What tells one chat robot from another: how it is asked, and what its answers mean. */
export interface RobotDialect {
  request(message: Message, now: number): { url: string; body: unknown };
  /** Field of the answer that is 0 when all is well. */
  readonly code: string;
  readonly message: string;
  /** Codes of "too many messages": later it will do. */
  readonly busy: readonly number[];
  /** Codes that say that this very message is refused. */
  readonly refused: readonly number[];
}

/** Cuts a text to so many bytes of UTF-8, never inside a character. */
export const cutBytes = (text: string, most: number): string => {
  if (Buffer.byteLength(text) <= most) return text;
  const mark = " …";
  let size = Buffer.byteLength(mark);
  let cut = "";
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > most) break;
    cut += character;
  }
  return cut + mark;
};

const parse = (text: string): Record<string, unknown> => {
  try {
    const value = JSON.parse(text) as unknown;
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // no JSON: no code in it, so it is no success
  }
};

/** Robots allow some twenty messages a minute. */
const busyMs = 60_000;

/** Robots answer 200 whatever happened: the code in the answer tells. */
export const openRobot = (dialect: RobotDialect, env: ChannelEnv): Sender => ({
  async send(message, signal) {
    const { url, body } = dialect.request(message, env.clock.now());
    const headers = { "content-type": "application/json" };
    const answer = accepted(await ask({ url, headers, body: JSON.stringify(body) }, signal), env.clock.now());
    const said = parse(answer.text);
    const code = said[dialect.code];
    if (code === 0) return { note: "ok" };
    const why = `${String(code)}: ${excerpt(typeof said[dialect.message] === "string" ? String(said[dialect.message]) : answer.text)}`;
    if (typeof code === "number" && dialect.busy.includes(code)) throw tryAgain(why, busyMs);
    throw typeof code === "number" && dialect.refused.includes(code) ? never(why) : tryAgain(why);
  },
});
