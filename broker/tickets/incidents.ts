import {
  type IncidentKind,
  incidentKinds,
  type Localized,
  type TicketIncident,
  type TicketState,
  type TicketView,
  ticketCauses,
} from "../../contract/index.ts";
import { mostChildren } from "./derive.ts";

/** What is known of a ticket's terminal. Left out is unknown, and shared with nobody. */
export interface IncidentFacts {
  readonly site?: string;
  /** Operator of its mobile network. */
  readonly carrier?: string;
  /** Version of its agent. */
  readonly agent?: string;
}

export interface IncidentPolicy {
  readonly incidentMinimum: number;
  readonly incidentWithinMs: number;
}

/** Tickets that share something: those that are new to `incident`, or to one that is to be opened. */
export interface Sharing {
  readonly shares: TicketIncident;
  readonly title: Localized;
  /** Numbers, the oldest first. */
  readonly members: readonly number[];
  /** An open parent; left out: none yet. */
  readonly incident?: number;
}

interface Kind {
  /** What a ticket has to share with others; `undefined` if it is not of this kind. */
  readonly shared: (ticket: TicketView, facts: IncidentFacts) => string | undefined;
  readonly title: (shared: string, first: TicketView) => Localized;
}

const powerCodes = /^(powerSupply\.(utility|output|battery|shutdown|ups)\.(?!dueSoon)|[a-zA-Z]+\.power\.restarted$)/;
/** What a network that fails looks like from here and from there. */
const networkCodes =
  /^(terminal\.lost|host\.network\.down|network\.(registration|dataSession|signal|broker|gateway|nameService|address|link)\.(?!noisy))/;

const joined = (...parts: (string | undefined)[]): string | undefined =>
  parts.every((part) => part !== undefined && part !== "") ? parts.join(", ") : undefined;

/** The kinds of sharing. A ticket is of the first of them (in the order of `incidentKinds`) that enough others share. */
const kinds: Readonly<Record<IncidentKind, Kind>> = {
  power: {
    shared: ({ cause }, { site }) => (powerCodes.test(cause) ? joined(site) : undefined),
    title: (shared) => ({ en: `Power at ${shared}`, "zh-CN": `${shared} 供电异常` }),
  },
  carrier: {
    shared: ({ cause }, { carrier }) => (networkCodes.test(cause) ? joined(carrier) : undefined),
    title: (shared) => ({ en: `Carrier ${shared}`, "zh-CN": `运营商 ${shared} 网络异常` }),
  },
  release: {
    shared: ({ cause, skill }, { agent }) => (skill === "software" ? joined(agent, cause) : undefined),
    title: (shared, { title }) => ({
      en: `Release ${shared}: ${title.en}`,
      "zh-CN": `版本 ${shared}：${title["zh-CN"]}`,
    }),
  },
  site: {
    shared: ({ cause }, { site }) => joined(site, cause),
    title: (shared, { title }) => ({ en: `${shared}: ${title.en}`, "zh-CN": `${shared}：${title["zh-CN"]}` }),
  },
};

/** Nobody has said yet that the service is back. */
const running: readonly TicketState[] = ["new", "accepted", "remoteWork", "waiting", "dispatched", "onSite"];
/** What is known by itself to be of many terminals: such a ticket is one already. */
const wholeSite = "site.lost";
const notOfFaults: readonly string[] = ticketCauses;

/** A ticket that may belong to an incident: of a fault, with nobody's word that it does not. */
const isFree = (ticket: TicketView): boolean =>
  running.includes(ticket.state) &&
  ticket.parent === undefined &&
  ticket.cause !== wholeSite &&
  !notOfFaults.includes(ticket.cause) &&
  !ticket.timeline.some(({ kind }) => kind === "unlinked");

const lostTerminal = "terminal.lost";

/** Incidents that nobody touched and that a lost site has overtaken: its ticket says the same. Numbers of both. Pure. */
export const overtaken = (
  tickets: readonly TicketView[],
  factsOf: (ticket: TicketView) => IncidentFacts,
): { readonly incident: number; readonly by: number }[] => {
  const lost = new Map(
    tickets
      .filter(({ cause }) => cause === wholeSite)
      .map((ticket) => [joined(factsOf(ticket).site, lostTerminal), ticket.number]),
  );
  return tickets.flatMap(({ number, incident, touched }) => {
    const by = incident?.kind === "site" && !touched ? lost.get(incident.shared) : undefined;
    return by === undefined ? [] : [{ incident: number, by }];
  });
};

const keyOf = ({ kind, shared }: TicketIncident): string => `${kind} ${shared}`;

interface Free {
  readonly ticket: TicketView;
  readonly facts: IncidentFacts;
}

const byShared = (kind: IncidentKind, free: Iterable<Free>): Map<string, TicketView[]> => {
  const groups = new Map<string, TicketView[]>();
  for (const { ticket, facts } of free) {
    const shared = kinds[kind].shared(ticket, facts);
    if (shared === undefined) continue;
    const group = groups.get(shared) ?? [];
    group.push(ticket);
    groups.set(shared, group);
  }
  return groups;
};

const terminalsOf = (tickets: readonly TicketView[]): number => new Set(tickets.map(({ terminal }) => terminal)).size;

/** The first tickets that lie close enough together and are of enough terminals; those that lie close to the last of them come along. */
const storm = (tickets: readonly TicketView[], { incidentMinimum, incidentWithinMs }: IncidentPolicy): TicketView[] => {
  const sorted = tickets.toSorted((a, b) => a.openedAt - b.openedAt || a.number - b.number);
  for (const [n, first] of sorted.entries()) {
    const near = sorted.slice(n).filter(({ openedAt }) => openedAt <= first.openedAt + incidentWithinMs);
    if (terminalsOf(near) >= incidentMinimum) return near;
  }
  return [];
};

/**
 * Which open tickets belong together: to an incident that is open, or to one that is to be opened. Pure. A site that is lost as a whole has one ticket
 * already, so its lost terminals are left out. At most so many children an incident as a ticket can name.
 */
export const incidentsOf = (
  tickets: readonly TicketView[],
  factsOf: (ticket: TicketView) => IncidentFacts,
  policy: IncidentPolicy,
): Sharing[] => {
  const all = tickets.filter(isFree).map((ticket): Free => ({ ticket, facts: factsOf(ticket) }));
  const lostSites = new Set(tickets.filter(({ cause }) => cause === wholeSite).map((ticket) => factsOf(ticket).site));
  const free = new Map(
    all
      .filter(({ ticket, facts }) => ticket.cause !== lostTerminal || !lostSites.has(facts.site))
      .map((one) => [one.ticket.number, one]),
  );
  const open = tickets.filter(({ incident, state }) => incident && running.includes(state));
  const parents = new Map(open.map((parent) => [parent.incident ? keyOf(parent.incident) : "", parent]));
  const found: Sharing[] = [];
  const take = (kind: IncidentKind, shared: string, members: readonly TicketView[], parent?: TicketView): void => {
    const room = mostChildren - (parent?.children?.length ?? 0);
    const numbers = members.map(({ number }) => number).slice(0, room);
    const [first] = members;
    if (numbers.length === 0 || !first) return;
    for (const number of numbers) free.delete(number);
    const shares = { kind, shared };
    const title = kinds[kind].title(shared, first);
    found.push({ shares, title, members: numbers, ...(parent ? { incident: parent.number } : {}) });
  };
  // What fits an incident that is open joins it, before anything new is made of it.
  for (const kind of incidentKinds)
    for (const [shared, group] of byShared(kind, free.values())) {
      const parent = parents.get(keyOf({ kind, shared }));
      if (!parent) continue;
      const since = parent.openedAt - policy.incidentWithinMs;
      take(
        kind,
        shared,
        group.filter(({ openedAt }) => openedAt >= since).toSorted((a, b) => a.number - b.number),
        parent,
      );
    }
  for (const kind of incidentKinds)
    for (const [shared, group] of byShared(kind, free.values())) take(kind, shared, storm(group, policy));
  return found;
};
