import { useQuery } from "@tanstack/react-query";
import type { CommandView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { useMay } from "../session/session.ts";

/** Commands that wait for a second person, the newest first; asked for only by who may decide. The live stream keeps them current. */
export const useWaiting = () => {
  const api = useApi();
  return useQuery<readonly CommandView[]>({
    queryKey: keys.approvals,
    queryFn: () => api.commands({ state: "awaitingApproval", limit: 100 }),
    enabled: useMay("money"),
  });
};

/** What whoever is signed in may say yes to: what they asked for themselves is for somebody else. */
export const forOthers = (waiting: readonly CommandView[], name: string): readonly CommandView[] =>
  waiting.filter(({ approval }) => approval?.askedBy !== `user:${name}`);
