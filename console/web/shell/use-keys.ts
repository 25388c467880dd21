import { useEffect, useRef } from "react";

type Keys = Readonly<Record<string, () => void>>;

/** Somebody types, or a button or link under the focus takes the key itself. In a dialog that has just closed the focus may still stand for a moment. */
const taken = (event: KeyboardEvent): boolean => {
  const { target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest("input, textarea, select, [contenteditable='true'], dialog[open]")) return true;
  return event.key === "Enter" && target.closest("a, button, summary") !== null;
};

/** Single keys of a page, for as long as it is shown. */
export const useKeys = (keys: Keys): void => {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const act = taken(event) ? undefined : current.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
};
