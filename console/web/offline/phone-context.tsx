import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { SessionView, VisitView } from "../../../contract/index.ts";
import { AppError } from "../../../contract/plain.ts";
import { useLine } from "../live/live-context.tsx";
import { keys } from "../queries.ts";
import { useSession } from "../session/session.ts";
import type { Entry } from "./entry.ts";
import type { KeptDay, Phone } from "./phone.ts";

export const PhoneContext = createContext<Phone | undefined>(undefined);

export const usePhone = (): Phone => {
  const phone = useContext(PhoneContext);
  if (!phone) throw new AppError("page", "there is no phone above this part of the page");
  return phone;
};

/** What waits to be sent, and what was refused. */
export const useEntries = (): readonly Entry[] => {
  const { outbox } = usePhone();
  return useSyncExternalStore(outbox.subscribe, outbox.entries);
};

/** Who was signed in before the network went; looked up only if nobody answers. */
export const useKeptSession = (wanted: boolean): SessionView | undefined => {
  const phone = usePhone();
  const [kept, setKept] = useState<SessionView>();
  useEffect(() => {
    let asked = true;
    if (wanted) void phone.session().then((found) => asked && setKept(found));
    return () => {
      asked = false;
    };
  }, [phone, wanted]);
  return wanted ? kept : undefined;
};

/** What the broker answered is shown at once, before everything is asked for again. */
const takeOver = (queries: QueryClient, now: VisitView): void => {
  queries.setQueryData(keys.visit(now.number), now);
  queries.setQueriesData<KeptDay>({ queryKey: keys.days }, (day) =>
    day ? { ...day, visits: day.visits.map((one) => (one.number === now.number ? now : one)) } : undefined,
  );
};

/** As long as somebody is signed in, what they did is sent: at once, when the network is back, and when they look at the page again. Shows nothing. */
export const Outgoing = (): ReactNode => {
  const { outbox } = usePhone();
  const queries = useQueryClient();
  const { name } = useSession();
  const connected = useLine().state === "connected";
  useEffect(() => outbox.start(name), [outbox, name]);
  useEffect(() => {
    if (connected) void outbox.flush();
  }, [outbox, connected]);
  useEffect(() => {
    const flush = (): void => void outbox.flush();
    window.addEventListener("online", flush);
    document.addEventListener("visibilitychange", flush);
    return () => {
      window.removeEventListener("online", flush);
      document.removeEventListener("visibilitychange", flush);
    };
  }, [outbox]);
  useEffect(
    () =>
      outbox.onSent((_, now) => {
        if (now) takeOver(queries, now);
        void queries.invalidateQueries({ queryKey: keys.visits });
      }),
    [outbox, queries],
  );
  return null;
};
