import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { parseSettings } from "../../agent/config/load.ts";
import { stdoutLog } from "../../agent/log.ts";
import { startAgent } from "../../agent/main.ts";
import { memoryPair } from "../../drivers/port/memory.ts";
import { scriptedDevice } from "./scripted-driver.ts";

/**
 * A real agent process that a test kills. Arguments: settings as JSON, a file that gets one synced line for each execution of a command, and what
 * the device does: `hangPoll` (a command waits), `hangRun` (a command never ends), `work`.
 */
const [settingsText = "{}", journal = "", mode = "work"] = process.argv.slice(2);
const device = scriptedDevice({ poll: { everyMs: 200, deadlineMs: 30_000 } });
const forever = <T>(): Promise<T> => new Promise<T>(() => undefined);
if (mode === "hangPoll") device.poll = forever;
device.run = (command) => {
  const fd = openSync(journal, "a");
  writeSync(fd, `${command}\n`);
  fsyncSync(fd);
  closeSync(fd);
  return mode === "hangRun" ? forever() : { status: "succeeded" };
};
const settings = parseSettings(JSON.parse(settingsText));
const agent = await startAgent(
  { settings },
  {
    drivers: new Map([["scripted", device.driver]]),
    openPort: async (_, { port = "" }) => memoryPair(port)[0],
    log: stdoutLog(settings.terminal, "info"),
  },
);
process.once("SIGTERM", () => void agent.stop().then(() => process.exit(0)));
