import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { QuarantineEntry } from "../../../contract/index.ts";
import { foreignText } from "../../i18n/foreign.ts";
import { Moment } from "../look/moment.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { usePreferences } from "../preferences.ts";
import { useMinute } from "../shell/window.ts";
import { type Group, groupsOf, lateMs } from "./groups.ts";
import { Sender } from "./sender.tsx";

/** As many kinds as one looks through. */
const mostKinds = 12;

const Often = ({ group: { count, lately, loops } }: { readonly group: Group }): ReactNode => {
  const { t } = useTranslation();
  return (
    <>
      <b>{count}</b>
      {loops ? (
        <span className="said loops">
          <i aria-hidden="true">⟳</i>
          {t("refusedDesk.loops", { count: lately, minutes: lateMs / 60_000 })}
        </span>
      ) : null}
    </>
  );
};

interface OverviewProps {
  readonly entries: readonly QuarantineEntry[];
  readonly only: string;
  readonly choose: (terminal: string) => void;
}

/** How many of each terminal and reason: what is sent again and again is seen at once. */
export const Overview = ({ entries, only, choose }: OverviewProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const groups = groupsOf(entries, useMinute());
  const columns: RowColumn<Group>[] = [
    { title: t("form.terminal"), cell: ({ newest }) => <Sender terminal={newest.terminal} /> },
    { title: t("refusedDesk.count"), cell: (group) => <Often group={group} /> },
    { title: t("refusedDesk.why"), wide: true, cell: ({ newest }) => foreignText(newest.text[language]) },
    { title: t("refusedDesk.newest"), cell: ({ newest }) => <Moment at={newest.receivedAt} /> },
    {
      title: "",
      cell: ({ newest: { terminal } }) =>
        terminal === "" || terminal === only ? null : (
          <Button size="small" onClick={() => choose(terminal)}>
            {t("refusedDesk.only", { terminal })}
          </Button>
        ),
    },
  ];
  return (
    <>
      <h2>{t("refusedDesk.kinds")}</h2>
      <Rows
        label={t("refusedDesk.kinds")}
        columns={columns}
        rows={groups.slice(0, mostKinds)}
        idOf={({ key }) => key}
      />
      {groups.length > mostKinds ? (
        <p className="quiet">{t("refusedDesk.moreKinds", { count: groups.length - mostKinds })}</p>
      ) : null}
    </>
  );
};
