import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, memo, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalSummary } from "../../../contract/index.ts";
import { usePreferences } from "../preferences.ts";
import { useMinute, useNarrow } from "../shell/window.ts";
import { term } from "../words.ts";
import { byNeed, classesOf } from "./columns.ts";
import { useHeldOrder } from "./held-order.ts";
import { NarrowRow, WideRow } from "./row.tsx";

const height = { wide: 40, narrow: 84 } as const;
interface Widths {
  readonly classes: number;
  readonly ticks: boolean;
  /** Some terminal has tags: they need room beside its name. */
  readonly tagged: boolean;
}
/** Every row is a grid of its own: shares of the same width, so that columns stand under each other. */
const columnsFor = ({ classes, ticks, tagged }: Widths): CSSProperties => ({
  gridTemplateColumns: `${ticks ? "28px " : ""}minmax(0,${tagged ? "2.2fr" : "1.3fr"}) 106px minmax(0,2fr) repeat(${classes},48px) 104px minmax(0,1.1fr) 54px 62px 100px`,
  minWidth: (tagged ? 900 : 790) + 48 * classes,
});

const idOf = ({ id }: TerminalSummary): string => id;
const order = { idOf, compare: byNeed };

interface Choosing {
  /** Ids of the rows that are ticked; left out: rows cannot be. */
  readonly chosen?: ReadonlySet<string>;
  readonly choose?: (ids: readonly string[], on: boolean) => void;
}

/** Ticks all rows that the query finds, also those out of sight. */
const ChooseAll = ({
  rows,
  chosen,
  choose,
}: Required<Choosing> & { readonly rows: readonly TerminalSummary[] }): ReactNode => {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const all = rows.every(({ id }) => chosen.has(id));
  useEffect(() => {
    if (box.current) box.current.indeterminate = !all && rows.some(({ id }) => chosen.has(id));
  });
  return (
    <input
      ref={box}
      type="checkbox"
      checked={all}
      aria-label={t("tags.chooseAll")}
      onChange={({ target }) => choose(rows.map(idOf), target.checked)}
    />
  );
};

const Head = ({
  classes,
  columns,
  children,
}: {
  readonly classes: readonly TerminalSummary["modules"][number]["deviceClass"][];
  readonly columns: CSSProperties;
  readonly children: ReactNode;
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <div className="matrix-head" role="row" style={columns}>
      {children}
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

const AllRows = ({
  terminals,
  all,
  chosen,
  choose,
}: Choosing & {
  readonly terminals: readonly TerminalSummary[];
  readonly all: readonly TerminalSummary[];
}): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const narrow = useNarrow();
  const minute = useMinute();
  const [held, setHeld] = useState(false);
  const classNames = useMemo(() => classesOf(all).join(" "), [all]);
  const classes = useMemo(() => classNames.split(" ").filter(Boolean) as ReturnType<typeof classesOf>, [classNames]);
  const rows = useHeldOrder(terminals, order, held);
  const ticks = chosen !== undefined && choose !== undefined;
  const tagged = useMemo(() => all.some(({ tags = [] }) => tags.length > 0), [all]);
  const columns = columnsFor({ classes: classes.length, ticks, tagged });
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
      <Head classes={classes} columns={columns}>
        {ticks ? (
          <div className="cell tick" role="columnheader">
            <ChooseAll rows={rows} chosen={chosen} choose={choose} />
          </div>
        ) : null}
      </Head>
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
                ...(narrow ? {} : columns),
              }}
            >
              <Row
                terminal={terminal}
                classes={classes}
                language={language}
                minute={minute}
                {...(ticks ? { chosen: chosen.has(terminal.id), choose } : {})}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
};

/** Thousands of terminals, of which those in sight are drawn; a key that is typed in the filter draws none until what is found has changed. */
export const Matrix = memo(AllRows);
