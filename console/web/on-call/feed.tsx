import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useApi } from "../client-context.ts";
import { Secret } from "../look/secret.tsx";
import { usePreferences } from "../preferences.ts";
import { useSession } from "../session/session.ts";
import { Failure } from "../shell/failure.tsx";
import { exact } from "../times.ts";
import { onCallKey } from "./data.ts";

const feedKey = [...onCallKey, "feeds"] as const;

/** A calendar address of one's own, for any calendar program: made, copied once, revoked. */
export const Feed = (): ReactNode => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const queries = useQueryClient();
  const me = useSession().person?.id;
  const [address, setAddress] = useState<string>();
  const { data, error } = useQuery({
    queryKey: feedKey,
    queryFn: () => api.onCallFeeds(),
    enabled: me !== undefined,
  });
  const act = useMutation({
    mutationFn: async (what: "make" | "revoke") => {
      if (what === "make") return new URL((await api.makeOnCallFeed({})).path, window.location.origin).href;
      await api.revokeOnCallFeed({});
      return undefined;
    },
    onSuccess: (made) => {
      setAddress(made);
      return queries.invalidateQueries({ queryKey: feedKey });
    },
  });
  // A token is nobody's calendar.
  if (me === undefined) return null;
  const feed = data?.find(({ person }) => person === me);
  return (
    <section className="panel feed" aria-labelledby="feed">
      <h2 id="feed">{t("onCallDesk.feed")}</h2>
      <p className="quiet">{t("onCallDesk.feedHint")}</p>
      {feed ? <p>{t("onCallDesk.feedSince", { time: exact(feed.createdAt, language) })}</p> : null}
      {error || act.error ? <Failure error={error ?? act.error} /> : null}
      {address === undefined ? null : (
        <Secret label={t("onCallDesk.feedAddress")} value={address} onClose={() => setAddress(undefined)} />
      )}
      <span className="buttons">
        <Button loading={act.isPending} onClick={() => act.mutate("make")}>
          {t(feed ? "onCallDesk.feedAnew" : "onCallDesk.feedMake")}
        </Button>
        {feed ? (
          <Button danger loading={act.isPending} onClick={() => act.mutate("revoke")}>
            {t("onCallDesk.feedRevoke")}
          </Button>
        ) : null}
      </span>
    </section>
  );
};
