import { Input } from "antd";
import { type ReactNode, useDeferredValue, useId, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TerminalSummary } from "../../../contract/index.ts";
import { completions, type WrongWord } from "../../../contract/plain.ts";

interface FinderProps {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  readonly wrong: WrongWord | undefined;
  readonly terminals: readonly TerminalSummary[];
}

/** Where the query is typed; what the last word may become is offered. */
export const Finder = ({ query, setQuery, wrong, terminals }: FinderProps): ReactNode => {
  const { t } = useTranslation();
  const id = useId();
  const asked = useDeferredValue(query);
  const offered = useMemo(() => {
    const begun = asked.slice(0, asked.lastIndexOf(" ") + 1);
    return completions(asked, terminals).map((word) => begun + word);
  }, [asked, terminals]);
  return (
    <>
      <Input
        allowClear
        value={query}
        list={id}
        onChange={({ target }) => setQuery(target.value)}
        aria-label={t("fleet.filter")}
        placeholder={t("fleet.hint")}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        status={wrong ? "warning" : ""}
      />
      <datalist id={id}>
        {offered.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
    </>
  );
};
