import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { EvidenceView, TicketView } from "../../../contract/index.ts";
import { evidenceStateText, missingOf } from "../../i18n/evidence.ts";
import { useApi } from "../client-context.ts";
import { Files } from "../look/files.tsx";
import { Moment } from "../look/moment.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { Failure } from "../shell/failure.tsx";
import { AskEvidence } from "./ask-evidence.tsx";

/** What was asked for and is no file: it is on its way, or did not come. */
const Asked = ({ view }: { readonly view: EvidenceView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const { state, have, of } = view;
  return (
    <li className="file">
      <div className="file-what">
        <b>{t("evidencePage.one", view)}</b>
        <span className={state === "failed" ? "wrong" : ""} role="status">
          {evidenceStateText(view, language)}
        </span>
        {state === "failed" ? null : (
          <progress aria-label={t("evidencePage.onItsWay")} {...(of === undefined ? {} : { value: have, max: of })} />
        )}
        <span className="quiet">
          <Moment at={view.askedAt} /> · {who(view.by)}
        </span>
      </div>
    </li>
  );
};

const Stored = ({ view }: { readonly view: EvidenceView }): ReactNode => {
  const { t } = useTranslation();
  const missing = missingOf(view.leftOut);
  return (
    <>
      <Link to={`/tickets/${view.ticket}/evidence/${view.id}`}>{t("evidencePage.one", view)}</Link>
      {missing === 0 ? null : <span className="quiet">{t("evidence.cut", { count: missing })}</span>}
    </>
  );
};

/** Files of a ticket, and the evidence asked of its terminal: what came is a file that opens as a page. */
export const TicketFiles = ({ ticket }: { readonly ticket: TicketView }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { number } = ticket;
  const { data = [], error } = useQuery({
    queryKey: keys.evidence(number),
    queryFn: () => api.evidence({ number }),
  });
  return (
    <Files
      owner={{ kind: "ticket", number }}
      title={t("evidencePage.panel")}
      actions={<AskEvidence ticket={ticket} />}
      about={({ evidence }) => {
        const view = data.find(({ id }) => id === evidence);
        return view ? <Stored view={view} /> : null;
      }}
    >
      {error ? (
        <li>
          <Failure error={error} />
        </li>
      ) : null}
      {data
        .filter(({ state }) => state !== "stored")
        .map((view) => (
          <Asked key={view.id} view={view} />
        ))}
    </Files>
  );
};
