#!/usr/bin/env node
import { runCli } from "./run.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));

// A reader that has seen enough (`| head`) closes the pipe: that is no failure. What runs is stopped in order, as by Ctrl-C.
const lastWordMs = 15_000;
let unread = false;
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    unread = true;
    stop.abort(new Error("nobody reads any more"));
    setTimeout(() => process.exit(0), lastWordMs).unref();
  });

const code = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
});
process.exitCode = unread ? 0 : code;
