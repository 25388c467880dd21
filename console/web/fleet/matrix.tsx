import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalSummary } from "../../../contract/index.ts";
import { usePreferences } from "../preferences.ts";
import { useMinute, useNarrow } from "../shell/window.ts";
import { term } from "../words.ts";
import { byNeed, classesOf } from "./columns.ts";
import { NarrowRow, WideRow } from "./row.tsx";

const height = { wide: 40, narrow: 84 } as const;
/** Every row is a grid of its own: shares of the same width, so that columns stand under each other. */
const columnsFor = (classes: number): CSSProperties => ({
  gridTemplateColumns: `minmax(0,1.3fr) 98px minmax(0,2fr) repeat(${classes},48px) 104px minmax(0,1.1fr) 54px 60px 88px`,
  minWidth: 790 + 48 * classes,
});

/** The order of need, kept as it is while somebody points at a row or has one in focus: nothing moves away under a hand. */
const useOrder = (terminals: readonly TerminalSummary[], held: boolean): readonly TerminalSummary[] => {
  const kept = useRef<readonly string[]>([]);
  return useMemo(() => {
    const sorted = [...terminals].sort(byNeed);
    const place = new Map(kept.current.map((id, n) => [id, n]));
    if (held) sorted.sort((a, b) => (place.get(a.id) ?? Number.MAX_VALUE) - (place.get(b.id) ?? Number.MAX_VALUE));
    kept.current = sorted.map(({ id }) => id);
    return sorted;
  }, [terminals, held]);
};

const Head = ({
  classes,
}: {
  readonly classes: readonly TerminalSummary["modules"][number]["deviceClass"][];
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <div className="matrix-head" role="row" style={columnsFor(classes.length)}>
      {["terminal", "condition", "why"].map((word) => (
        <div className="cell" role="columnheader" key={word}>
          {t(`fleet.${word}`)}
        </div>
      ))}
      {classes.map((one) => (
        <div className="cell module" role="columnheader" key={one} title={term(language, "deviceClasses", one)}>
          {t(`class.${one}`)}
        </div>
      ))}
      {["line", "site", "faults", "tickets", "seen"].map((word) => (
        <div className={word === "line" || word === "site" ? "cell" : "cell number"} role="columnheader" key={word}>
          {t(`fleet.${word}`)}
        </div>
      ))}
    </div>
  );
};

/** Thousands of terminals, of which those in sight are drawn. */
export const Matrix = ({
  terminals,
  all,
}: {
  readonly terminals: readonly TerminalSummary[];
  readonly all: readonly TerminalSummary[];
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const narrow = useNarrow();
  const minute = useMinute();
  const [held, setHeld] = useState(false);
  const classNames = classesOf(all).join(" ");
  const classes = useMemo(() => classNames.split(" ").filter(Boolean) as ReturnType<typeof classesOf>, [classNames]);
  const rows = useOrder(terminals, held);
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = narrow ? height.narrow : height.wide;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });
  const Row = narrow ? NarrowRow : WideRow;
  return (
    <div
      ref={scroller}
      className="matrix"
      role="table"
      aria-label={t("fleet.title")}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Head classes={classes} />
      <div className="matrix-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const terminal = rows[index];
          if (!terminal) return null;
          return (
            <div
              key={key}
              className="matrix-row"
              role="row"
              aria-rowindex={index + 2}
              style={{
                height: rowHeight,
                transform: `translateY(${start}px)`,
                ...(narrow ? {} : columnsFor(classes.length)),
              }}
            >
              <Row terminal={terminal} classes={classes} language={language} minute={minute} />
            </div>
          );
        })}
      </div>
    </div>
  );
};
