import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { AppError, messageOf } from "../../../contract/index.ts";
import type { SimulatedStream } from "../../api.ts";

/** Nobody reads, the reader went away, or it does not keep up: a device node drops then, too. */
const dropping: readonly string[] = ["ENXIO", "EPIPE", "EAGAIN", "ENOENT"];

const isDropped = (error: unknown): boolean => dropping.includes((error as NodeJS.ErrnoException).code ?? "");

/**
 * A device node that is read as a stream: a FIFO. What is written while nobody reads is lost, as it is with an event node; a reader that opens it before anything was
 * written waits. Throws `AppError("folder")`.
 */
export const makeFifo = (path: string): SimulatedStream => {
  try {
    execFileSync("mkfifo", ["--", path]);
  } catch (error) {
    throw new AppError("folder", `${path}: no FIFO can be made: ${messageOf(error)}`, {}, { cause: error });
  }
  let fd: number | undefined;
  const opened = (): number => {
    fd ??= openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    return fd;
  };
  const shut = () => {
    if (fd !== undefined) closeSync(fd);
    fd = undefined;
  };
  return {
    write(bytes) {
      try {
        writeSync(opened(), bytes);
      } catch (error) {
        if (!isDropped(error)) throw error;
        if ((error as NodeJS.ErrnoException).code === "EPIPE") shut();
      }
    },
    end() {
      try {
        opened(); // lets go a reader that waits for somebody to write
      } catch (error) {
        if (!isDropped(error)) throw error;
      }
      shut();
    },
  };
};
