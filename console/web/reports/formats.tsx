import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { reportFormats } from "../../../contract/plain.ts";
import { usePreferences } from "../preferences.ts";
import "./reports.css";

interface FormatsProps {
  /** Of the report. */
  readonly id: string;
  /** What it is called, for those who hear only the button. */
  readonly name: string;
  /** What it shall tell of; what is empty is left out. */
  readonly query: Readonly<Record<string, string>>;
  readonly disabled?: boolean;
}

/** A report in every format: opened by the browser itself, which also knows how to keep it as a file. */
export const Formats = ({ id, name, query, disabled = false }: FormatsProps): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const given = Object.entries(query).filter(([, value]) => value);
  const addressOf = (format: string): string =>
    `/api/reports/${id}?${new URLSearchParams([["format", format], ["lang", language], ...given]).toString()}`;
  return (
    <div className="report-formats">
      {reportFormats.map((format) => (
        <Button
          key={format}
          type={format === "html" ? "primary" : "default"}
          href={addressOf(format)}
          target="_blank"
          rel="noreferrer"
          disabled={disabled}
          aria-label={`${name}: ${t(`reportDesk.format.${format}`)}`}
        >
          {t(`reportDesk.format.${format}`)}
        </Button>
      ))}
    </div>
  );
};

/** The same on a page that shows what the report tells. */
export const AsReport = (props: FormatsProps): ReactNode => {
  const { t } = useTranslation();
  return (
    <div className="as-report">
      <span className="quiet">{t("reportDesk.asReport")}</span>
      <Formats {...props} />
    </div>
  );
};
