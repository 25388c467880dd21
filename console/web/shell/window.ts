import { useSyncExternalStore } from "react";
import { systemClock } from "../../../contract/plain.ts";

const narrowQuery = window.matchMedia("(max-width: 760px)");
const onNarrow = (listener: () => void): (() => void) => {
  narrowQuery.addEventListener("change", listener);
  return () => narrowQuery.removeEventListener("change", listener);
};
/** A phone, or a small window. */
export const useNarrow = (): boolean => useSyncExternalStore(onNarrow, () => narrowQuery.matches);

const minuteMs = 60_000;
const currentMinute = (): number => Math.floor(systemClock.now() / minuteMs) * minuteMs;
const onMinute = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, 5000);
  return () => clearInterval(timer);
};
/** This minute; changes once a minute. */
export const useMinute = (): number => useSyncExternalStore(onMinute, currentMinute);
