import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Disturbance } from "../../../contract/index.ts";
import { argsText } from "../../i18n/command.ts";
import { AllArgs } from "../look/command-said.tsx";
import { Dialog } from "../look/dialog.tsx";
import { usePreferences } from "../preferences.ts";
import type { Sight } from "./interlock.ts";
import "./diagnose.css";

interface ConfirmProps {
  /** What would be run, in words. */
  readonly what: string;
  readonly disturbs: Disturbance;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly device: string;
  readonly terminal: string;
  readonly sights: readonly Sight[];
  readonly go: () => void;
  readonly close: () => void;
}

/** Names what will be disturbed, and what is not as one would wish it. Enter does it, Escape leaves. */
export const Confirm = ({
  what,
  disturbs,
  args = {},
  device,
  terminal,
  sights,
  go,
  close,
}: ConfirmProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const money = disturbs === "money";
  const inTheWay = sights.filter(({ barrier }) => barrier !== "clear");
  return (
    <Dialog
      title={t("diagnosePage.sure", { what })}
      go={t(money ? "diagnosePage.askSecond" : "diagnosePage.runIt")}
      can
      busy={false}
      onGo={go}
      onClose={close}
    >
      <div className="fields">
        <p>{t(`diagnosePage.willDisturb.${disturbs}`, { device, terminal })}</p>
        {money ? <p>{t("diagnosePage.secondPerson")}</p> : null}
        {Object.keys(args).length === 0 ? null : <p>{t("diagnosePage.with", { args: argsText(args, language) })}</p>}
        <AllArgs args={args} />
        {inTheWay.length === 0 ? null : (
          <ul className="plain">
            {inTheWay.map(({ what: seen, word, detail }) => (
              <li key={seen}>{t(`diagnosePage.sight.${seen}.${word}`, { detail })}</li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  );
};
