import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { TerminalDetail, TerminalSummary } from "../../../contract/index.ts";
import { tagCounts } from "../../../contract/plain.ts";
import { addressOf } from "../fleet/place.ts";
import { TagForm } from "../fleet/tag-form.tsx";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";

/** Tags of a terminal, each the way to all that have it. */
export const TerminalTags = ({ terminal }: { readonly terminal: TerminalDetail }): ReactNode => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const may = useMay("configure");
  const [asking, setAsking] = useState(false);
  const { tags = [] } = terminal;
  if (tags.length === 0 && !may) return null;
  const fleet = queries.getQueryData<TerminalSummary[]>(keys.terminals) ?? [];
  const known = [...tagCounts(fleet).keys()];
  return (
    <span className="terminal-tags">
      {tags.map((tag) => (
        <Link key={tag} className="tag" to={addressOf(`tag:${tag}`)}>
          {tag}
        </Link>
      ))}
      {may ? (
        <Button size="small" type="link" onClick={() => setAsking(true)}>
          {t("tags.edit")}
        </Button>
      ) : null}
      {asking ? <TagForm terminals={[terminal]} known={known} close={() => setAsking(false)} /> : null}
    </span>
  );
};
