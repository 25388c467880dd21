import { Button, Checkbox, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { StockPlace } from "../../../contract/index.ts";
import { stockPlaceKinds } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { useSaved } from "../look/use-saved.ts";
import { usePeople } from "../people.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { totalsOf } from "./joins.ts";
import { placeName } from "./matrix.tsx";
import { useStock } from "./use-spares.ts";

type Draft = Readonly<Record<"id" | "kind" | "name" | "keeper", string>> & { readonly closed: boolean };

const placeOf = ({ id, kind, name, keeper, closed }: Draft): StockPlace => ({
  id: id.trim(),
  kind: stockPlaceKinds.find((one) => one === kind) ?? "depot",
  ...(name.trim() === "" ? {} : { name: name.trim() }),
  ...(keeper.trim() === "" ? {} : { keeper: keeper.trim() }),
  ...(closed ? { closed } : {}),
});

/** Names a place, or changes what is said of it. A van belongs to who keeps it: their visits look into it. */
const PlaceForm = ({
  place,
  close,
}: {
  readonly place: StockPlace | undefined;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const people = usePeople();
  const { id = "", kind = "depot", name = "", keeper = "", closed = false } = place ?? {};
  const [draft, setDraft] = useState<Draft>({ id, kind, name, keeper, closed });
  const { save, wrong, failure } = useSaved({ send: () => api.setStockPlace(placeOf(draft)), key: keys.stock, close });
  const set = (more: Partial<Draft>): void => setDraft({ ...draft, ...more });
  return (
    <Dialog
      title={place ? t("spares.changeOf", { name: placeName(place) }) : t("spares.addPlace")}
      go={t(place ? "spares.save" : "spares.addPlace")}
      can={/^[a-z0-9][a-z0-9-]{0,31}$/.test(draft.id.trim())}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <TextField
          label={t("spares.placeId")}
          value={draft.id}
          set={(value) => set({ id: value })}
          most={32}
          disabled={place !== undefined}
          wrong={wrong.id}
          {...(place ? {} : { hint: t("spares.placeIdHint") })}
        />
        <ChoiceField
          label={t("spares.placeIs")}
          value={draft.kind}
          set={(value) => set({ kind: value })}
          choices={stockPlaceKinds.map((value) => ({ value, label: t(`spares.placeKind.${value}`) }))}
        />
        <TextField
          label={t("spares.name")}
          optional
          most={80}
          value={draft.name}
          set={(value) => set({ name: value })}
        />
        <TextField
          label={t("spares.keeper")}
          optional
          most={80}
          value={draft.keeper}
          set={(value) => set({ keeper: value })}
          known={[...people.keys()]}
          {...(draft.kind === "van" ? { hint: t("spares.keeperHint") } : {})}
        />
        {place ? (
          <Checkbox checked={draft.closed} onChange={({ target }) => set({ closed: target.checked })}>
            {t("spares.close")}
          </Checkbox>
        ) : null}
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

const useColumns = (
  counts: ReadonlyMap<string, number>,
  change: (place: StockPlace) => void,
): RowColumn<StockPlace>[] => {
  const { t } = useTranslation();
  return [
    {
      title: t("spares.place"),
      cell: (place) => (
        <>
          <Link to={`/spares?place=${place.id}`}>{placeName(place)}</Link>
          {place.closed ? <span className="quiet"> {t("spares.closed")}</span> : null}
        </>
      ),
    },
    { title: t("spares.placeIs"), cell: ({ kind }) => t(`spares.placeKind.${kind}`) },
    { title: t("spares.placeId"), cell: ({ id }) => <code>{id}</code> },
    { title: t("spares.keeper"), wide: true, cell: ({ keeper }) => keeper ?? null },
    { title: t("spares.units"), cell: ({ id }) => counts.get(id) ?? 0 },
    {
      title: "",
      cell: (place) => (
        <Button size="small" onClick={() => change(place)}>
          {t("spares.change")} <span className="only-read">{placeName(place)}</span>
        </Button>
      ),
    },
  ];
};

/** Depots, vans and repair shops, for an administrator. */
export const Places = (): ReactNode => {
  const { t } = useTranslation();
  const { data, error, refetch } = useStock();
  const [changed, setChanged] = useState<StockPlace | "new">();
  const levels = new Map(data?.levels.map((level) => [`${level.place} ${level.item}`, level]));
  const columns = useColumns(totalsOf([{ levels }]), setChanged);
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active />;
  return (
    <>
      <div className="head">
        <span className="quiet">{t("spares.placesAre", { count: data.places.length })}</span>
        <Button onClick={() => setChanged("new")}>{t("spares.addPlace")}</Button>
      </div>
      {data.places.length === 0 ? (
        <p className="panel empty">{t("spares.noPlaces")}</p>
      ) : (
        <Rows label={t("spares.places")} columns={columns} rows={data.places} idOf={({ id }) => id} />
      )}
      {changed === undefined ? null : (
        <PlaceForm place={changed === "new" ? undefined : changed} close={() => setChanged(undefined)} />
      )}
    </>
  );
};
