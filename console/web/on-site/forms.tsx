import { Radio } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { VisitView } from "../../../contract/index.ts";
import { opinions, visitOutcomes } from "../../../contract/plain.ts";
import { Dialog } from "../look/dialog.tsx";
import type { Said, Work } from "../offline/entry.ts";
import { Failure } from "../shell/failure.tsx";
import { DeviceField, LongField, TextField } from "./fields.tsx";
import { useDone } from "./use-done.ts";

export interface FormProps {
  readonly visit: VisitView;
  readonly close: () => void;
  readonly add: (...work: Work[]) => Promise<void>;
}

const act = (body: Said): Work => ({ kind: "act", body });
const given = <K extends "text" | "device">(name: K, value: string): Partial<Record<K, string>> =>
  value.trim() === "" ? {} : ({ [name]: value.trim() } as Partial<Record<K, string>>);

/** What was tested or cleaned, or a word that is to be kept. */
export const TextForm = ({
  visit,
  close,
  add,
  action,
}: FormProps & { readonly action: "test" | "clean" | "note" }): ReactNode => {
  const { t } = useTranslation();
  const [device, setDevice] = useState("");
  const [text, setText] = useState("");
  const { busy, error, run } = useDone(close);
  const isNote = action === "note";
  return (
    <Dialog
      title={t(`phone.do.${action}`)}
      go={t("phone.note")}
      can={!isNote || text.trim() !== ""}
      busy={busy}
      onGo={() => run(() => add(act({ action, ...given("device", device), ...given("text", text) })))}
      onClose={close}
    >
      <div className="fields">
        {isNote ? null : <DeviceField visit={visit} value={device} set={setDevice} optional />}
        <LongField label={t("phone.text")} value={text} set={setText} optional={!isNote} />
        {error ? <Failure error={error} /> : null}
      </div>
    </Dialog>
  );
};

/** What came of it. */
export const LeaveForm = ({ close, add }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<Said["outcome"]>();
  const [text, setText] = useState("");
  const { busy, error, run } = useDone(close);
  return (
    <Dialog
      title={t("phone.do.depart")}
      go={t("phone.note")}
      can={outcome !== undefined}
      busy={busy}
      onGo={() => run(() => add(act({ action: "depart", ...(outcome ? { outcome } : {}), ...given("text", text) })))}
      onClose={close}
    >
      <div className="fields">
        <fieldset className="field">
          <legend>{t("phone.outcome")}</legend>
          <Radio.Group
            vertical
            options={visitOutcomes.map((value) => ({ value, label: t(`visit.outcome.${value}`) }))}
            value={outcome}
            onChange={({ target }) => setOutcome(target.value as Said["outcome"])}
          />
        </fieldset>
        <LongField label={t("phone.text")} value={text} set={setText} optional />
        {error ? <Failure error={error} /> : null}
      </div>
    </Dialog>
  );
};

type Opinion = (typeof opinions)[number];

/** Who signs for the site, and how satisfied they are. An opinion is kept with a ticket: a round has none. */
export const SignForm = ({ visit, close, add }: FormProps): ReactNode => {
  const { t } = useTranslation();
  const [name, setName] = useState(visit.contact?.name ?? "");
  const [score, setScore] = useState<Opinion>();
  const { busy, error, run } = useDone(close);
  const { ticket, number } = visit;
  const work = (): Work[] => [
    act({ action: "sign", name: name.trim() }),
    ...(score && ticket !== undefined
      ? [{ kind: "score", ticket, body: { score, from: "signature", visit: number } } as const]
      : []),
  ];
  return (
    <Dialog
      title={t("phone.do.sign")}
      go={t("phone.do.sign")}
      can={name.trim() !== ""}
      busy={busy}
      onGo={() => run(() => add(...work()))}
      onClose={close}
    >
      <div className="fields">
        <TextField label={t("phone.name")} value={name} set={setName} />
        {ticket === undefined ? null : (
          <fieldset className="field">
            <legend>{t("phone.score")}</legend>
            <Radio.Group
              vertical
              options={opinions.map((value) => ({ value, label: t(`phone.opinion.${value}`) }))}
              value={score}
              onChange={({ target }) => setScore(target.value as Opinion)}
            />
          </fieldset>
        )}
        {error ? <Failure error={error} /> : null}
      </div>
    </Dialog>
  );
};
