import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import "./host.css";

/** Loaded when it is first opened: most visits do without. */
const Palette = lazy(() => import("./palette.tsx"));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Ctrl-K, or Cmd-K, wherever the focus is; and a button for those without keys. */
export const PaletteHost = (): ReactNode => {
  const { t } = useTranslation();
  /** Which opening it is: one that was closed a moment ago says so late, and takes no later one with it. */
  const [open, setOpen] = useState<number>();
  /** Typed before it is there: it is not lost. `undefined`: none is awaited. */
  const early = useRef<string>(undefined);
  const begin = useCallback((): void => {
    if (early.current !== undefined || document.querySelector(".palette[open]")) return;
    early.current = "";
    setOpen((now) => (now ?? 0) + 1);
  }, []);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const opens = event.key.toLowerCase() === "k" && (isApple ? event.metaKey : event.ctrlKey) && !event.altKey;
      // What stands open asks for an answer first.
      if (opens && !document.querySelector("dialog[open]:not(.palette)")) begin();
      else if (early.current !== undefined && plain && event.key.length === 1) early.current += event.key;
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, [begin]);
  const takeEarly = useCallback((): string => {
    const typed = early.current ?? "";
    early.current = undefined;
    return typed;
  }, []);
  return (
    <>
      <button
        type="button"
        className="palette-open"
        aria-keyshortcuts={isApple ? "Meta+K" : "Control+K"}
        onClick={begin}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="7" cy="7" r="4.5" />
          <path d="m10.5 10.5 4 4" />
        </svg>
        <span className="only-read">{t("palette.open")}</span>
        <kbd>{isApple ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      {open === undefined ? null : (
        <Suspense fallback={null}>
          <Palette key={open} early={takeEarly} close={() => setOpen((now) => (now === open ? undefined : now))} />
        </Suspense>
      )}
    </>
  );
};
