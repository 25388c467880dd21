import { beforeEach, describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../tests/support/fake-clock.ts";
import { type BytePort, DriverError } from "../api.ts";
import { memoryPair } from "../port/memory.ts";
import { hex } from "./fields.ts";
import { type FrameRule, need } from "./framer.ts";
import { type Ask, Link, withRetries } from "./link.ts";

/** `A5 n` with n < 128: two bytes, no more is needed to test a conversation. */
const rule: FrameRule = (b) => {
  if (b[0] !== 0xa5) return { skip: 1 };
  if (b[1] === undefined) return need;
  return b[1] < 128 ? { frame: 2 } : { skip: 1 };
};
const isAnswer = (n: number) => (f: Uint8Array) => (f[1] === n ? `got ${n}` : undefined);

let clock: FakeClock;
let port: BytePort;
let far: BytePort;
let link: Link;
const unsolicited: string[] = [];

beforeEach(() => {
  clock = new FakeClock();
  [port, far] = memoryPair();
  link = new Link({ port, clock, rule, maxLength: 8, interByteMs: 20 });
  unsolicited.length = 0;
  link.onUnsolicited((f) => unsolicited.push(hex(f)));
});

const ask = (over: Partial<Ask<string>> = {}) =>
  link.ask({ bytes: Uint8Array.of(1), timeoutMs: 100, match: isAnswer(7), ...over });
/** The error code, or the value. */
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (v) => v,
    (e: unknown) => (e instanceof DriverError ? e.code : e),
  );

describe("link", () => {
  it("sends, waits for the matching frame, and measures the way", async () => {
    const answer = outcome(ask());
    await clock.advance(30);
    await far.write(Uint8Array.of(0xa5, 7));
    await settle();
    expect(await answer).toBe("got 7");
    expect(link.measures()).toEqual({ linkFrames: 1, linkErrors: 0, linkDiscardedBytes: 0, linkRoundTrip: 30 });
  });

  it("gives frames that are not the answer to the listener, and goes on waiting", async () => {
    const answer = outcome(ask());
    await far.write(Uint8Array.of(0xa5, 1, 0xa5, 7, 0xa5, 2));
    await settle();
    expect(await answer).toBe("got 7");
    expect(unsolicited).toEqual(["A5 01", "A5 02"]);
  });

  it("says noAnswer for silence and damagedAnswers for garbage, at the deadline", async () => {
    const silent = outcome(ask());
    await clock.advance(99);
    expect(link.measures().linkErrors).toBe(0);
    await clock.advance(1);
    expect(await silent).toBe("noAnswer");
    const noisy = outcome(ask());
    await far.write(Uint8Array.of(1, 2, 3));
    await clock.advance(100);
    expect(await noisy).toBe("damagedAnswers");
    expect(link.measures()).toMatchObject({ linkErrors: 2, linkDiscardedBytes: 3 });
  });

  it("gives up a half frame in time, so that the next answer is found", async () => {
    const answer = outcome(ask());
    await far.write(Uint8Array.of(0xa5));
    await clock.advance(25);
    await far.write(Uint8Array.of(0xa5, 7));
    await settle();
    expect(await answer).toBe("got 7");
    expect(link.measures().linkDiscardedBytes).toBe(1);
  });

  it("finds a frame behind a false mark once nothing more comes", async () => {
    const lengthy: FrameRule = (b) => (b[0] === 0xee ? need : rule(b));
    link.close();
    link = new Link({ port, clock, rule: lengthy, maxLength: 8, interByteMs: 20 });
    const answer = outcome(ask());
    await far.write(Uint8Array.of(0xee, 0xee, 0xa5, 7));
    await clock.advance(20);
    expect(await answer).toBe("got 7");
  });

  it("a frame that comes byte by byte within the limit is whole", async () => {
    const answer = outcome(ask());
    await far.write(Uint8Array.of(0xa5));
    await clock.advance(19);
    await far.write(Uint8Array.of(7));
    await settle();
    expect(await answer).toBe("got 7");
  });

  it("drops a half frame before the next request: stale input answers nothing", async () => {
    await far.write(Uint8Array.of(0xa5));
    await settle();
    const answer = outcome(ask());
    await far.write(Uint8Array.of(7));
    await clock.advance(100);
    expect(await answer).toBe("damagedAnswers");
  });

  it("settles on close, on the loss of the port, and on the caller's signal", async () => {
    const stop = new AbortController();
    const aborted = outcome(ask({ signal: stop.signal }));
    stop.abort();
    expect(await aborted).toBe("aborted");
    const lost = outcome(ask());
    await far.close();
    expect(await lost).toBe("portLost");
    expect(await outcome(ask())).toBe("portLost");

    const [p] = memoryPair();
    const other = new Link({ port: p, clock, rule, maxLength: 8, interByteMs: 20 });
    const waiting = outcome(other.expect({ timeoutMs: 1e9, match: () => true }));
    other.close();
    other.close();
    expect(await waiting).toBe("closed");
    expect(await outcome(other.send(Uint8Array.of(1)))).toBe("closed");
  });

  it("sends nothing for a caller that has gone already", async () => {
    const sent: string[] = [];
    far.onData((b) => sent.push(hex(b)));
    expect(await outcome(ask({ signal: AbortSignal.abort() }))).toBe("aborted");
    await settle();
    expect(sent).toEqual([]);
  });

  it("an exception in match ends that request, not the process; in the listener it is counted", async () => {
    const coded = outcome(
      ask({
        match: () => {
          throw new DriverError("refused", "NAK");
        },
      }),
    );
    await far.write(Uint8Array.of(0xa5, 7));
    expect(await coded).toBe("refused");
    const crashed = outcome(
      ask({
        match: (f) => (f as unknown as { missing: { deep: string } }).missing.deep,
      }),
    );
    await far.write(Uint8Array.of(0xa5, 7));
    expect(await crashed).toBe("damagedAnswers");
    link.onUnsolicited(() => {
      throw new TypeError("hostile");
    });
    await far.write(Uint8Array.of(0xa5, 9));
    await settle();
    const answer = outcome(ask());
    await far.write(Uint8Array.of(0xa5, 7));
    await settle();
    expect(await answer).toBe("got 7");
    expect(link.measures().linkErrors).toBe(3);
  });

  it("a write that fails late does not fail the next request", async () => {
    let failFirst: (error: Error) => void = () => undefined;
    let writes = 0;
    const slow: BytePort = {
      ...port,
      path: "slow",
      onData: (l) => port.onData(l),
      onClose: (l) => port.onClose(l),
      close: () => port.close(),
      write: () => (writes++ === 0 ? new Promise<void>((_, reject) => (failFirst = reject)) : Promise.resolve()),
    };
    link.close();
    link = new Link({ port: slow, clock, rule, maxLength: 8, interByteMs: 20 });
    const first = outcome(ask());
    await clock.advance(100);
    expect(await first).toBe("noAnswer");
    const second = outcome(ask());
    failFirst(new DriverError("writeTimeout", "late"));
    await settle();
    await far.write(Uint8Array.of(0xa5, 7));
    await settle();
    expect(await second).toBe("got 7");
  });

  it("leaves no timer and no listener behind", async () => {
    const answer = outcome(ask());
    await far.write(Uint8Array.of(0xa5, 7, 0xa5));
    await settle();
    await answer;
    link.close();
    expect(clock.pending()).toBe(0);
    await far.write(Uint8Array.of(0xa5, 7, 0xa5));
    await settle();
    expect(clock.pending()).toBe(0);
  });

  it("a hundred thousand bytes of noise cost no memory beyond one frame", async () => {
    for (let i = 0; i < 1000; i++) await far.write(new Uint8Array(100).fill(i & 1 ? 0xa5 : 0xff));
    await settle();
    expect(link.measures().linkDiscardedBytes).toBeGreaterThan(99_000);
    expect(clock.pending()).toBeLessThanOrEqual(1);
  });
});

describe("withRetries", () => {
  const failing = (codes: DriverErrorCodes) => async (n: number) => {
    const code = codes[n - 1];
    if (code) throw new DriverError(code, "x");
    return n;
  };
  type DriverErrorCodes = ConstructorParameters<typeof DriverError>[0][];

  it("tries again on silence and damage, at most so often, with something between", async () => {
    const between: number[] = [];
    const note = async (n: number) => void between.push(n);
    expect(await withRetries(3, failing(["noAnswer", "damagedAnswers"]), note)).toBe(3);
    expect(between).toEqual([1, 2]);
    expect(await outcome(withRetries(2, failing(["noAnswer", "damagedAnswers"])))).toBe("damagedAnswers");
  });

  it.each(["refused", "portLost", "aborted", "closed"] as const)("never repeats after %s", async (code) => {
    expect(await outcome(withRetries(5, failing([code])))).toBe(code);
  });
});
