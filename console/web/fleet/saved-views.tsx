import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { SavedView, SavedViewView, TerminalSummary } from "../../../contract/index.ts";
import { fleetQuery } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { addressOfView, type FleetPlace } from "./place.ts";

/** How many terminals each view has, in one pass; what a terminal fits is found again only when it changed. */
const useViewCounts = (
  views: readonly SavedViewView[],
  terminals: readonly TerminalSummary[],
): ReadonlyMap<number, number> => {
  const now = useDeferredValue(terminals);
  const fits = useMemo(() => {
    const queries = views.map(({ query }) => fleetQuery(query));
    const known = new WeakMap<TerminalSummary, readonly number[]>();
    return (terminal: TerminalSummary): readonly number[] => {
      let found = known.get(terminal);
      if (!found) {
        found = queries.flatMap(({ matches }, n) => (matches(terminal) ? [n] : []));
        known.set(terminal, found);
      }
      return found;
    };
  }, [views]);
  return useMemo(() => {
    const counts = views.map(() => 0);
    for (const terminal of now) for (const n of fits(terminal)) counts[n] = (counts[n] ?? 0) + 1;
    return new Map(views.map(({ number }, n) => [number, counts[n] ?? 0]));
  }, [views, fits, now]);
};

interface FormProps {
  readonly place: FleetPlace;
  /** Left out: a new one is made. */
  readonly view?: SavedViewView;
  readonly close: () => void;
}

const Form = ({ place: { query, layout }, view, close }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const mayShare = useMay("configure");
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(view?.shared ?? false);
  const done = async (address: string): Promise<void> => {
    await queries.invalidateQueries({ queryKey: keys.savedViews });
    await navigate(address, { replace: true });
    close();
  };
  const save = useMutation({
    mutationFn: () => {
      const wish: SavedView = { name: name.trim(), query, layout, shared };
      return view ? api.changeView({ number: view.number }, wish) : api.saveView(wish);
    },
    onSuccess: ({ number }) => done(addressOfView(number)),
  });
  const remove = useMutation({
    mutationFn: (number: number) => api.removeView({ number }),
    onSuccess: () => done("/"),
  });
  const error = save.error ?? remove.error;
  return (
    <Dialog
      title={t(view ? "savedViews.change" : "savedViews.new")}
      go={t("savedViews.save")}
      can={name.trim() !== ""}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <TextField label={t("savedViews.name")} value={name} set={setName} most={60} autoFocus />
        <p className="kept">
          {t("savedViews.keeps", { layout: t(`savedViews.${layout}`) })} <code>{query || t("savedViews.every")}</code>
        </p>
        {mayShare ? (
          <Checkbox checked={shared} onChange={({ target }) => setShared(target.checked)}>
            {t("savedViews.share")}
          </Checkbox>
        ) : null}
        {view ? (
          <div>
            <Button danger loading={remove.isPending} onClick={() => remove.mutate(view.number)}>
              {t("savedViews.remove")}
            </Button>
          </div>
        ) : null}
        {error ? <Failure error={error} /> : null}
      </div>
    </Dialog>
  );
};

interface SavedViewsProps {
  readonly place: FleetPlace;
  readonly views: readonly SavedViewView[];
  readonly terminals: readonly TerminalSummary[];
}

/** Views with their counts; what is shown now can be kept as one more. */
export const SavedViews = ({ place, views, terminals }: SavedViewsProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const mayShare = useMay("configure");
  const counts = useViewCounts(views, terminals);
  const [asking, setAsking] = useState<"new" | "change">();
  const { saved, changed, query, layout } = place;
  const mine = saved !== undefined && (saved.own || mayShare);
  const worth = saved ? changed : query.trim() !== "" || layout === "map";
  if (views.length === 0 && !worth) return null;
  return (
    <div className="saved-views">
      {views.length > 0 ? (
        <nav aria-label={t("savedViews.title")}>
          {views.map(({ number, name, shared }) => (
            <Link
              key={number}
              to={addressOfView(number)}
              aria-current={saved?.number === number ? "page" : undefined}
              title={t(shared ? "savedViews.shared" : "savedViews.own")}
            >
              {name} <b>{(counts.get(number) ?? 0).toLocaleString(language)}</b>
            </Link>
          ))}
        </nav>
      ) : null}
      {mine ? (
        <Button size="small" onClick={() => setAsking("change")}>
          {t("savedViews.change")}
        </Button>
      ) : null}
      {worth ? (
        <Button size="small" onClick={() => setAsking("new")}>
          {t("savedViews.new")}
        </Button>
      ) : null}
      {asking ? (
        <Form
          place={place}
          {...(asking === "change" && saved ? { view: saved } : {})}
          close={() => setAsking(undefined)}
        />
      ) : null}
    </div>
  );
};
