import { Button } from "antd";
import { type FormEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

interface DialogProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly go: string;
  readonly can: boolean;
  readonly busy: boolean;
  /** There is nothing left to cancel. */
  readonly alone?: boolean;
  readonly onGo: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * Asks for what an action needs. The browser's own dialog: it keeps the focus, closes with Escape and gives the focus back, and unlike a library's it puts
 * no style into the page that the page's policy would refuse.
 */
export const Dialog = ({ title, go, can, busy, alone, onGo, onClose, children }: DialogProps): ReactNode => {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
    // What wants the focus wanted it before the dialog was open.
    dialog.current?.querySelector<HTMLElement>("[data-focus]")?.focus();
    // Where there is nothing to fill in, Enter does it.
    if (!dialog.current?.querySelector("input, select, textarea")) button.current?.focus();
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (can && !busy) onGo();
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={heading} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={heading}>{title}</h2>
        {children}
        <div className="dialog-end">
          {alone ? null : <Button onClick={() => dialog.current?.close()}>{t("ticketAct.cancel")}</Button>}
          <Button ref={button} type="primary" htmlType="submit" disabled={!can} loading={busy}>
            {go}
          </Button>
        </div>
      </form>
    </dialog>
  );
};
