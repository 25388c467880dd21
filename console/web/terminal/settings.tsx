import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalDetail, TerminalSettingsView } from "../../../contract/index.ts";
import { reasonText } from "../../i18n/said.ts";
import { type SettingRow, settingRows, settingText } from "../../i18n/settings.ts";
import { duration } from "../../i18n/times.ts";
import { useApi } from "../client-context.ts";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { type Condition, StateMark } from "../look/state-mark.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { keys } from "../queries.ts";
import { useMay, useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { useMinute } from "../shell/window.ts";
import { ago, exact, moment } from "../times.ts";
import { SettingsForm, type Whose } from "./settings-form.tsx";

const stateMarks = { none: "ok", inForce: "ok", pending: "degraded", refused: "faulty" } as const satisfies Record<
  TerminalSettingsView["state"],
  Condition
>;
const wordMarks = {
  asWanted: "ok",
  fromFile: "ok",
  pending: "degraded",
  refused: "faulty",
  untold: "unknown",
} as const satisfies Record<SettingRow["word"], Condition>;

/** How it stands with what is wanted: in words, since when, and by whom. */
const Standing = ({ view }: { readonly view: TerminalSettingsView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const minute = useMinute();
  const { state, since, refused, own, fleet, rev } = view;
  const by = own.rev > fleet.rev ? own.by : fleet.by;
  const facts = [
    since === undefined ? "" : ago(since, minute, language),
    rev === 0 ? "" : t("terminalSettings.revision", { rev }),
    by === undefined ? "" : t("terminalSettings.wantedBy", { by: who(by) }),
  ].filter((fact) => fact !== "");
  return (
    <div role="status" data-settings={state}>
      <p>
        <StateMark state={stateMarks[state]} /> <strong>{t(`terminalSettings.state.${state}`)}</strong>{" "}
        <span className="quiet" title={since === undefined ? undefined : exact(since, language)}>
          {facts.join(" · ")}
        </span>
      </p>
      {refused ? <p>{t("settings.why", { text: reasonText(refused, language) })}</p> : null}
    </div>
  );
};

const useColumns = (): readonly RowColumn<SettingRow>[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const told = (text: string, by: string | undefined): ReactNode => (
    <>
      {text} {by === undefined ? null : <span className="quiet">{t(`terminalSettings.by.${by}`)}</span>}
    </>
  );
  return [
    {
      title: t("terminalSettings.setting"),
      wide: true,
      cell: ({ name }) => (
        <>
          <strong>{t(`settings.name.${name}`)}</strong>
          <br />
          <span className="quiet">{t(`terminalSettings.about.${name}`)}</span>
        </>
      ),
    },
    {
      title: t("terminalSettings.wanted"),
      cell: ({ name, wanted, wantedBy }) =>
        wanted === undefined ? (
          <span className="quiet">{t("terminalSettings.nothing")}</span>
        ) : (
          told(settingText(name, wanted, language), wantedBy)
        ),
    },
    {
      title: t("terminalSettings.inForce"),
      cell: ({ name, inForce, word }) => (
        <span className="said">
          <StateMark state={wordMarks[word]} />
          {inForce === undefined ? null : settingText(name, inForce, language)}
          <span className="quiet">{t(`settings.word.${word}`)}</span>
        </span>
      ),
    },
    {
      title: t("terminalSettings.standard"),
      cell: ({ name, standard, standardBy }) => told(settingText(name, standard, language), standardBy),
    },
  ];
};

type Fact = readonly [term: string, text: string];

/** What only the agent's own file says, as it was reported. */
const useFacts = (terminal: TerminalDetail, { report, reportedAt, fileSince }: TerminalSettingsView): Fact[] => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const minute = useMinute();
  if (!report) return [];
  const { devices, outbox, link, kiosk } = report;
  const seconds = (value: number): string => duration(value * 1000, language);
  return [
    ...devices.map(({ device, everyMs, ownership, baudRate }): Fact => {
      const { driver, port } = terminal.deviceList.find((one) => one.device === device) ?? {};
      const facts = [
        driver,
        port,
        baudRate === undefined ? undefined : t("terminalSettings.baud", { baudRate }),
        t(`terminalSettings.every.${ownership}`, { time: duration(everyMs, language) }),
      ];
      return [device, facts.filter((fact) => fact !== undefined).join(" · ")];
    }),
    [
      t("terminalSettings.outbox"),
      t("terminalSettings.outboxFacts", {
        records: outbox.maxRecords.toLocaleString(language),
        mebibytes: Math.round(outbox.maxBytes / 1024 ** 2),
      }),
    ],
    [
      t("terminalSettings.link"),
      t(`terminalSettings.linkFacts.${link.secure ? "secure" : "open"}`, {
        keepalive: seconds(link.keepaliveSeconds),
        resend: seconds(link.resendSeconds),
        backoff: seconds(link.backoffMaxSeconds),
      }),
    ],
    [t("terminalSettings.sales"), t(`terminalSettings.kiosk.${kiosk ?? "none"}`)],
    ...(fileSince === undefined
      ? []
      : [
          [
            t("terminalSettings.file"),
            t("terminalSettings.fileSince", { time: moment(fileSince, minute, language) }),
          ] as const,
        ]),
    ...(reportedAt === undefined ? [] : [[t("terminalSettings.reported"), ago(reportedAt, minute, language)] as const]),
  ];
};

interface PartProps {
  readonly terminal: TerminalDetail;
  readonly view: TerminalSettingsView;
}

const Others = ({ terminal, view }: PartProps): ReactNode => {
  const { t } = useTranslation();
  const facts = useFacts(terminal, view);
  if (facts.length === 0) return <p className="quiet">{t("settings.noReport")}</p>;
  return (
    <details>
      <summary>{t("terminalSettings.others")}</summary>
      <dl className="outlook">
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
};

const Body = ({ terminal, view }: PartProps): ReactNode => {
  const { t } = useTranslation();
  const may = useMay("configure");
  const { scope } = useSession();
  const { language } = usePreferences();
  const minute = useMinute();
  const columns = useColumns();
  const [open, setOpen] = useState<Whose>();
  const offered: readonly Whose[] = may ? (scope ? ["terminal"] : ["terminal", "fleet"]) : [];
  return (
    <>
      <Standing view={view} />
      {terminal.status === "online" || view.reportedAt === undefined ? null : (
        <p className="stale">{t("terminalSettings.offline", { time: ago(view.reportedAt, minute, language) })}</p>
      )}
      <Rows
        label={t("terminalSettings.heading")}
        columns={columns}
        rows={settingRows(view)}
        idOf={({ name }) => name}
      />
      <div className="buttons">
        {offered.map((whose) => (
          <Button key={whose} onClick={() => setOpen(whose)}>
            {t(`terminalSettings.change.${whose}`)}
          </Button>
        ))}
      </div>
      <Others terminal={terminal} view={view} />
      {open ? <SettingsForm view={view} whose={open} close={() => setOpen(undefined)} /> : null}
    </>
  );
};

/** Settings of a terminal: what is wanted of it, what is in force there, what would be without. */
export const Settings = ({ terminal }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  const api = useApi();
  const { id } = terminal;
  const { data, error, refetch } = useQuery({
    queryKey: keys.settingsOf(id),
    queryFn: () => api.terminalSettings({ terminal: id }),
  });
  return (
    <section className="settings" aria-labelledby="settings">
      <h2 id="settings">{t("terminalSettings.heading")}</h2>
      {error ? <Failure error={error} again={() => void refetch()} /> : null}
      {data ? <Body terminal={terminal} view={data} /> : null}
    </section>
  );
};
