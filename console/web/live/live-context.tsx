import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { AppError, systemClock } from "../../../contract/plain.ts";
import { useApi } from "../client-context.ts";
import { type Line, LiveLine } from "./live.ts";

const LiveContext = createContext<LiveLine | undefined>(undefined);

export const Live = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const api = useApi();
  const queries = useQueryClient();
  const [live] = useState(() => new LiveLine(api, queries, systemClock));
  useEffect(() => live.start(), [live]);
  return <LiveContext value={live}>{children}</LiveContext>;
};

/** How current what is shown is. */
export const useLine = (): Line => {
  const live = useContext(LiveContext);
  if (!live) throw new AppError("page", "nothing is live above this part of the page");
  return useSyncExternalStore(live.subscribe, live.line);
};
