import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { InspectionRound, RouteBody } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { TextField } from "../look/fields.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { exact } from "../times.ts";
import { type Draft, Item } from "./item.tsx";
import { ResultMark } from "./result-mark.tsx";

type Drafts = Readonly<Record<string, Draft>>;

const Head = ({ round }: { readonly round: InspectionRound }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const { state, number, terminal, customer, due = "" } = round;
  const [at, by] = state === "open" ? [round.startedAt, round.startedBy] : [round.finishedAt, round.finishedBy];
  const time = at === undefined ? "" : exact(at, language);
  return (
    <div className="panel round-head">
      <h2>
        <Link to={`/terminals/${terminal}`}>{terminal}</Link>
      </h2>
      <ResultMark result={round.result} />
      <span>{t(`inspection.${state}`, { due, number, time, by: who(by ?? "") })}</span>
      {customer === undefined ? null : <span className="quiet">{customer}</span>}
      {round.note === undefined || state !== "finished" ? null : <p>{round.note}</p>}
    </div>
  );
};

/** Answers that were chosen, without empty remarks. */
const answersOf = (drafts: Drafts): NonNullable<RouteBody<"inspect">["answers"]> =>
  Object.entries(drafts).flatMap(([item, { result, note = "" }]) =>
    result === undefined ? [] : [{ item, result, ...(note.trim() === "" ? {} : { note: note.trim() }) }],
  );

const useInspect = (round: InspectionRound, done: (now: InspectionRound) => void) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RouteBody<"inspect">) =>
      api.inspect({ terminal: round.terminal }, { ...body, version: round.version }),
    onSuccess: (now) => {
      done(now);
      queries.setQueryData(["inspection", round.terminal], now);
      for (const key of ["inspections", "rounds"]) void queries.invalidateQueries({ queryKey: [key] });
    },
    // Somebody else was quicker: what is shown is not what is there. What was chosen here stays.
    onError: () => queries.invalidateQueries({ queryKey: ["inspection", round.terminal] }),
  });
};

const Form = ({ round }: { readonly round: InspectionRound }): ReactNode => {
  const { t } = useTranslation();
  const [drafts, setDrafts] = useState<Drafts>({});
  const [note, setNote] = useState(round.note ?? "");
  const inspect = useInspect(round, ({ state }) => {
    setDrafts({});
    // What became of the whole round stands at the top.
    if (state === "finished") document.getElementById("content")?.scrollTo(0, 0);
  });
  const answers = answersOf(drafts);
  const said = note.trim() === (round.note ?? "") ? {} : { note: note.trim() };
  const left = round.items.filter(({ item, open }) => open && drafts[item]?.result === undefined).length;
  const send = (finish: boolean): void => inspect.mutate({ answers, ...said, ...(finish ? { finish } : {}) });
  return (
    <>
      <ul className="items">
        {round.items.map((item) => (
          <Item
            key={item.item}
            item={item}
            draft={drafts[item.item]}
            set={(draft) => setDrafts({ ...drafts, [item.item]: draft })}
          />
        ))}
      </ul>
      <div className="panel fields">
        <TextField label={t("inspectionDesk.roundNote")} optional rows={2} most={2000} value={note} set={setNote} />
        {inspect.error ? <Failure error={inspect.error} /> : null}
        <div className="round-end">
          <span className="quiet" role="status">
            {left > 0 ? t("inspectionDesk.toAnswer", { count: left }) : t("inspectionDesk.allAnswered")}
          </span>
          <Button
            disabled={answers.length === 0 && !("note" in said)}
            loading={inspect.isPending && !inspect.variables.finish}
            onClick={() => send(false)}
          >
            {t("inspectionDesk.save")}
          </Button>
          <Button
            type="primary"
            disabled={left > 0}
            loading={inspect.isPending && inspect.variables.finish === true}
            onClick={() => send(true)}
          >
            {t("inspectionDesk.finish")}
          </Button>
        </div>
      </div>
    </>
  );
};

const Shown = ({ round }: { readonly round: InspectionRound }): ReactNode => (
  <ul className="items">
    {round.items.map((item) => (
      <Item key={item.item} item={item} />
    ))}
  </ul>
);

/** The round of a terminal that is due or begun: the machine's findings of this moment, and the form for what only a person can say. */
export const TerminalRound = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const api = useApi();
  const may = useMay("service");
  const { data, error, refetch } = useQuery({
    queryKey: ["inspection", terminal],
    queryFn: () => api.inspection({ terminal }),
  });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <>
      <Head round={data} />
      {may && data.state !== "finished" ? <Form round={data} /> : <Shown round={data} />}
    </>
  );
};

export const FinishedRound = ({ number }: { readonly number: number }): ReactNode => {
  const api = useApi();
  const { data, error, refetch } = useQuery({ queryKey: ["round", number], queryFn: () => api.round({ number }) });
  if (error) return <Failure error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  return (
    <>
      <Head round={data} />
      <Shown round={data} />
    </>
  );
};
