import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type {
  CommandView,
  FaultView,
  Language,
  Permission,
  TerminalSummary,
  TicketView,
} from "../../../contract/index.ts";
import { forOthers, useWaiting } from "../approvals/waiting.ts";
import { useApi } from "../client-context.ts";
import { usePreferences } from "../preferences.ts";
import { keys, openFaults, ticketList } from "../queries.ts";
import { useSession } from "../session/session.ts";
import { navigation } from "../shell/pages.ts";
import type { Entry } from "./match.ts";

interface World {
  readonly t: TFunction;
  readonly language: Language;
  readonly may: (permission: Permission) => boolean;
  readonly accept: (ticket: TicketView) => void;
}

const pageEntries = ({ t, may }: World): Entry[] =>
  navigation
    .filter(({ needs }) => may(needs))
    .map(({ path, word }) => ({ id: `page:${path}`, group: "page", label: t(word), hint: "", also: path, go: path }));

const terminalEntry = ({ id, name, site }: TerminalSummary): Entry => ({
  id: `terminal:${id}`,
  group: "terminal",
  label: id,
  hint: [name === id ? "" : name, site].filter((text) => text !== "").join(" · "),
  go: `/terminals/${id}`,
});

const faultEntries = ({ id, title, terminal, device, code }: FaultView, { t, language, may }: World): Entry[] => {
  const go: Entry = {
    id: `fault:${id}`,
    group: "fault",
    label: title[language],
    hint: `${terminal} ${device}`,
    also: `${code} ${title.en}`,
    go: `/faults/${id}`,
  };
  if (!may("command")) return [go];
  const diagnose: Entry = {
    id: `diagnose:${id}`,
    group: "action",
    label: t("palette.diagnose", { device, terminal }),
    hint: title[language],
    also: code,
    go: `/diagnose/${terminal}/${device}`,
  };
  return [go, diagnose];
};

const ticketEntries = (ticket: TicketView, { t, language, may, accept }: World): Entry[] => {
  const { number, title, terminal, state } = ticket;
  const go: Entry = {
    id: `ticket:${number}`,
    group: "ticket",
    label: `#${number} ${title[language]}`,
    hint: `${terminal} · ${t(`ticketState.${state}`)}`,
    also: title.en,
    go: `/tickets/${number}`,
  };
  if (!may("ticket") || state !== "new") return [go];
  const take: Entry = {
    id: `accept:${number}`,
    group: "action",
    label: t("palette.accept", { number }),
    hint: `${terminal} · ${title[language]}`,
    go: () => accept(ticket),
  };
  return [go, take];
};

const approvalEntry = ({ id, terminal, device, command }: CommandView, { t }: World): Entry => ({
  id: `approve:${id}`,
  group: "action",
  label: t("palette.approve", { command }),
  hint: `${terminal} ${device}`,
  go: "/approvals",
});

/** Of the terminal that is looked at, where one is. */
const newTicketEntry = ({ t, may }: World, path: string): Entry[] => {
  if (!may("ticket")) return [];
  const terminal = /^\/terminals\/([^/]+)$/.exec(path)?.[1];
  const [place, hint] = terminal === undefined ? ["/tickets", ""] : [path, decodeURIComponent(terminal)];
  return [{ id: "new:ticket", group: "action", label: t("newTicket.title"), hint, go: `${place}?new=ticket` }];
};

/** What is about the place where somebody is comes first: it is what is done most likely. */
const hereFirst = (entries: readonly Entry[], path: string): Entry[] => {
  const isHere = ({ id, go }: Entry): boolean =>
    go === path || path.endsWith(`/${id.split(":")[1] ?? ""}`) || (typeof go === "string" && go.startsWith(`${path}/`));
  return [...entries.filter(isHere), ...entries.filter((entry) => !isHere(entry))];
};

/** Everything that can be gone to or done from anywhere, by what one may. Asked for when the palette is first opened, kept current by the live stream. */
export const useEntries = (path: string, done: (to: string) => void): { entries: readonly Entry[]; error: unknown } => {
  const { t } = useTranslation();
  const { language } = usePreferences();
  const api = useApi();
  const queries = useQueryClient();
  const { permissions, name } = useSession();
  const terminals = useQuery({ queryKey: keys.terminals, queryFn: () => api.terminals() });
  const faults = useQuery(openFaults(api));
  const tickets = useQuery(ticketList(api));
  const waiting = useWaiting().data;
  const { mutate, error } = useMutation({
    mutationFn: ({ number, version }: TicketView) =>
      api.ticketAction({ number }, { action: "accept", assignee: name, version }),
    onSuccess: (ticket) => {
      queries.setQueryData(keys.ticket(ticket.number), ticket);
      done(`/tickets/${ticket.number}`);
    },
  });
  const entries = useMemo(() => {
    const may = (permission: Permission): boolean => permissions.includes(permission);
    const world: World = { t, language, may, accept: mutate };
    const all = [
      ...forOthers(waiting ?? [], name).map((one) => approvalEntry(one, world)),
      ...(faults.data ?? []).flatMap((one) => faultEntries(one, world)),
      ...(tickets.data ?? []).flatMap((one) => ticketEntries(one, world)),
      ...newTicketEntry(world, path),
      ...pageEntries(world),
      ...(terminals.data ?? []).map(terminalEntry),
    ];
    return hereFirst(all, path);
  }, [terminals.data, faults.data, tickets.data, waiting, name, permissions, t, language, path, mutate]);
  return { entries, error: error ?? terminals.error ?? faults.error ?? tickets.error };
};
