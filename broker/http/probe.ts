import { AppError, type Clock } from "../../contract/index.ts";
import type { Store } from "../store/store.ts";

const keepMs = 1000;
const deadlineMs = 3000;

/** `work`, or `unavailable` once the deadline is over; leaves no timer behind. */
const inTime = async (clock: Clock, work: Promise<void>): Promise<void> => {
  let stop = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    const timer = clock.after(deadlineMs, () =>
      reject(new AppError("unavailable", { en: "the store did not answer in time", "zh-CN": "存储未及时应答" })),
    );
    stop = () => timer.cancel();
  });
  await Promise.race([work, late]).finally(() => stop());
};

const writeAndRead = async (store: Store, clock: Clock): Promise<void> => {
  const mark = String(clock.now());
  await store.write((tx) => tx.saveSetting("health.probe", mark));
  if (store.read.setting("health.probe") === undefined)
    throw new AppError("unavailable", {
      en: "the store does not give back what it took",
      "zh-CN": "存储读出的与写入的不符",
    });
};

/**
 * Asks the store to write and read. Anybody may call it, so one answer serves a second: many callers make one write.
 * Rejects with `unavailable` if the store refuses or does not answer in 3 s.
 */
export const storeProbe = (store: Store, clock: Clock): (() => Promise<void>) => {
  let last: { at: number; answer: Promise<void> } | undefined;
  const probe = (): Promise<void> =>
    inTime(clock, writeAndRead(store, clock)).catch((error: unknown) => {
      throw new AppError(
        "unavailable",
        { en: "the store cannot be written", "zh-CN": "存储无法写入" },
        {},
        { cause: error },
      );
    });
  return () => {
    if (!last || clock.mono() - last.at > keepMs) last = { at: clock.mono(), answer: probe() };
    return last.answer;
  };
};
