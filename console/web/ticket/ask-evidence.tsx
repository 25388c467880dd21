import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TicketView } from "../../../contract/index.ts";
import { collectEvidence, evidenceMinutes, routeTable } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { ChoiceField, TextField } from "../look/fields.tsx";
import { useSaved } from "../look/use-saved.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { term } from "../words.ts";

const { least, most } = evidenceMinutes;
const isFit = (minutes: string): boolean =>
  minutes === "" || (/^\d+$/.test(minutes) && Number(minutes) >= least && Number(minutes) <= most);

/** What of a terminal can be asked, as far as it is known by now. */
const useAsked = (terminal: string) => {
  const { language } = usePreferences();
  const api = useApi();
  const { data } = useQuery({ queryKey: keys.terminal(terminal), queryFn: () => api.terminal({ terminal }) });
  const able = data?.deviceList.filter(({ commands }) => commands.some(({ name }) => name === collectEvidence));
  const choices = (able ?? []).map(({ device, deviceClass }) => ({
    value: device,
    label: `${device}, ${term(language, "deviceClasses", deviceClass)}`,
  }));
  const hindered = !data
    ? undefined
    : data.status !== "online"
      ? ("notConnected" as const)
      : choices.length === 0
        ? ("offersNone" as const)
        : undefined;
  return { choices, hindered };
};

const AskForm = ({ ticket, close }: { readonly ticket: TicketView; readonly close: () => void }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { number, terminal } = ticket;
  const { choices, hindered } = useAsked(terminal);
  const [device, setDevice] = useState("");
  const [minutes, setMinutes] = useState("");
  const body = { ...(device === "" ? {} : { device }), ...(minutes === "" ? {} : { minutes: Number(minutes) }) };
  const send = () => api.askEvidence({ number }, body);
  const { save, wrong, failure } = useSaved({ send, key: keys.evidence(number), close, speaking: ["minutes"] });
  const range = t("evidencePage.range", { least, most });
  return (
    <Dialog
      title={t("evidencePage.ask")}
      go={t("evidencePage.ask")}
      can={hindered === undefined && isFit(minutes)}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <p className="quiet">{t("evidencePage.what", { terminal })}</p>
        <ChoiceField
          label={t("evidencePage.device")}
          value={device}
          set={setDevice}
          choices={choices}
          none={t("evidencePage.ofTicketDevice")}
        />
        <TextField
          label={t("evidencePage.minutes")}
          type="number"
          value={minutes}
          set={setMinutes}
          hint={t("evidencePage.minutesHint")}
          wrong={isFit(minutes) ? wrong["minutes"] : range}
          optional
        />
        {hindered ? <p className="wrong">{t(`evidencePage.${hindered}`, { terminal })}</p> : null}
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};

/** "Ask for evidence", for those who may, while the ticket is worked on. */
export const AskEvidence = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const may = useMay(routeTable.askEvidence.needs);
  const [open, setOpen] = useState(false);
  if (!may || ticket.state === "closed") return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t("evidencePage.ask")}</Button>
      {open ? <AskForm ticket={ticket} close={() => setOpen(false)} /> : null}
    </>
  );
};
