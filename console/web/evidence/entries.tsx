import { Button } from "antd";
import { Fragment, type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EvidenceBundle } from "../../../contract/index.ts";
import { type EvidenceEntry, type EvidenceKind, entriesOf, evidenceKinds } from "../../i18n/evidence.ts";
import { absolute, clockTime, clockTimeMs } from "../../i18n/times.ts";
import { ChoiceField } from "../look/fields.tsx";
import { usePreferences } from "../preferences.ts";

/** Lines drawn at first: the last ones, as what was asked about is near the end. Whoever wants more asks for them. */
const page = 200;

const ways: Readonly<Record<string, "sent" | "received">> = { ">": "sent", "<": "received" };
const bare = (text: string): string => text.slice(1).trim();

/** `> 02 03 06`: which way it went, the bytes, and what they mean in the manual's words. What was blotted out has no way. */
const Said = ({ frame, notes }: { readonly frame: string; readonly notes: readonly string[] }): ReactNode => {
  const { t } = useTranslation();
  const mark = frame.charAt(0);
  const way = ways[mark];
  if (way === undefined) return <div className="quiet">{frame}</div>;
  return (
    <div className={`evidence-said ${way}`}>
      <i aria-hidden="true">{way === "sent" ? "→" : "←"}</i>
      <span className="only-read">{t(`evidencePage.${way}`)}</span>
      <div>
        <code>{bare(frame)}</code>
        {notes
          .filter((note) => note.startsWith(mark))
          .map((note, n) => (
            <span key={`${n} ${note}`}>{bare(note)}</span>
          ))}
      </div>
    </div>
  );
};

const Entry = ({ entry }: { readonly entry: EvidenceEntry }): ReactNode => {
  const { t } = useTranslation();
  const { kind, at, device, tone, text, frames, notes, again } = entry;
  return (
    <li className={`evidence-entry evidence-${kind}`}>
      <time dateTime={new Date(at).toISOString()}>{clockTimeMs(at)}</time>
      <span className="evidence-kind">
        {t(tone === "warn" || tone === "bad" ? `evidencePage.level.${tone}` : `evidencePage.kind.${kind}`)}
      </span>
      <span className="evidence-device">{device}</span>
      <div>
        {text === "" ? null : <span className={`tone-${tone}`}>{text}</span>}
        {frames.map((frame, n) => (
          <Said key={`${n} ${frame}`} frame={frame} notes={notes} />
        ))}
        {again ? (
          <div className="quiet">{t("evidence.times", { count: again.times, until: clockTime(again.until) })}</div>
        ) : null}
      </div>
    </li>
  );
};

const dayOf = (at: number): string => absolute(at).slice(0, 10);

const List = ({ entries }: { readonly entries: readonly EvidenceEntry[] }): ReactNode => (
  <ol className="evidence-entries">
    {entries.map((entry, n) => {
      const before = entries[n - 1];
      const day = dayOf(entry.at);
      return (
        <Fragment key={`${n} ${entry.at}`}>
          {before && dayOf(before.at) === day ? null : <li className="evidence-day">{day}</li>}
          <Entry entry={entry} />
        </Fragment>
      );
    })}
  </ol>
);

interface Wish {
  readonly kind?: EvidenceKind | undefined;
  /** Empty: of all. */
  readonly device: string;
}
const fits =
  ({ kind, device }: Wish) =>
  (entry: EvidenceEntry): boolean =>
    (kind === undefined || entry.kind === kind) && (device === "" || entry.device === device);

/** Everything that a bundle tells on one axis of time, oldest first; of one kind or one device, if one likes. */
export const Entries = ({ bundle }: { readonly bundle: EvidenceBundle }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const [wish, setWish] = useState<Wish>({ device: "" });
  const [shown, setShown] = useState(page);
  const all = useMemo(() => entriesOf(bundle, language), [bundle, language]);
  const listed = all.filter(fits(wish));
  const earlier = Math.max(0, listed.length - shown);
  const want = (changed: Partial<Wish>): void => {
    setWish({ ...wish, ...changed });
    setShown(page);
  };
  const devices = bundle.devices.map(({ device }) => ({ value: device, label: device }));
  return (
    <section className="panel" aria-labelledby="entries">
      <h2 id="entries">{t("evidence.story")}</h2>
      <div className="evidence-choices">
        <fieldset className="counts" aria-label={t("evidencePage.only")}>
          {evidenceKinds.map((kind) => (
            <button
              key={kind}
              type="button"
              aria-pressed={kind === wish.kind}
              onClick={() => want({ kind: kind === wish.kind ? undefined : kind })}
            >
              {t(`evidencePage.kind.${kind}`)} <b>{all.filter(fits({ kind, device: wish.device })).length}</b>
            </button>
          ))}
        </fieldset>
        {devices.length > 1 ? (
          <ChoiceField
            label={t("evidencePage.device")}
            value={wish.device}
            set={(device) => want({ device })}
            choices={devices}
            none={t("evidencePage.allDevices")}
          />
        ) : null}
      </div>
      <p className="quiet">{t("evidencePage.ways")}</p>
      {listed.length === 0 ? <p className="quiet">{t("evidencePage.none")}</p> : null}
      {earlier > 0 ? (
        <Button className="evidence-earlier" onClick={() => setShown(shown + page)}>
          {t("evidencePage.earlier", { count: earlier })}
        </Button>
      ) : null}
      <List entries={listed.slice(earlier)} />
    </section>
  );
};
