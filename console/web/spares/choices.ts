import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { StockView } from "../../../contract/index.ts";
import { partText } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import type { Choice } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";
import { keys, ticketList } from "../queries.ts";
import type { Draft, Source } from "./draft.ts";
import { byName, type UsedOn, usedOn } from "./joins.ts";
import { placeName } from "./matrix.tsx";
import { useParts } from "./use-spares.ts";

/** Moves in which what was used on tickets is looked for. */
const mostMoves = 1000;

/** What of a part was used on tickets and may come back: asked for where it is needed. */
export const useUsedOn = ({ kind, item }: Draft): readonly UsedOn[] => {
  const api = useApi();
  const { data } = useQuery({
    queryKey: [...keys.stock, "moves", item, mostMoves],
    queryFn: () => api.stockMoves({ item, limit: mostMoves }),
    enabled: kind === "return" && item !== "",
    select: usedOn,
  });
  return data ?? [];
};

/** Every part by its name in the reader's language; the chosen one also while the others are not known yet. */
export const usePartChoices = (chosen: string): Choice[] => {
  const { language } = usePreferences();
  const { data = [] } = useParts();
  const items = data.map(({ item }) => item);
  return [...items, ...(chosen === "" || items.includes(chosen) ? [] : [chosen])]
    .sort(byName(language))
    .map((item) => ({ value: item, label: partText(item)[language] }));
};

/** Places to take from: those that have it, with how many. */
export const useFromChoices = (view: StockView | undefined, item: string): Choice[] => {
  const { t } = useTranslation();
  return (view?.places ?? []).flatMap((place) => {
    const level = view?.levels.find((one) => one.item === item && one.place === place.id);
    return level
      ? [{ value: place.id, label: t("spares.has", { place: placeName(place), count: level.quantity }) }]
      : [];
  });
};

/** Places to bring to. */
export const toChoices = (view: StockView | undefined, from: string): Choice[] =>
  (view?.places ?? [])
    .filter(({ id, closed }) => !closed && id !== from)
    .map((place) => ({ value: place.id, label: placeName(place) }));

/** Terminals that have some of it on loan. */
export const lenders = (view: StockView | undefined, item: string): Choice[] =>
  [...new Set((view?.loans ?? []).filter((loan) => loan.item === item).map(({ terminal }) => terminal))].map((id) => ({
    value: id,
    label: id,
  }));

/** Tickets it may be used on: open ones, those that ask for it first; or those it may come back from. */
export const useTicketChoices = ({ kind, item }: Draft, used: readonly UsedOn[]): Choice[] => {
  const { t } = useTranslation();
  const api = useApi();
  const { language } = usePreferences();
  const { data = [] } = useQuery({
    ...ticketList(api),
    enabled: kind === "use",
  });
  if (kind === "return")
    return used.map(({ ticket, quantity }) => ({
      value: String(ticket),
      label: t("spares.usedOn", { ticket, count: quantity }),
    }));
  const asking = (parts: readonly string[]): number => Number(parts.includes(item));
  return data
    .toSorted((a, b) => asking(b.parts) - asking(a.parts) || b.number - a.number)
    .map(({ number, terminal, title, parts }) => ({
      value: String(number),
      label: `#${number} ${terminal} · ${title[language]}${asking(parts) ? ` · ${t("spares.asksForIt")}` : ""}`,
    }));
};

export const serialChoices = (source: Source | undefined): Choice[] =>
  (source?.serials ?? []).map((serial) => ({ value: serial, label: serial }));
