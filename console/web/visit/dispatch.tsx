import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RouteBody, VisitView } from "../../../contract/index.ts";
import { hasCode, visitRules } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { TextField } from "../look/fields.tsx";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { chosen, localText, WhenFields } from "../visits/when.tsx";
import { Who } from "../visits/who.tsx";

type Body = RouteBody<"visitAction">;
/** What is said of a visit from the desk; what happens on site is said there. */
const offers = ["move", "note", "miss", "cancel"] as const;
type Offer = (typeof offers)[number];

const useAct = (visit: VisitView, done: () => void) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => api.visitAction({ number: visit.number }, { ...body, version: visit.version }),
    onSuccess: (now) => {
      queries.setQueryData(keys.visit(now.number), now);
      void queries.invalidateQueries({ queryKey: keys.visits });
      done();
    },
    // Somebody else was quicker: what is shown is not what is there.
    onError: () => queries.invalidateQueries({ queryKey: keys.visit(visit.number) }),
  });
};

interface FormProps {
  readonly visit: VisitView;
  readonly close: () => void;
}

const MoveForm = ({ visit, close }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const act = useAct(visit, close);
  const { from, to } = visit.appointment;
  const [when, setWhen] = useState({ from: localText(from), to: localText(to) });
  const [technician, setTechnician] = useState(visit.technician);
  const [force, setForce] = useState(false);
  const times = chosen(when);
  const go = (): void => {
    if (times) act.mutate({ action: "move", ...times, technician, ...(force ? { force } : {}) });
  };
  return (
    <Dialog
      title={t("visitDesk.act.move")}
      go={t("visitDesk.act.move")}
      can={times !== undefined && technician !== ""}
      busy={act.isPending}
      onGo={go}
      onClose={close}
    >
      <div className="fields">
        <Who who={technician} set={setTechnician} />
        <WhenFields when={when} set={setWhen} />
        {act.error ? <Failure error={act.error} /> : null}
        {hasCode(act.error, "conflict") || force ? (
          <Checkbox checked={force} onChange={({ target }) => setForce(target.checked)}>
            {t("visitDesk.force")}
          </Checkbox>
        ) : null}
      </div>
    </Dialog>
  );
};

const TextForm = ({ visit, close, action }: FormProps & { readonly action: Exclude<Offer, "move"> }): ReactNode => {
  const { t } = useTranslation();
  const act = useAct(visit, close);
  const [text, setText] = useState("");
  return (
    <Dialog
      title={t(`visitDesk.act.${action}`)}
      go={t(`visitDesk.act.${action}`)}
      can={text.trim() !== ""}
      busy={act.isPending}
      onGo={() => act.mutate({ action, text: text.trim() })}
      onClose={close}
    >
      <TextField
        label={t(action === "note" ? "ticketAct.field.text" : "visitDesk.reason")}
        value={text}
        set={setText}
        rows={3}
        most={2000}
      />
      {act.error ? <Failure error={act.error} /> : null}
    </Dialog>
  );
};

/** What the desk may do with a visit now. */
export const Dispatch = ({ visit }: { readonly visit: VisitView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("visit");
  const [open, setOpen] = useState<Offer>();
  if (!may) return null;
  const close = (): void => setOpen(undefined);
  return (
    <div className="actions">
      {offers
        .filter((one) => visitRules[one].from.includes(visit.state))
        .map((one) => (
          <Button key={one} onClick={() => setOpen(one)}>
            {t(`visitDesk.act.${one}`)}
          </Button>
        ))}
      {open === "move" ? <MoveForm visit={visit} close={close} /> : null}
      {open !== undefined && open !== "move" ? <TextForm visit={visit} close={close} action={open} /> : null}
    </div>
  );
};
