import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { Permission, SessionView } from "../../../contract/index.ts";
import { AppError, hasCode } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";

/** Nobody answered: asked again until somebody does. */
const lostAgainMs = 10_000;
/** Asked again now and then while somebody is there, so that a session of one who only reads goes on. */
const askAgainMs = 5 * 60_000;

/** Who is signed in; `null` if nobody is. */
export const useSessionQuery = () => {
  const api = useApi();
  return useQuery({
    queryKey: keys.session,
    queryFn: () =>
      api.session().catch((error: unknown) => {
        if (hasCode(error, "unauthorised")) return null;
        throw error;
      }),
    staleTime: askAgainMs,
    refetchInterval: ({ state }) => (state.data ? askAgainMs : state.error ? lostAgainMs : false),
  });
};

const leftKey = ["left"] as const;

/** True if whoever was signed in left by themselves, and was not left out. */
export const useLeft = (): boolean => useQueryClient().getQueryData(leftKey) === true;

/** Forgets everything that was seen: it was for the one who was signed in. */
export const useSignedOut = (): (() => void) => {
  const queries = useQueryClient();
  return () => {
    // The session's own query stays: the page watches it, and would not hear of another one of its name.
    queries.setQueryData(keys.session, null);
    queries.setQueryData(leftKey, true);
    queries.removeQueries({
      predicate: ({ queryKey }) => queryKey[0] !== leftKey[0] && queryKey[0] !== keys.session[0],
    });
  };
};

export const SessionContext = createContext<SessionView | undefined>(undefined);

export const useSession = (): SessionView => {
  const session = useContext(SessionContext);
  if (!session) throw new AppError("page", "nobody is signed in above this part of the page");
  return session;
};

/** Whoever is signed in sees the whole fleet, not a part of it. */
export const useWhole = (): boolean => useSession().scope === undefined;

export const useMay = (permission: Permission): boolean => useSession().permissions.includes(permission);
