import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { severities, skills } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { Dialog } from "../look/dialog.tsx";
import { Beside, ChoiceField, TextField } from "../look/fields.tsx";
import { useSaved } from "../look/use-saved.ts";
import { usePreferences } from "../preferences.ts";
import { keys, ticketList } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { term } from "../words.ts";
import { emptyTicket, type TicketDraft, ticketOf } from "./new-draft.ts";
import "./new.css";

interface PartProps {
  readonly draft: TicketDraft;
  readonly set: (more: Partial<TicketDraft>) => void;
  readonly wrong: Readonly<Record<string, string>>;
}

/** What is open there already: a second ticket of one matter helps nobody. */
const OpenThere = ({ terminal }: { readonly terminal: string }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const { data = [] } = useQuery(ticketList(api));
  const there = data.filter((ticket) => ticket.terminal === terminal);
  if (there.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      role="status"
      title={
        <>
          {t("newTicket.openThere", { count: there.length })}
          <ul className="open-there">
            {there.map(({ number, title, state }) => (
              <li key={number}>
                <Link to={`/tickets/${number}`}>
                  #{number} {title[language]}
                </Link>{" "}
                <span className="quiet">{t(`ticketState.${state}`)}</span>
              </li>
            ))}
          </ul>
        </>
      }
    />
  );
};

/** Which terminal, and which module of it. */
const Where = ({ draft, set, wrong, fixed }: PartProps & { readonly fixed: boolean }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const id = draft.terminal.trim();
  const { data: terminals = [] } = useQuery({ queryKey: keys.terminals, queryFn: () => api.terminals() });
  const known = terminals.map((one) => one.id);
  const { data: terminal } = useQuery({
    queryKey: keys.terminal(id),
    queryFn: () => api.terminal({ terminal: id }),
    enabled: known.includes(id),
  });
  return (
    <>
      <Beside>
        <TextField
          label={t("newTicket.terminal")}
          value={draft.terminal}
          set={(value) => set({ terminal: value, device: "" })}
          known={known}
          most={64}
          disabled={fixed}
          wrong={wrong.terminal}
        />
        <ChoiceField
          label={t("newTicket.device")}
          optional
          none={t("newTicket.unknown")}
          value={draft.device}
          set={(device) => set({ device })}
          choices={(terminal?.deviceList ?? []).map(({ device, deviceClass }) => {
            const kind = term(language, "deviceClasses", deviceClass);
            return { value: device, label: kind === device ? device : `${device} · ${kind}` };
          })}
          disabled={!terminal}
          wrong={wrong.device}
        />
      </Beside>
      <OpenThere terminal={id} />
    </>
  );
};

/** Who called, and what they said. */
const Caller = ({ draft, set, wrong }: PartProps): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        label={t("newTicket.says")}
        optional
        rows={3}
        most={2000}
        value={draft.text}
        set={(text) => set({ text })}
        wrong={wrong.text}
      />
      <Beside>
        <TextField
          label={t("newTicket.caller")}
          optional
          most={80}
          value={draft.name}
          set={(name) => set({ name })}
          wrong={wrong["contact.name"] && t("newTicket.whose")}
        />
        <TextField
          label={t("newTicket.phone")}
          optional
          type="tel"
          most={40}
          value={draft.phone}
          set={(phone) => set({ phone })}
          wrong={wrong["contact.phone"] && t("newTicket.noNumber")}
        />
      </Beside>
    </>
  );
};

const Kind = ({ draft, set, wrong }: PartProps): ReactNode => {
  const { t } = useTranslation();
  return (
    <Beside>
      <ChoiceField
        label={t("ticketDesk.severity")}
        value={draft.severity}
        set={(severity) => set({ severity })}
        choices={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        wrong={wrong.severity}
      />
      <ChoiceField
        label={t("newTicket.skill")}
        optional
        none={t("newTicket.unknown")}
        value={draft.skill}
        set={(skill) => set({ skill })}
        choices={skills.map((value) => ({ value, label: t(`skill.${value}`) }))}
        wrong={wrong.skill}
      />
    </Beside>
  );
};

/** Somebody called: what they said becomes a ticket, and the page goes there. */
export const NewTicketForm = ({
  terminal = "",
  close,
}: {
  readonly terminal?: string | undefined;
  readonly close: () => void;
}): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const navigate = useNavigate();
  const [draft, setDraft] = useState(() => emptyTicket(terminal));
  const { save, wrong, failure } = useSaved({
    send: () => api.openTicket(ticketOf(draft)),
    key: keys.tickets(false),
    close: ({ number }) => void navigate(`/tickets/${number}`),
    speaking: ["terminal", "title", "severity", "device", "skill", "text", "contact.name", "contact.phone"],
  });
  const set = (more: Partial<TicketDraft>): void => setDraft({ ...draft, ...more });
  const shared = { draft, set, wrong };
  return (
    <Dialog
      title={t("newTicket.title")}
      go={t("newTicket.open")}
      can={draft.terminal.trim() !== "" && draft.title.trim() !== ""}
      busy={save.isPending}
      onGo={() => save.mutate()}
      onClose={close}
    >
      <div className="fields">
        <Where {...shared} fixed={terminal !== ""} />
        <TextField
          label={t("newTicket.what")}
          autoFocus={terminal !== ""}
          most={200}
          value={draft.title}
          set={(title) => set({ title })}
          wrong={wrong.title}
        />
        <Caller {...shared} />
        <Kind {...shared} />
        {failure ? <Failure error={failure} /> : null}
      </div>
    </Dialog>
  );
};
