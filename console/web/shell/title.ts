import { useEffect } from "react";

/** What a tab and a screen reader call the page. */
export const useTitle = (title: string): void => {
  useEffect(() => {
    document.title = `${title} · Roundsman`;
  }, [title]);
};
