import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { askSecret, readLine } from "./secret.ts";

/** A keyboard: what is typed comes as the terminal sends it, raw. */
const keyboard = (isTTY = true) => {
  const stream = new PassThrough();
  const raw: boolean[] = [];
  return {
    raw,
    stream: Object.assign(stream, { isTTY, setRawMode: (mode: boolean) => (raw.push(mode), stream) }) as never,
    type: (keys: string) => stream.write(keys),
  };
};
const asked = async (...typed: readonly string[]): Promise<string> => {
  const { stream, type } = keyboard();
  const answer = askSecret("? ", stream, () => undefined);
  for (const keys of typed) type(keys);
  return answer;
};

describe("a secret at the keyboard", () => {
  it.each([
    [["correct horse\r"], "correct horse"],
    [["a", "b", "c", "\n"], "abc"],
    [["abx\u007fc\r"], "abc"],
    [["\b\bab\r"], "ab"],
    [["密码短语\r"], "密码短语"],
    [["ab\u0004"], "ab"],
  ])("%j", async (typed, secret) => {
    expect(await asked(...typed)).toBe(secret);
  });

  it("is never written, and the keyboard is as before, also after Ctrl-C", async () => {
    const { raw, stream, type } = keyboard();
    const written: string[] = [];
    const answer = askSecret("Password: ", stream, (text) => written.push(text));
    type("secret\u0003");
    await expect(answer).rejects.toMatchObject({ code: "aborted" });
    expect(written).toEqual(["Password: ", "\n"]);
    expect(raw).toEqual([true, false]);
  });

  it("without a keyboard it is said how else", async () => {
    await expect(askSecret("? ", keyboard(false).stream, () => undefined)).rejects.toThrow(/--password-stdin/);
  });
});

describe("a secret from a pipe", () => {
  it.each([
    [["secret\n"], "secret"],
    [["sec", "ret\r\nmore"], "secret"],
    [["secret"], "secret"],
    [[], ""],
  ])("%j", async (pieces, secret) => {
    expect(await readLine(Readable.from(pieces))).toBe(secret);
  });

  it("has a limit", async () => {
    await expect(readLine(Readable.from(["x".repeat(5000)]))).rejects.toMatchObject({ code: "usage" });
  });
});
