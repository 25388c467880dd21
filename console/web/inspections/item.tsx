import { Input, Radio } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { InspectionFinding, InspectionItem } from "../../../contract/index.ts";
import { inspectionAnswers } from "../../../contract/plain.ts";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import { term } from "../words.ts";
import { ResultMark } from "./result-mark.tsx";

/** An answer as it is being written. */
export interface Draft {
  readonly result?: (typeof inspectionAnswers)[number];
  readonly note?: string;
}

const Finding = ({ finding }: { readonly finding: InspectionFinding }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const { device, deviceClass, result, states, evidence } = finding;
  const where = device ?? (deviceClass ? t(`class.${deviceClass}`) : "");
  const read = Object.entries(states).map(([name, state]) =>
    t("pair", { a: term(language, "components", name), b: term(language, "states", state) }),
  );
  const told = evidence.map((one) => one[language]);
  const what = (told.length > 0 ? told : read).join(t("comma"));
  return (
    <li>
      <ResultMark result={result} /> {where === "" ? what : t("pair", { a: where, b: what })}
    </li>
  );
};

const Answer = ({ item }: { readonly item: InspectionItem }): ReactNode => {
  const { t } = useTranslation();
  const who = useActor();
  if (!item.answer) return null;
  const { by, result, note } = item.answer;
  const said = t("inspection.said", { who: who(by), result: t(`inspection.result.${result}`) });
  return <p>{note === undefined ? said : t("pair", { a: said, b: note })}</p>;
};

const Asked = ({ item, draft, set }: ItemProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  if (!item.ask || !set) return null;
  const ask = item.ask[language];
  return (
    <fieldset className="field asked">
      <legend>{ask}</legend>
      <Radio.Group
        value={draft?.result}
        onChange={({ target }) => set({ ...draft, result: target.value as NonNullable<Draft["result"]> })}
        options={inspectionAnswers.map((value) => ({ value, label: t(`inspection.result.${value}`) }))}
      />
      {draft?.result === undefined ? null : (
        <Input
          aria-label={`${t("inspectionDesk.note")}: ${ask}`}
          placeholder={t("inspectionDesk.note")}
          maxLength={1000}
          value={draft.note ?? ""}
          onChange={({ target }) => set({ ...draft, note: target.value })}
        />
      )}
    </fieldset>
  );
};

interface ItemProps {
  readonly item: InspectionItem;
  readonly draft?: Draft | undefined;
  /** Absent: nothing is to be answered here. */
  readonly set?: ((draft: Draft) => void) | undefined;
}

/** One line of the checklist: what the machine found, what was answered, what is asked. */
export const Item = ({ item, draft, set }: ItemProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <li className={`panel item${item.open && !draft?.result ? " item-open" : ""}`}>
      <h2>{item.title[language]}</h2>
      {item.open ? <span className="warned">{t("inspectionDesk.open")}</span> : <ResultMark result={item.result} />}
      {item.findings.length > 0 ? (
        <ul>
          {item.findings.map((finding, n) => (
            <Finding key={`${finding.device ?? ""} ${finding.part ?? ""} ${String(n)}`} finding={finding} />
          ))}
        </ul>
      ) : null}
      <Answer item={item} />
      <Asked item={item} draft={draft} set={set} />
    </li>
  );
};
