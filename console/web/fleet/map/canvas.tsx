import { type KeyboardEvent, memo, type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SiteCondition } from "../../../../contract/index.ts";
import { shapes } from "../../look/state-mark.tsx";
import { type Move, moveByKey, useHands, useSize } from "./gestures.ts";
import { Grid } from "./grid.tsx";
import { canBeTold, grouped, groupLevel, type Placed } from "./grouping.ts";
import { type Box, type Label, type Labelled, labelled } from "./labels.ts";
import { type Mark, marksOf, placedOf, placesKey, sumOf } from "./marks.ts";
import { fitted, type MapView, type Size, toScreen, zooms } from "./projection.ts";
import { countsText, siteText } from "./words.ts";

/** What is fitted stays clear of the buttons and of the degrees. */
const margin = 70;
const longestLabel = 24;

interface OneProps {
  readonly mark: Mark;
  readonly x: number;
  readonly y: number;
  readonly lit: boolean;
  readonly onOpen: (mark: Mark) => void;
  readonly onPoint: (key: string | undefined) => void;
}

const One = memo(function One({ mark, x, y, lit, onOpen, onPoint }: OneProps): ReactNode {
  const { radius, condition, sites } = mark;
  const [side, reach] = [2 * radius, radius + 4];
  return (
    <g
      className={lit ? "site lit" : "site"}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
      data-site={mark.key}
      data-condition={condition}
      onClick={() => onOpen(mark)}
      onPointerEnter={() => onPoint(mark.key)}
      onPointerLeave={() => onPoint(undefined)}
    >
      <circle className={sites.length > 1 ? "ring many" : "ring"} r={reach} />
      <svg x={-radius} y={-radius} width={side} height={side} viewBox="0 0 16 16" className={`mark mark-${condition}`}>
        {shapes[condition]}
      </svg>
      {sites.length > 1 ? (
        <text className="several" x={reach * 0.75} y={-reach * 0.75}>
          {sites.length}
        </text>
      ) : null}
    </g>
  );
});

/** What is known of the site or sites under the hand. */
const Tip = ({
  mark,
  x,
  y,
  size,
}: { readonly mark: Mark; readonly size: Size } & Pick<OneProps, "x" | "y">): ReactNode => {
  const { t } = useTranslation();
  const names = mark.sites.map((site) => siteText(t, site));
  const left = Math.min(Math.max(x, 120), Math.max(size.width - 120, 120));
  const below = y < size.height / 2;
  return (
    <div
      className={below ? "map-tip below" : "map-tip"}
      style={{ left, top: y + (below ? mark.radius + 8 : -mark.radius - 8) }}
    >
      <strong>{names.length > 1 ? t("fleetMap.sites", { count: names.length }) : names[0]}</strong>
      {names.length > 1 ? (
        <span className="quiet">{names.slice(0, 4).join(t("comma")) + (names.length > 4 ? "…" : "")}</span>
      ) : null}
      <span>{countsText(t, sumOf(mark.sites))}</span>
    </div>
  );
};

interface Drawn {
  readonly mark: Mark;
  readonly x: number;
  readonly y: number;
}

const cut = (text: string): string => (text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text);

/** Where the buttons stand; as in map.css. */
const buttonsOf = ({ width }: Size): Box => ({ left: width - 46, right: width, top: 0, bottom: 112 });

/** Names of those in trouble, as far as there is room. */
const useLabels = (drawn: readonly Drawn[], size: Size | undefined): readonly Label[] => {
  const { t } = useTranslation();
  return useMemo(() => {
    const marks = drawn.toReversed().map(({ mark, x, y }): Labelled => {
      const at = { key: mark.key, x, y, radius: mark.radius + 4 };
      if (mark.condition === "ok") return at;
      const worst = mark.sites.find(({ condition }) => condition === mark.condition);
      const more = mark.sites.length > 1 ? ` +${mark.sites.length - 1}` : "";
      return { ...at, text: cut(worst ? siteText(t, worst) : "") + more };
    });
    return size ? labelled(marks, size, [buttonsOf(size)]) : [];
  }, [drawn, size, t]);
};

/** Where the sites lie: the same list as long as no place changes, however the terminals are. */
const usePlaced = (sites: readonly SiteCondition[]): readonly Placed[] => {
  const placed = useMemo(() => placedOf(sites), [sites]);
  const key = placesKey(placed);
  const [kept, setKept] = useState({ key, placed });
  if (kept.key === key) return kept.placed;
  setKept({ key, placed });
  return placed;
};

interface FitState {
  readonly key: string;
  readonly view: MapView;
}

/** What is shown: all sites to begin with and after another question; then wherever a hand leads. News of terminals move nothing. */
const useView = (placed: readonly { x: number; y: number }[], fitKey: string, size: Size | undefined) => {
  const [state, setState] = useState<FitState>();
  const sized = useRef(size);
  sized.current = size;
  if (size && placed.length > 0 && state?.key !== fitKey) setState({ key: fitKey, view: fitted(placed, size, margin) });
  const move: Move = useCallback((change) => {
    setState((before) => (before && sized.current ? { ...before, view: change(before.view, sized.current) } : before));
  }, []);
  return { view: state?.view, move };
};

interface CanvasProps {
  readonly sites: readonly SiteCondition[];
  /** Another question: everything is brought into sight again. */
  readonly fitKey: string;
  readonly pointed: string | undefined;
  readonly onPoint: (site: string | undefined) => void;
  readonly onOpen: (sites: readonly SiteCondition[]) => void;
}

/** Sites by their coordinates, for the eye and the hand; the list beside it says the same in words. */
export const Canvas = ({ sites, fitKey, pointed, onPoint, onOpen }: CanvasProps): ReactNode => {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const placed = usePlaced(sites);
  const { view, move } = useView(placed, fitKey, size);
  useHands(box, move);
  const level = groupLevel(view?.zoom ?? zooms.least);
  const groups = useMemo(() => grouped(placed, level), [placed, level]);
  const marks = useMemo(() => marksOf(groups, sites), [groups, sites]);
  const drawn = useMemo((): readonly Drawn[] => {
    if (!view || !size) return [];
    const all = marks.map((mark) => ({ mark, ...toScreen(view, size, mark) }));
    return all.filter(({ x, y }) => x > -margin && y > -margin && x < size.width + margin && y < size.height + margin);
  }, [marks, view, size]);
  const labels = useLabels(drawn, size);
  const fit = useCallback((): void => move((_, now) => fitted(placed, now, margin)), [move, placed]);
  const open = useCallback(
    ({ sites: own }: Mark): void => {
      const places = placedOf(own);
      if (canBeTold(places)) move((_, now) => fitted(places, now, margin * 2, zooms.most));
      else onOpen(own);
    },
    [move, onOpen],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "0" || event.key === "Home") fit();
    else if (!moveByKey(event.key, move)) return;
    event.preventDefault();
  };
  const lit = drawn.find(({ mark }) => mark.sites.some(({ name }) => name === pointed));
  return (
    <div className="map-frame">
      <div ref={box} className="map" role="group" aria-label={t("fleetMap.label")} tabIndex={0} onKeyDown={onKeyDown}>
        {size && view ? (
          <svg width={size.width} height={size.height} aria-hidden="true">
            <Grid view={view} size={size} />
            {drawn.map(({ mark, x, y }) => (
              <One key={mark.key} mark={mark} x={x} y={y} lit={mark === lit?.mark} onOpen={open} onPoint={onPoint} />
            ))}
            {labels.map((label) => (
              <text key={label.key} className="site-label" x={label.x} y={label.y} textAnchor={label.anchor}>
                {label.text}
              </text>
            ))}
          </svg>
        ) : null}
        {lit && size ? <Tip {...lit} size={size} /> : null}
      </div>
      {view ? (
        <div className="map-buttons">
          <button type="button" aria-label={t("fleetMap.larger")} onClick={() => moveByKey("+", move)}>
            +
          </button>
          <button type="button" aria-label={t("fleetMap.smaller")} onClick={() => moveByKey("-", move)}>
            −
          </button>
          <button type="button" aria-label={t("fleetMap.all")} onClick={fit}>
            ⤢
          </button>
        </div>
      ) : (
        <p className="map-nothing quiet">{t("fleetMap.nothing")}</p>
      )}
    </div>
  );
};
