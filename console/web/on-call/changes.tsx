import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OnCallChange, OnCallView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { Zoned } from "../look/zoned.tsx";
import { useActor, useNames } from "../people.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { onCallKey } from "./data.ts";
import { ChangeMark } from "./duty-text.tsx";
import { useNamed } from "./words.ts";

interface ChangesProps {
  readonly changes: readonly OnCallChange[];
  readonly rotas: OnCallView["rotas"];
}

const endOf = ({ to, with: other }: OnCallChange): number => Math.max(to, other?.to ?? to);

const TakeBack = ({ change, close }: { readonly change: OnCallChange; readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const act = useMutation({
    mutationFn: () => api.cancelOnCallChange({ number: change.n }, why.trim() === "" ? {} : { why: why.trim() }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: onCallKey });
      close();
    },
  });
  return (
    <Dialog
      title={t("onCallDesk.takeBackOf", { kind: t(`onCall.kind.${change.kind}`), n: change.n })}
      go={t("onCallDesk.takeBack")}
      can
      busy={act.isPending}
      onGo={() => act.mutate()}
      onClose={close}
    >
      <div className="fields">
        <p>{t("onCallDesk.takeBackHint")}</p>
        <TextField label={t("onCallDesk.why")} optional value={why} set={setWhy} most={500} />
        {act.error ? <Failure error={act.error} /> : null}
      </div>
    </Dialog>
  );
};

const Side = ({
  side: { person, from, to },
  zone,
}: {
  readonly side: Pick<OnCallChange, "person" | "from" | "to">;
  readonly zone: string;
}): ReactNode => {
  const nameOf = useNames();
  return (
    <div>
      <strong>{nameOf(person)}</strong> <Zoned from={from} to={to} zone={zone} />
    </div>
  );
};

const useColumns = (rotas: ChangesProps["rotas"], takeBack: (change: OnCallChange) => void) => {
  const { t } = useTranslation();
  const minute = useMinute();
  const may = useMay("dispatch");
  const named = useNamed(rotas);
  const nameOf = useNames();
  const who = useActor();
  const columns: RowColumn<OnCallChange>[] = [
    { title: t("onCallDesk.kind"), cell: ({ kind }) => <ChangeMark kind={kind} /> },
    { title: t("onCallDesk.rota"), cell: ({ rota }) => named(rota) },
    {
      title: t("onCallDesk.whoHasIt"),
      cell: (change) => {
        const zone = rotas.find(({ rota }) => rota === change.rota)?.zone ?? "UTC";
        return (
          <>
            <Side side={change} zone={zone} />
            {change.with ? <Side side={change.with} zone={zone} /> : null}
          </>
        );
      },
    },
    { title: t("onCallDesk.why"), wide: true, cell: ({ why }) => why },
    { title: t("onCallDesk.madeBy"), cell: ({ by }) => who(by) },
    {
      title: "",
      cell: (change) => {
        if (change.cancelledAt !== undefined)
          return (
            <span className="quiet">
              {t("onCallDesk.takenBackBy", { name: nameOf(change.cancelledBy?.replace(/^user:/, "") ?? "") })}
            </span>
          );
        if (!may || endOf(change) <= minute) return null;
        return (
          <Button size="small" onClick={() => takeBack(change)}>
            {t("onCallDesk.takeBack")} <span className="only-read">{change.n}</span>
          </Button>
        );
      },
    },
  ];
  return columns;
};

/** Overrides and swaps of the shown weeks; what has not ended can be taken back. */
export const Changes = ({ changes, rotas }: ChangesProps): ReactNode => {
  const { t } = useTranslation();
  const [taking, setTaking] = useState<OnCallChange>();
  const columns = useColumns(rotas, setTaking);
  return (
    <>
      <h2>{t("onCallDesk.changes")}</h2>
      {changes.length === 0 ? (
        <p className="panel quiet">{t("onCallDesk.noChanges")}</p>
      ) : (
        <Rows label={t("onCallDesk.changes")} columns={columns} rows={changes} idOf={({ n }) => n} />
      )}
      {taking ? <TakeBack change={taking} close={() => setTaking(undefined)} /> : null}
    </>
  );
};
