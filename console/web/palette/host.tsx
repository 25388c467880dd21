import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import "./host.css";

/** Loaded when it is first opened: most visits do without. */
const Palette = lazy(() => import("./palette.tsx"));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Ctrl-K, or Cmd-K, wherever the focus is; and a button for those without keys. */
export const PaletteHost = (): ReactNode => {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(isApple ? event.metaKey : event.ctrlKey) || event.altKey) return;
      // What stands open asks for an answer first.
      if (document.querySelector("dialog[open]:not(.palette)")) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <button
        type="button"
        className="palette-open"
        aria-keyshortcuts={isApple ? "Meta+K" : "Control+K"}
        aria-label={t("palette.open")}
        onClick={() => setOpen(true)}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="7" cy="7" r="4.5" />
          <path d="m10.5 10.5 4 4" />
        </svg>
        <kbd>{isApple ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      {open ? (
        <Suspense fallback={null}>
          <Palette close={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
};
