import { QueryClient } from "@tanstack/react-query";
import { hasCode } from "../../contract/plain.ts";
import type { Client, FileOwner } from "../client/client.ts";

/** The broker is away, not against it: worth asking again. */
const mayReturn = (error: unknown): boolean => hasCode(error, "unavailable", "internal", "badAnswer");

/** What is shown is kept current by the live stream; nothing is asked again by looking away and back. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 3 && mayReturn(error),
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });

/** Names of what is kept of the broker's answers. */
export const keys = {
  session: ["session"],
  terminals: ["terminals"],
  terminal: (id: string) => ["terminal", id],
  history: (id: string) => ["history", id],
  /** Course and lists of a terminal's past; readings are asked for by themselves. */
  past: (id: string) => ["history", id, "past"],
  readings: (id: string) => ["readings", id],
  settings: ["settings"],
  settingsOf: (terminal: string) => ["settings", terminal],
  runbooks: ["runbooks"],
  diagnoses: (terminal: string) => ["diagnoses", terminal],
  commands: (terminal: string) => ["commands", terminal],
  /** Commands that wait for a second person. */
  approvals: ["approvals"],
  /** What a running command says meanwhile. */
  lines: (command: string) => ["lines", command],
  faults: ["faults"],
  explain: (id: string) => ["explain", id],
  tickets: (closed: boolean) => ["tickets", closed],
  ticket: (number: number) => ["ticket", number],
  scores: (ticket: number) => ["ticket", ticket, "scores"],
  complaints: ["complaints"],
  /** Open ones, or closed ones too. */
  complaintList: (closed: boolean) => ["complaints", closed],
  complaintsOf: (ticket: number) => ["complaints", "ticket", ticket],
  complaint: (number: number) => ["complaint", number],
  visits: ["visits"],
  /** Visits from the beginning of a day on, of everybody. */
  visitsFrom: (from: number) => ["visits", from],
  visitsOf: (ticket: number) => ["visits", "ticket", ticket],
  /** A technician's own day. */
  days: ["visits", "day"],
  day: (person: string, from: number) => ["visits", "day", person, from],
  /** Doors and keys that moved: visits explain them. */
  doors: ["visits", "doors"],
  doorsOf: (terminal: string, days: number) => ["visits", "doors", terminal, days],
  visit: (number: number) => ["visit", number],
  /** Files kept with a ticket or a visit. */
  files: ({ kind, number }: FileOwner) => [kind, number, "files"],
  /** Evidence asked for with a ticket, and what one of them holds. */
  evidence: (ticket: number) => ["ticket", ticket, "evidence"],
  bundle: (ticket: number, attachment: string) => ["ticket", ticket, "bundle", attachment],
  people: ["people"],
  /** Fault rules and their settings. */
  rules: ["rules"],
  rule: (id: string) => ["rules", id],
  rehearsal: (id: string) => ["rehearsal", id],
  policies: ["policies"],
  charges: (month: string) => ["charges", month],
  satisfaction: (month: string) => ["satisfaction", month],
  sites: ["sites"],
  /** The newest refused messages of the whole fleet. */
  refused: ["refused"],
  refusedOf: (terminal: string) => ["refusedOf", terminal],
  hasRefused: (terminal: string) => ["refusedOf", terminal, "any"],
  refusedMessage: (number: number) => ["refusedMessage", number],
  savedViews: ["savedViews"],
  /** Everything of the stock: what is where, the catalogue, moves. */
  stock: ["stock"],
  assets: ["assets"],
} as const;

/** More the broker does not tell at once, nor does anybody read. */
export const mostFaults = 5000;
/** Of open ones; with closed ones, which are as many as there ever were, the open ones and the newest. */
const mostTickets = { open: 5000, all: 1000 } as const;
export const ticketsListed = (closed: boolean): number => mostTickets[closed ? "all" : "open"];

export const openFaults = (api: Pick<Client, "faults">) => ({
  queryKey: keys.faults,
  queryFn: () => api.faults({ limit: mostFaults }),
});
export const ticketList = (api: Pick<Client, "tickets">, closed = false) => ({
  queryKey: keys.tickets(closed),
  queryFn: () => api.tickets({ all: closed, limit: ticketsListed(closed) }),
});
