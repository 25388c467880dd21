#!/usr/bin/env node
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { exitCodes, hasCode, messageOf } from "../../../contract/plain.ts";
import { type RelayUi, relay } from "./command.ts";

// The same as `roundsman relay`, without the command line around it: a process that runs for years beside each shared port, 20 MB smaller.

setFlagsFromString("--optimize-for-size");
setFlagsFromString("--semi-space-growth-factor=1");

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const options = {
  port: text,
  application: text,
  socket: text,
  baud: text,
  format: text,
  memory: text,
  group: text,
  rtscts: flag,
  json: flag,
};

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());

/** Gives back what starting up left behind. */
const tidyUp = (): void => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") (collect as () => void)();
};

const uiOf = (json: boolean): RelayUi => {
  const chinese = (process.env["LC_ALL"] ?? process.env["LANG"] ?? "").startsWith("zh");
  const out = (line: string): void => {
    process.stdout.write(`${line}\n`);
    tidyUp(); // said once, when everything is open
  };
  return {
    json,
    signal: stop.signal,
    out,
    err: (line) => void process.stderr.write(`${line}\n`),
    jsonOut: (value) => out(JSON.stringify(value)),
    say: (words) => words[chinese ? "zh-CN" : "en"],
  };
};

try {
  const { values } = parseArgs({ options });
  process.exitCode = await relay(values, uiOf(values.json));
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = hasCode(error, "usage") || error instanceof TypeError ? exitCodes.usage : exitCodes.faulty;
}
