import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import type { SiteCondition, SiteView, TerminalSummary } from "../../../../contract/index.ts";
import { exactly, fleetSites, without } from "../../../../contract/plain.ts";
import { useApi } from "../../client-context.ts";
import { keys } from "../../queries.ts";
import { useMay, useSession } from "../../session/session.ts";
import { Failure } from "../../shell/failure.tsx";
import { addressOf } from "../place.ts";
import { Canvas } from "./canvas.tsx";
import { SiteForm } from "./site-form.tsx";
import { SiteList } from "./site-list.tsx";
import "./map.css";

const none: readonly SiteView[] = [];

/** The query, but of these sites and no others. */
const ofSites = (query: string, names: readonly string[]): string => {
  const [first = "", ...others] = names.map((name) => exactly("site", name));
  const word = [first, ...others.map((one) => one.slice("site:".length))].join(",");
  return `${word} ${without(query, "site")}`.trim();
};

interface FleetMapProps {
  readonly terminals: readonly TerminalSummary[];
  readonly query: string;
}

/** Where the terminals stand that the query finds, and how each site is. */
const FleetMap = ({ terminals, query }: FleetMapProps): ReactNode => {
  const api = useApi();
  const navigate = useNavigate();
  const { scope } = useSession();
  const mayPlace = useMay("configure") && scope === undefined;
  const register = useQuery({ queryKey: keys.sites, queryFn: () => api.sites() });
  const known = register.data ?? none;
  const sites = useMemo(() => fleetSites(terminals, known), [terminals, known]);
  const [pointed, onPoint] = useState<string>();
  const [placing, onPlace] = useState<SiteCondition>();
  const addressOfSite = useCallback((name: string): string => addressOf(ofSites(query, [name])), [query]);
  const onOpen = useCallback(
    (some: readonly SiteCondition[]): void => {
      const names = some.map(({ name }) => name);
      void navigate(addressOf(ofSites(query, names)));
    },
    [navigate, query],
  );
  if (register.error) return <Failure error={register.error} again={() => void register.refetch()} />;
  if (!register.data) return <Skeleton active />;
  return (
    <div className="fleet-map">
      <Canvas sites={sites} fitKey={query} pointed={pointed} onPoint={onPoint} onOpen={onOpen} />
      <SiteList
        sites={sites}
        pointed={pointed}
        addressOfSite={addressOfSite}
        onPoint={onPoint}
        {...(mayPlace ? { onPlace } : {})}
      />
      {placing ? <SiteForm name={placing.name} site={placing.site} close={() => onPlace(undefined)} /> : null}
    </div>
  );
};
export default FleetMap;
