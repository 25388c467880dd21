import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Condition, StateMark } from "../look/state-mark.tsx";
import type { Short, SpareRow } from "./joins.ts";

const marks: Readonly<Record<Short, Condition>> = { belowMinimum: "faulty", belowTarget: "degraded", soon: "degraded" };

const useWord = (): ((short: Short) => string) => {
  const { t } = useTranslation();
  return (short) => (short === "soon" ? t("spares.soonShort") : t(`stock.${short}`));
};

/** That a part is short, by shape and word. */
export const ShortMark = ({ short }: { readonly short: Short }): ReactNode => {
  const word = useWord();
  return (
    <span className={`said short-${short}`}>
      <StateMark state={marks[short]} />
      {word(short)}
    </span>
  );
};

/** The numbers behind it: what is there, what is wanted and why, what is used up soon. */
export const useReasons = (): ((row: Pick<SpareRow, "sum" | "part">) => string[]) => {
  const { t } = useTranslation();
  return ({ sum: { have, minimum, target, poolPercent, installed }, part }) => [
    t("spares.there", { count: have }),
    ...(minimum === undefined || minimum === 0 ? [] : [t("spares.minimumIs", { count: minimum })]),
    ...(target === undefined ? [] : [t("spares.targetIs", { count: target, percent: poolPercent, installed })]),
    ...(part?.dueSoon ? [t("spares.dueSoon", { count: part.dueSoon })] : []),
  ];
};
