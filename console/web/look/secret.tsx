import { Alert, Button, Input, type InputRef } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import "./fields.css";

interface SecretProps {
  /** Whose it is, and what for. */
  readonly label: string;
  readonly value: string;
  readonly onClose: () => void;
}

/** What is told once: it stays until it is put away. Pages that were not loaded safely may not write to the clipboard: there it is marked, to be copied by hand. */
export const Secret = ({ label, value, onClose }: SecretProps): ReactNode => {
  const { t } = useTranslation();
  const field = useRef<InputRef>(null);
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    field.current?.select();
    // Without a clipboard, or without leave to use it, what is marked can be copied by hand.
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <section className="panel secret" aria-label={label}>
      <strong>{label}</strong>
      <div>
        <Input ref={field} readOnly value={value} aria-label={label} onFocus={() => field.current?.select()} />
        <Button type="primary" onClick={copy}>
          {t("form.copy")}
        </Button>
        <Button onClick={onClose}>{t("form.putAway")}</Button>
      </div>
      <Alert
        type={copied ? "success" : "warning"}
        showIcon
        role="status"
        title={t(copied ? "form.copied" : "form.once")}
      />
    </section>
  );
};
