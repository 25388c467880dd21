import { useSyncExternalStore } from "react";
import { systemClock, type Timer } from "../../../contract/plain.ts";

const narrowQuery = window.matchMedia("(max-width: 760px)");
const onNarrow = (listener: () => void): (() => void) => {
  narrowQuery.addEventListener("change", listener);
  return () => narrowQuery.removeEventListener("change", listener);
};
/** A phone, or a small window. */
export const useNarrow = (): boolean => useSyncExternalStore(onNarrow, () => narrowQuery.matches);

const tickMs = 5000;
const onTick = (listener: () => void): (() => void) => {
  let timer: Timer;
  const wait = (): void => {
    timer = systemClock.after(tickMs - (systemClock.now() % tickMs), () => {
      listener();
      wait();
    });
  };
  wait();
  return () => timer.cancel();
};
const current = (stepMs: number) => (): number => Math.floor(systemClock.now() / stepMs) * stepMs;
const [currentMinute, currentTick] = [current(60_000), current(tickMs)];
/** This minute; changes once a minute. */
export const useMinute = (): number => useSyncExternalStore(onTick, currentMinute);
/** Now, to five seconds: for what counts down. */
export const useNow = (): number => useSyncExternalStore(onTick, currentTick);
