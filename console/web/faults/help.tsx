import { Button } from "antd";
import { type ReactNode, type RefObject, useId } from "react";
import { useTranslation } from "react-i18next";

const rows = [
  ["j k ↓ ↑", "move"],
  ["Enter", "open"],
  ["a", "acknowledge"],
  ["d", "diagnose"],
  ["r", "sort"],
  ["Esc", "back"],
  ["?", "help"],
] as const;

/** The keys of the queue. The browser's own dialog keeps the focus inside and closes at Escape. */
export const Help = ({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }): ReactNode => {
  const { t } = useTranslation();
  const title = useId();
  return (
    <dialog ref={dialog} className="help" aria-labelledby={title}>
      <h2 id={title}>{t("faultQueue.keys")}</h2>
      <dl>
        {rows.map(([key, word]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{t(`faultQueue.key.${word}`)}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={() => dialog.current?.close()}>{t("faultQueue.close")}</Button>
    </dialog>
  );
};
