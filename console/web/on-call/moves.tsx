import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Localized, OnCallMoves } from "../../../contract/index.ts";
import { hours } from "../../i18n/times.ts";
import { useNames } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useNamed } from "./words.ts";

interface MovesProps {
  readonly difference: OnCallMoves;
  readonly warnings: readonly Localized[];
  readonly rotas: readonly { readonly rota: string; readonly title: Localized; readonly zone: string }[];
}

/** Whose duties change, before anything is saved. */
export const Moves = ({ difference: { moves, more }, warnings, rotas }: MovesProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const nameOf = useNames();
  const named = useNamed(rotas);
  const who = (id: string | undefined): ReactNode =>
    id === undefined ? <span className="nobody">{t("onCall.nobody")}</span> : nameOf(id);
  const zoneOf = (id: string): string => rotas.find(({ rota }) => rota === id)?.zone ?? "UTC";
  return (
    <section className="moves" role="status" aria-label={t("onCallDesk.whatChanges")}>
      <h3>{t("onCallDesk.whatChanges")}</h3>
      {moves.length === 0 ? <p>{t("onCall.noMoves")}</p> : null}
      {/* It can be scrolled, so by the keyboard, too. */}
      <ul tabIndex={0}>
        {moves.map(({ rota, from, to, was, will }) => (
          <li key={`${rota} ${from}`}>
            <span className="quiet">{t("pair", { a: named(rota), b: hours({ from, to }, zoneOf(rota)) })}</span>
            <span>
              {who(was)} <span aria-hidden="true">→</span>
              <span className="only-read">{t("onCallDesk.becomes")}</span> <strong>{who(will)}</strong>
            </span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p>{t("onCall.moreMoves", { count: more })}</p> : null}
      {warnings.map((one) => (
        <p key={one.en} className="warned">
          {one[language]}
        </p>
      ))}
    </section>
  );
};
