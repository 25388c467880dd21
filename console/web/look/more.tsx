import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

/**
 * A list that is asked for in parts: so many at first, four times as many whenever somebody wants more, and never more than the broker tells at once.
 * `more` stands below the list; it says so if some are not there.
 */
export const useMore = (
  step: number,
  most: number,
): { readonly limit: number; readonly more: (shown: number) => ReactNode } => {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(step);
  const more = (shown: number): ReactNode => {
    if (shown < limit) return null;
    if (limit >= most) return <p className="quiet">{t("form.cut", { count: most })}</p>;
    return (
      <p>
        <Button onClick={() => setLimit(Math.min(limit * 4, most))}>{t("form.more")}</Button>
      </p>
    );
  };
  return { limit, more };
};
