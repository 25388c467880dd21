import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { hasCode, systemClock } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { useLine } from "../live/live-context.tsx";
import { keys } from "../queries.ts";
import { useSession } from "../session/session.ts";
import { useMinute } from "../shell/window.ts";
import { dayOf, daysLater } from "../visits/days.ts";
import type { KeptDay } from "./phone.ts";
import { usePhone } from "./phone-context.tsx";

/** `old`: nobody answered, this is what was kept. */
export interface Day extends KeptDay {
  readonly old: boolean;
}

/** My visits of today: from the broker, and kept on this phone; without a network as they were kept. */
export const useDay = () => {
  const api = useApi();
  const phone = usePhone();
  const session = useSession();
  const { name: person, permissions } = session;
  const from = dayOf(useMinute());
  const ask = async (): Promise<Day> => {
    const visits = await api.visits({ technician: person, from, to: daysLater(from, 1) });
    const places = permissions.includes("stock")
      ? (await api.stock({})).places.filter((one) => !one.closed)
      : undefined;
    const day: KeptDay = { person, at: systemClock.now(), visits, ...(places ? { places } : {}) };
    await phone.keepDay(session, day);
    return { ...day, old: false };
  };
  const kept = async (error: unknown): Promise<Day> => {
    const day = hasCode(error, "unavailable", "internal", "badAnswer") ? await phone.day(person) : undefined;
    if (!day) throw error;
    return { ...day, old: true };
  };
  const day = useQuery({ queryKey: keys.day(person, from), queryFn: () => ask().catch(kept) });
  const connected = useLine().state === "connected";
  const { refetch, data } = day;
  const old = data?.old ?? false;
  useEffect(() => {
    if (connected && old) void refetch();
  }, [connected, old, refetch]);
  return day;
};
