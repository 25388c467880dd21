import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { OnCallChanged } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";

/** Whoever is on duty changes as time passes, which no event tells, and handovers come to the minute. */
const minuteMs = 60_000;

/** Rotas, duties, plan, log: what one changes may change them all. */
export const onCallKey = ["on-call"] as const;

/** Who is on duty now. Gaps are known for so many days; the broker's own number if left out. */
export const useOnCall = (days?: number) => {
  const api = useApi();
  return useQuery({
    queryKey: [...onCallKey, "now", days],
    queryFn: () => api.onCall(days === undefined ? {} : { days }),
    refetchInterval: minuteMs,
    placeholderData: (before) => before,
  });
};

const isoOf = (at: number): string => new Date(at).toISOString();

export const useDuties = (from: number, to: number) => {
  const api = useApi();
  return useQuery({
    queryKey: [...onCallKey, "duties", from, to],
    queryFn: () => api.onCallDuties({ from: isoOf(from), to: isoOf(to) }),
    refetchInterval: minuteMs,
    placeholderData: (before) => before,
  });
};

export const useChanges = (from: number, to: number) => {
  const api = useApi();
  return useQuery({
    queryKey: [...onCallKey, "changes", from, to],
    queryFn: () => api.onCallChanges({ from: isoOf(from), to: isoOf(to) }),
    refetchInterval: minuteMs,
    placeholderData: (before) => before,
  });
};

export const usePlan = () => {
  const api = useApi();
  return useQuery({ queryKey: [...onCallKey, "plan"], queryFn: () => api.onCallPlan(), refetchInterval: minuteMs });
};

/** An override or a swap: what it would change is looked at first, then it is made as it was looked at. */
export const useWish = <W extends object>(
  ask: (wish: W & { readonly check?: true; readonly version?: number }) => Promise<OnCallChanged>,
  wish: W,
  done: () => void,
) => {
  const queries = useQueryClient();
  const [seen, setSeen] = useState<{ readonly of: string; readonly answer: OnCallChanged }>();
  const asked = JSON.stringify(wish);
  const looked = seen?.of === asked ? seen.answer : undefined;
  const act = useMutation({
    mutationFn: () => ask(looked ? { ...wish, version: looked.version } : { ...wish, check: true }),
    onSuccess: async (answer) => {
      if (!looked) return setSeen({ of: asked, answer });
      await queries.invalidateQueries({ queryKey: onCallKey });
      done();
      return undefined;
    },
    // Somebody else was quicker: what was looked at is not what would happen.
    onError: () => setSeen(undefined),
  });
  return { looked, act };
};

export const messagesKey = ["messages"] as const;

/** No event tells of messages, of which there may be many: what is owed is asked for again while somebody looks on. */
export const messageAgainMs = 10_000;
