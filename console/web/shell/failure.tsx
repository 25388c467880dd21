import { Alert, Button } from "antd";
import { Component, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hasCode, sentenceOf } from "../../../contract/plain.ts";
import { usePreferences } from "../preferences.ts";

const titleKey = (error: unknown): string => {
  for (const code of ["unavailable", "forbidden", "notFound"] as const)
    if (hasCode(error, code)) return `failure.${code}`;
  // Only what asks for a change is refused so.
  return hasCode(error, "invalid", "conflict", "refused", "tooLarge", "unsupportedMedia")
    ? "failure.notDone"
    : "failure.title";
};

/** What could not be loaded or done, in words, and what can be done about it. */
export const Failure = ({ error, again }: { readonly error: unknown; readonly again?: () => void }): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t(titleKey(error))}
      description={sentenceOf(error, language)}
      {...(again ? { action: <Button onClick={again}>{t("failure.again")}</Button> } : {})}
    />
  );
};

const PageFailure = (): ReactNode => {
  const { t } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t("failure.page")}
      action={<Button href="/">{t("failure.home")}</Button>}
    />
  );
};

/** A part of the page that throws takes nothing else with it. */
export class FailureBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    return this.state.failed ? <PageFailure /> : this.props.children;
  }
}
