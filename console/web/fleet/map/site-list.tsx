import { Button } from "antd";
import { memo, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { SiteCondition } from "../../../../contract/index.ts";
import { worstFirst } from "../../../../contract/plain.ts";
import { StateMark } from "../../look/state-mark.tsx";
import { byName } from "../columns.ts";
import { useHeldOrder } from "../held-order.ts";
import { countsText, siteText } from "./words.ts";

const isPlaced = ({ site }: SiteCondition): boolean => site?.latitude !== undefined;

const compare = (a: SiteCondition, b: SiteCondition): number =>
  worstFirst.indexOf(a.condition) - worstFirst.indexOf(b.condition) ||
  b.counts[b.condition] - a.counts[a.condition] ||
  byName(a.name, b.name);
const order = { idOf: ({ name }: SiteCondition) => name, compare };

interface LineProps {
  readonly one: SiteCondition;
  readonly lit: boolean;
  readonly address: string;
  /** Left out: whoever looks may not set where it lies. */
  readonly onPlace?: (one: SiteCondition) => void;
  readonly onPoint: (site: string | undefined) => void;
}

const Line = memo(
  function Line({ one, lit, address, onPlace, onPoint }: LineProps): ReactNode {
    const { t } = useTranslation();
    const name = siteText(t, one);
    return (
      <li
        className={lit ? "lit" : ""}
        onPointerEnter={() => onPoint(one.name)}
        onPointerLeave={() => onPoint(undefined)}
        onFocus={() => onPoint(one.name)}
        onBlur={() => onPoint(undefined)}
      >
        <StateMark state={one.condition} />
        <span className="site-words">
          <Link to={address}>{name}</Link>
          <span className="quiet">{countsText(t, one.counts)}</span>
          {isPlaced(one) || one.name === "" ? null : <span className="unplaced">{t("fleetMap.unplaced")}</span>}
        </span>
        {onPlace && one.name !== "" ? (
          <Button size="small" type={isPlaced(one) ? "text" : "default"} onClick={() => onPlace(one)}>
            {t("fleetMap.place")} <span className="only-read">{name}</span>
          </Button>
        ) : null}
      </li>
    );
  },
  (a, b) =>
    a.lit === b.lit &&
    a.address === b.address &&
    a.onPlace === b.onPlace &&
    a.onPoint === b.onPoint &&
    a.one.site === b.one.site &&
    worstFirst.every((condition) => a.one.counts[condition] === b.one.counts[condition]),
);

interface SiteListProps extends Pick<LineProps, "onPoint" | "onPlace"> {
  readonly sites: readonly SiteCondition[];
  readonly pointed: string | undefined;
  readonly addressOfSite: (name: string) => string;
}

/** The same sites in words, what needs somebody first. */
export const SiteList = ({ sites, pointed, addressOfSite, onPoint, onPlace }: SiteListProps): ReactNode => {
  const { t } = useTranslation();
  const [held, setHeld] = useState(false);
  const rows = useHeldOrder(sites, order, held);
  const named = sites.filter(({ name }) => name !== "");
  const unplaced = named.filter((one) => !isPlaced(one)).length;
  return (
    <section
      className="site-list"
      aria-label={t("fleetMap.list")}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <h2>{t("fleetMap.sites", { count: named.length })}</h2>
      {unplaced > 0 ? (
        <p className="quiet">{t(onPlace ? "fleetMap.unplacedHere" : "fleetMap.unplacedCount", { count: unplaced })}</p>
      ) : null}
      <ul>
        {rows.map((one) => (
          <Line
            key={one.name}
            one={one}
            lit={pointed === one.name}
            address={addressOfSite(one.name)}
            onPoint={onPoint}
            {...(onPlace ? { onPlace } : {})}
          />
        ))}
      </ul>
    </section>
  );
};
