import { Type } from "typebox";
import { type CommandResult, DriverError } from "./api.ts";

/** Arguments of a command that takes none. */
export const noArgs = Type.Object({}, { additionalProperties: false });

/** It did not work, or was not done at all: `code` for programs, `text` for people. */
export const failed = (code: string, text: string, result?: Record<string, unknown>): CommandResult => ({
  status: "failed",
  reason: { code, text },
  ...(result ? { result } : {}),
});

export const succeeded = (result: Record<string, unknown>): CommandResult => ({ status: "succeeded", result });

/** What runs a command, out of a driver's table of them. Throws `DriverError` `badArgs` for one that is not in it. */
export const runOf = <Run>(runs: Readonly<Record<string, Run>>, command: string): Run => {
  const run = Object.hasOwn(runs, command) ? runs[command] : undefined;
  if (!run) throw new DriverError("badArgs", `no command ${command}`);
  return run;
};
