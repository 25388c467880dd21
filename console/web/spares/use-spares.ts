import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { StockPart, StockView, VisitView } from "../../../contract/index.ts";
import { useApi } from "../client-context.ts";
import { keys } from "../queries.ts";
import { useMinute } from "../shell/window.ts";
import { dayOf, daysLater } from "../visits/days.ts";

/** Time alone makes a loan overdue and a part due, and no event tells so. */
const askAgainMs = 10 * 60_000;

export const useStock = (): UseQueryResult<StockView> => {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.stock, "view"],
    queryFn: () => api.stock(),
    refetchInterval: askAgainMs,
  });
};

/** Every part that may be booked. */
export const useParts = (): UseQueryResult<StockPart[]> => {
  const api = useApi();
  return useQuery({
    queryKey: [...keys.stock, "parts"],
    queryFn: () => api.stockParts(),
    refetchInterval: askAgainMs,
  });
};

/** Days for which parts are looked after. */
const ahead = 30;

/** Visits from today on. */
export const useVisitsAhead = (): UseQueryResult<VisitView[]> => {
  const api = useApi();
  const today = dayOf(useMinute());
  return useQuery({
    queryKey: [...keys.visits, "ahead", today],
    queryFn: () => api.visits({ from: today, to: daysLater(today, ahead), limit: 5000 }),
    placeholderData: (before) => before,
  });
};
