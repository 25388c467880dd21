import type { ReadStream } from "node:tty";
import { AppError } from "../../contract/plain.ts";

/** A secret on one line: far above the longest password. */
const mostBytes = 1024;
/** What a keyboard in raw mode sends: Ctrl-C, Ctrl-D, and both ways to take a letter back. */
const interrupt = "\u0003";
const enter: readonly string[] = ["\r", "\n", "\u0004"];
const backspace: readonly string[] = ["\b", "\u007f"];

type Input = Pick<ReadStream, "isTTY" | "setRawMode" | "resume" | "pause"> & NodeJS.ReadableStream;

/** The first line of a pipe. Throws `usage` if it is longer than a secret may be. */
export const readLine = async (input: AsyncIterable<string | Uint8Array>): Promise<string> => {
  let text = "";
  for await (const piece of input) {
    text += Buffer.from(piece).toString("utf8");
    if (text.length > mostBytes)
      throw new AppError("usage", { en: "this is too long to be a password", "zh-CN": "过长，不能用作密码" });
    if (text.includes("\n")) break;
  }
  return text.split(/\r?\n/)[0] ?? "";
};

const typed = (input: Input): Promise<string> =>
  new Promise((resolve, reject) => {
    const letters: string[] = [];
    const take = (piece: string | Uint8Array): void => {
      for (const letter of Buffer.from(piece).toString("utf8")) {
        if (letter === interrupt) reject(new AppError("aborted", "stopped"));
        else if (enter.includes(letter) || letters.length >= mostBytes) resolve(letters.join(""));
        else if (backspace.includes(letter)) letters.pop();
        else letters.push(letter);
      }
    };
    input.on("data", take);
    input.once("end", () => resolve(letters.join("")));
  });

/** Asks at the keyboard without showing what is typed. Throws `usage` where there is no keyboard, `aborted` at Ctrl-C. */
export const askSecret = async (question: string, input: Input, say: (text: string) => void): Promise<string> => {
  if (!input.isTTY)
    throw new AppError("usage", {
      en: "there is no keyboard here: give the password with --password-stdin",
      "zh-CN": "此处没有键盘：请用 --password-stdin 提供密码",
    });
  say(question);
  input.setRawMode(true);
  input.resume();
  try {
    return await typed(input);
  } finally {
    input.setRawMode(false);
    input.pause();
    say("\n");
  }
};
