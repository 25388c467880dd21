import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AttachmentView, EvidenceBundle, EvidenceDevice, EvidenceView } from "../../../contract/index.ts";
import { deviceText, silenceText } from "../../i18n/evidence.ts";
import { sizeText } from "../../i18n/size.ts";
import { type Fact, Facts } from "../look/facts.tsx";
import { type RowColumn, Rows } from "../look/rows.tsx";
import { saveFile } from "../look/save-file.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { exact, lasting } from "../times.ts";
import { term } from "../words.ts";

const minuteMs = 60_000;
/** Less than this, two clocks agree as well as one can see from here. */
const sameMs = 2000;

/** How far the terminal's clock is off, ms, seen by ours: it was read between the question and its answer. Ahead is positive. */
const offBy = ({ collectedAt }: EvidenceBundle, { askedAt, endedAt = askedAt }: EvidenceView): number => {
  const off = collectedAt > endedAt ? collectedAt - endedAt : Math.min(0, collectedAt - askedAt);
  return Math.abs(off) < sameMs ? 0 : off;
};

const leftOutKinds = ["exchanges", "changes", "events", "log"] as const;

/** Memory on a terminal is bounded, and so is a bundle: what is missing is said. */
const useLeftOut = ({ leftOut }: EvidenceBundle): string => {
  const { t } = useTranslation();
  const missing = leftOutKinds.filter((kind) => leftOut[kind] > 0);
  if (missing.length === 0) return t("evidencePage.nothingLeftOut");
  return missing.map((kind) => t(`evidencePage.leftOutOf.${kind}`, { count: leftOut[kind] })).join(t("comma"));
};

interface HeadProps {
  readonly view: EvidenceView;
  readonly file: AttachmentView;
  readonly bundle: EvidenceBundle;
  readonly content: Uint8Array;
}

export const Head = ({ view, file, bundle, content }: HeadProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const { terminal, collectedAt, minutes, agent } = bundle;
  const { outbox } = agent;
  const off = offBy(bundle, view);
  const clock = off === 0 ? "sameClock" : off > 0 ? "clockAhead" : "clockBehind";
  const facts: readonly Fact[] = [
    [
      t("evidencePage.terminal"),
      <Link key="terminal" to={`/terminals/${terminal}`}>
        {terminal}
      </Link>,
    ],
    [t("evidencePage.span"), `${exact(collectedAt - minutes * minuteMs, language)} – ${exact(collectedAt, language)}`],
    [t("evidencePage.clock"), t(`evidencePage.${clock}`, { time: lasting(Math.abs(off), language) })],
    [t("evidencePage.leftOut"), useLeftOut(bundle)],
    [t("evidencePage.asked"), t("evidencePage.askedBy", { time: exact(view.askedAt, language), who: who(view.by) })],
    [
      t("evidencePage.agent"),
      t("evidencePage.agentSince", { version: agent.version, since: exact(agent.startedAt, language) }),
    ],
    [t("evidencePage.outbox"), t("evidencePage.outboxHas", { records: outbox.records, dropped: outbox.dropped })],
    [
      t("evidencePage.file"),
      <Button key="file" size="small" title={t("files.download")} onClick={() => saveFile(file.name, content)}>
        {t("evidencePage.raw", { size: sizeText(file.size) })}
      </Button>,
    ],
  ];
  return (
    <section className="panel">
      <Facts facts={facts} />
    </section>
  );
};

/** Whose lines were heard, and who they were. */
export const Devices = ({ view, bundle: { devices } }: Pick<HeadProps, "bundle" | "view">): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const columns: readonly RowColumn<EvidenceDevice>[] = [
    {
      title: t("evidencePage.device"),
      cell: ({ device, deviceClass }) => (
        <>
          <b>{device}</b> <span className="quiet">{term(language, "deviceClasses", deviceClass)}</span>
        </>
      ),
    },
    { title: t("evidencePage.which"), cell: (device) => deviceText(device, language), wide: true },
    {
      title: t("evidencePage.kind.frames"),
      cell: (device) =>
        silenceText(device, view.device, language) ?? t("evidencePage.exchanges", { count: device.exchanges.length }),
      wide: true,
    },
  ];
  return <Rows label={t("evidence.devices")} columns={columns} rows={devices} idOf={({ device }) => device} />;
};
