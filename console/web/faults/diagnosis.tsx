import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Conclusion, DiagnosisView, Language } from "../../../contract/index.ts";
import { toldSteps } from "../../i18n/steps.ts";
import { Moment } from "../look/moment.tsx";
import { useActor } from "../people.ts";
import { usePreferences } from "../preferences.ts";
import "./story.css";

export const Frames = ({ frames }: { readonly frames: readonly string[] | undefined }): ReactNode =>
  frames && frames.length > 0 ? <pre className="frames">{frames.join("\n")}</pre> : null;

export const verdictText = (
  { verdict, cause }: { readonly verdict: Conclusion["verdict"]; readonly cause?: Conclusion["cause"] | undefined },
  t: TFunction,
  language: Language,
): string => {
  const word = t(`faultQueue.verdict.${verdict}`);
  return cause ? t("pair", { a: word, b: cause[language] }) : word;
};

/** One run of a runbook, step by step. */
export const Diagnosis = ({ diagnosis }: { readonly diagnosis: DiagnosisView }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const who = useActor();
  const { title, by, state, steps, conclusion } = diagnosis;
  return (
    <div>
      <p>
        <strong>{title[language]}</strong> <span className="quiet">{t("faultQueue.by", { by: who(by) })}</span>
        {state === "running" ? <span className="quiet"> · {t("faultQueue.running")}</span> : null}
      </p>
      <ol className="story">
        {toldSteps(steps, language).map((step) => (
          <li key={`${step.at}-${step.text}`}>
            <Moment at={step.at} />
            <div>
              {step.times > 1 ? `${step.text} ×${step.times}` : step.text}
              <Frames frames={step.frames} />
            </div>
          </li>
        ))}
      </ol>
      {conclusion ? (
        <p>
          <strong>{verdictText(conclusion, t, language)}</strong>
        </p>
      ) : null}
    </div>
  );
};
