import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** From when until when, as the browser's own field says it: `2026-11-23T09:00`, by the reader's clock. */
export interface When {
  readonly from: string;
  readonly to: string;
}

const two = (n: number): string => String(n).padStart(2, "0");
export const localText = (at: number): string => {
  const d = new Date(at);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
};

/** The moments that were chosen; nothing while one lacks or the end is not after the beginning. */
export const chosen = ({ from, to }: When): { from: number; to: number } | undefined => {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  return end > begin ? { from: begin, to: end } : undefined;
};

const hourMs = 3_600_000;
/** The next whole hour, and two hours of work. */
export const soon = (now: number): When => {
  const from = Math.ceil(now / hourMs) * hourMs;
  return { from: localText(from), to: localText(from + 2 * hourMs) };
};

export const WhenFields = ({ when, set }: { readonly when: When; readonly set: (when: When) => void }): ReactNode => {
  const { t } = useTranslation();
  return (
    <div>
      <div className="two">
        {(["from", "to"] as const).map((end) => (
          <label key={end} className="field">
            <span>{t(`visitDesk.${end}`)}</span>
            <input
              type="datetime-local"
              required
              value={when[end]}
              onChange={({ target }) => set({ ...when, [end]: target.value })}
            />
          </label>
        ))}
      </div>
      <p className="quiet">{t("visitDesk.ownZone", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
    </div>
  );
};
