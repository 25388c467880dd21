import { open } from "node:fs/promises";
import { type Clock, sleep } from "../../contract/index.ts";
import { type CommandResult, DriverError } from "../api.ts";
import { failed } from "../command.ts";

/** The kernel lets go of the device's drivers before the write returns. */
const writeMs = 5_000;
/** Off for so long (project choice). */
const offMs = 1_000;
/** A device that was taken off must come back: so many tries to write the 1. */
const backTries = 3;

/** Never creates the file. */
const writeOnce = async (path: string, text: string): Promise<void> => {
  const file = await open(path, "r+");
  try {
    await file.write(text, 0);
  } finally {
    await file.close();
  }
};

/** Resolves with what went wrong, `undefined` if nothing did. */
const write = (clock: Clock, path: string, text: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const timer = clock.after(writeMs, () => resolve(`not written within ${writeMs} ms`));
    const done = (wrong: string | undefined) => {
      timer.cancel();
      resolve(wrong);
    };
    writeOnce(path, text).then(
      () => done(undefined),
      (error: NodeJS.ErrnoException) => done(error.code ?? error.message),
    );
  });

/**
 * Takes a device off USB and lets it come back, by its `authorized` file (Documentation/usb/authorization.rst): its drivers let go and take it anew; its supply stays on.
 * Once the 0 is written the 1 is written, too, whoever goes away meanwhile. `undefined`: done.
 */
export const reauthorize = async (
  clock: Clock,
  path: string,
  signal: AbortSignal,
): Promise<CommandResult | undefined> => {
  if (signal.aborted) throw new DriverError("aborted", "stopped by the caller");
  const refused = await write(clock, path, "0");
  if (refused) return failed("denied", `${path}: ${refused}`);
  await sleep(clock, offMs, signal).catch(() => undefined); // the device comes back all the same, only sooner
  let wrong: string | undefined;
  for (let n = 0; n < backTries; n++) {
    wrong = await write(clock, path, "1");
    if (!wrong) return undefined;
    await sleep(clock, offMs);
  }
  return failed("deviceFault", `${path}: ${wrong}: the touchscreen is off until it is plugged in anew`);
};
