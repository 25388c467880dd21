import type { Clock } from "../../contract/index.ts";
import { DriverError } from "../../drivers/api.ts";

/** A session that ignores its signal gets so long before it is given up. */
const graceMs = 500;

/** A driver that was aborted knows less than we do; any other word of it is better than ours. */
const blame = (error: Error, signal: AbortSignal): Error =>
  signal.aborted && !(error instanceof DriverError && error.code !== "aborted") ? (signal.reason as Error) : error;

const hung = (reason: Error): DriverError => {
  const code = reason instanceof DriverError ? reason.code : "noAnswer";
  return new DriverError(code, `${reason.message}, and the driver did not let go`, { hung: true }, { cause: reason });
};

/** True for the error of a session that ignored its signal. */
export const isHung = (error: unknown): boolean => error instanceof DriverError && error.context["hung"] === true;

/**
 * Runs `work` with a signal that aborts after `ms` or with `parent`. Rejects with `DriverError("noAnswer")` if the work ignores even that:
 * then whatever it holds must be closed, because its state is not known.
 */
export const withDeadline = <T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const controller = new AbortController();
    const late = new DriverError("noAnswer", `no answer within ${ms} ms`);
    let hard = clock.after(ms, () => abort(late));
    const abort = (reason: Error) => {
      hard.cancel();
      hard = clock.after(graceMs, () => finish(() => reject(hung(reason))));
      controller.abort(reason);
    };
    const onParent = () => abort(new DriverError("aborted", "the agent stops"));
    const finish = (settle: () => void) => {
      hard.cancel();
      parent.removeEventListener("abort", onParent);
      settle();
    };
    parent.addEventListener("abort", onParent, { once: true });
    if (parent.aborted) onParent();
    work(controller.signal).then(
      (value) => finish(() => resolve(value)),
      (error: unknown) => finish(() => reject(blame(error as Error, controller.signal))),
    );
  });
