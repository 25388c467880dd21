import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { RouteBody, TicketView } from "../../../contract/index.ts";
import { hasCode, systemClock } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { Hours, VisitMark } from "../visits/visit-line.tsx";
import { chosen, soon, WhenFields } from "../visits/when.tsx";
import { Who } from "../visits/who.tsx";
import "../visits/visits.css";

const PlanForm = ({ ticket, close }: { readonly ticket: TicketView; readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [when, setWhen] = useState(() => soon(systemClock.now()));
  const [technician, setTechnician] = useState(ticket.assignee ?? "");
  const [note, setNote] = useState("");
  const [force, setForce] = useState(false);
  const plan = useMutation({
    mutationFn: (body: RouteBody<"planVisit">) => api.planVisit(body),
    onSuccess: (visit) => {
      queries.setQueryData(keys.visit(visit.number), visit);
      void queries.invalidateQueries({ queryKey: keys.visits });
      return navigate(`/visits/${visit.number}`);
    },
  });
  const times = chosen(when);
  const go = (): void => {
    if (!times) return;
    const said = note.trim() === "" ? {} : { note: note.trim() };
    plan.mutate({ ticket: ticket.number, technician, ...times, ...said, ...(force ? { force } : {}) });
  };
  return (
    <Dialog
      title={t("visitDesk.plan")}
      go={t("visitDesk.plan")}
      can={times !== undefined && technician.trim() !== ""}
      busy={plan.isPending}
      onGo={go}
      onClose={close}
    >
      <div className="fields">
        <Who who={technician} set={setTechnician} />
        <WhenFields when={when} set={setWhen} />
        <TextField label={t("visitDesk.noteFor")} value={note} set={setNote} rows={2} most={2000} optional />
        {plan.error ? <Failure error={plan.error} /> : null}
        {hasCode(plan.error, "conflict") || force ? (
          <Checkbox checked={force} onChange={({ target }) => setForce(target.checked)}>
            {t("visitDesk.force")}
          </Checkbox>
        ) : null}
      </div>
    </Dialog>
  );
};

const done: readonly TicketView["state"][] = ["confirmed", "closed"];

/** "Plan a visit", for those who may. */
export const PlanVisit = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("dispatch");
  const [open, setOpen] = useState(false);
  if (!may || done.includes(ticket.state)) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("visitDesk.plan")}</Button>
      {open ? <PlanForm ticket={ticket} close={() => setOpen(false)} /> : null}
    </>
  );
};

/** Visits that were planned for a ticket. */
export const TicketVisits = ({ ticket: { number } }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { data } = useQuery({ queryKey: keys.visitsOf(number), queryFn: () => api.visits({ ticket: number }) });
  if (!data || data.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t("visitDesk.title")}</h2>
      {data.map((visit) => (
        <p key={visit.number}>
          <Link to={`/visits/${visit.number}`}>
            {t("visitDesk.byWho", { number: visit.number, who: visit.technicianName ?? visit.technician })}
          </Link>{" "}
          <VisitMark visit={visit} />
          <br />
          <Hours visit={visit} />
        </p>
      ))}
    </section>
  );
};
