import type { ReadStream } from "node:tty";
import { AppError } from "../../contract/plain.ts";

/** A secret on one line: far above the longest password. */
const mostBytes = 1024;
const enter = /[\r\n\u0004]/;
const backspace = /[\b\u007f]/;
const interrupt = "\u0003";

type Input = Pick<ReadStream, "isTTY" | "setRawMode" | "resume" | "pause"> & NodeJS.ReadableStream;

/** The first line of a pipe. Throws `usage` if it is longer than a secret may be. */
export const readLine = async (input: AsyncIterable<string | Uint8Array>): Promise<string> => {
  let text = "";
  for await (const piece of input) {
    text += Buffer.from(piece).toString("utf8");
    if (text.length > mostBytes) throw new AppError("usage", "this is too long to be a password");
    if (text.includes("\n")) break;
  }
  return text.split(/\r?\n/)[0] ?? "";
};

const typed = (input: Input): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    const take = (piece: string | Uint8Array): void => {
      for (const letter of Buffer.from(piece).toString("utf8")) {
        if (letter === interrupt) return void reject(new AppError("aborted", "stopped"));
        if (enter.test(letter) || text.length >= mostBytes) return resolve(text);
        text = backspace.test(letter) ? [...text].slice(0, -1).join("") : text + letter;
      }
    };
    input.on("data", take);
    input.once("end", () => resolve(text));
  });

/** Asks at the keyboard without showing what is typed. Throws `usage` where there is no keyboard, `aborted` at Ctrl-C. */
export const askSecret = async (question: string, input: Input, say: (text: string) => void): Promise<string> => {
  if (!input.isTTY) throw new AppError("usage", "there is no keyboard here: give the password with --password-stdin");
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
