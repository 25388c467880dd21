/**
 * Every route of the HTTP API without its schemas: what a caller needs to ask. Kept apart from them so that a command line need not load a schema library
 * before its first word.
 */
export const routeTable = {
  health: {
    method: "GET",
    path: "/health",
    role: null,
    summary: "Is the broker alive and its store writable",
  },
  metrics: {
    method: "GET",
    path: "/metrics",
    role: null,
    summary: "Prometheus metrics (text)",
  },
  summary: {
    method: "GET",
    path: "/api/summary",
    role: "viewer",
    summary: "Counts over the whole fleet",
  },
  terminals: {
    method: "GET",
    path: "/api/terminals",
    role: "viewer",
    summary: "All terminals",
  },
  terminal: {
    method: "GET",
    path: "/api/terminals/:terminal",
    role: "viewer",
    summary: "One terminal with its devices, faults and tickets",
  },
  history: {
    method: "GET",
    path: "/api/terminals/:terminal/history",
    role: "viewer",
    summary: "Events and outcomes of a terminal, newest first",
  },
  enrol: {
    method: "POST",
    path: "/api/terminals",
    role: "admin",
    summary: "Enrol a terminal; answers its password once",
  },
  maintenance: {
    method: "PUT",
    path: "/api/terminals/:terminal/maintenance",
    role: "engineer",
    summary: "Start or end maintenance: faults are kept but make no ticket",
  },
  runCommand: {
    method: "POST",
    path: "/api/terminals/:terminal/devices/:device/commands",
    role: "engineer",
    summary: "Ask a device to do something",
  },
  command: {
    method: "GET",
    path: "/api/commands/:id",
    role: "viewer",
    summary: "One command and how it ended",
  },
  commands: {
    method: "GET",
    path: "/api/commands",
    role: "viewer",
    summary: "Newest commands",
  },
  diagnose: {
    method: "POST",
    path: "/api/terminals/:terminal/devices/:device/diagnose",
    role: "engineer",
    summary: "Start a runbook",
  },
  diagnosis: {
    method: "GET",
    path: "/api/diagnoses/:id",
    role: "viewer",
    summary: "One diagnosis with its steps",
  },
  forecasts: {
    method: "GET",
    path: "/api/forecasts",
    role: "viewer",
    summary: "What is used up when: parts and supplies, the soonest first",
  },
  renewPart: {
    method: "POST",
    path: "/api/terminals/:terminal/devices/:device/parts/:part/renewed",
    role: "engineer",
    summary: "A new part was put in: its use begins anew",
  },
  assets: {
    method: "GET",
    path: "/api/assets",
    role: "viewer",
    summary: "Modules of all terminals: what they are, serial numbers, firmware, warranty",
  },
  terminalAssets: {
    method: "GET",
    path: "/api/terminals/:terminal/assets",
    role: "viewer",
    summary: "Modules of one terminal and what changed",
  },
  setWarranty: {
    method: "PUT",
    path: "/api/terminals/:terminal/devices/:device/warranty",
    role: "engineer",
    summary: "Set the warranty of a module, or of the whole terminal (device `terminal`)",
  },
  stock: {
    method: "GET",
    path: "/api/stock",
    role: "viewer",
    summary: "Spare parts: how many are where, what is on loan, what is below its minimum or target",
  },
  stockMoves: {
    method: "GET",
    path: "/api/stock/moves",
    role: "viewer",
    summary: "Moves of spare parts, newest first",
  },
  moveStock: {
    method: "POST",
    path: "/api/stock/moves",
    role: "engineer",
    summary: "Receive, move, use, return, write off or lend a spare part",
  },
  setStockPlace: {
    method: "POST",
    path: "/api/stock/places",
    role: "admin",
    summary: "Name a depot, a van or a repair shop, or change it",
  },
  setStockItem: {
    method: "POST",
    path: "/api/stock/items",
    role: "admin",
    summary: "Say what is wanted of a part: its minimum and its pool",
  },
  faults: {
    method: "GET",
    path: "/api/faults",
    role: "viewer",
    summary: "Faults, newest first",
  },
  explain: {
    method: "GET",
    path: "/api/faults/:id",
    role: "viewer",
    summary: "Why a fault is open: frame, rule, what was tried",
  },
  tickets: {
    method: "GET",
    path: "/api/tickets",
    role: "viewer",
    summary: "Tickets, newest first",
  },
  ticket: {
    method: "GET",
    path: "/api/tickets/:number",
    role: "viewer",
    summary: "One ticket with its timeline",
  },
  ticketAction: {
    method: "POST",
    path: "/api/tickets/:number/actions",
    role: "engineer",
    summary: "Assign, comment, resolve, close or reopen",
  },
  notifications: {
    method: "GET",
    path: "/api/notifications",
    role: "engineer",
    summary: "Messages that are owed, sent or given up, newest first",
  },
  retryNotification: {
    method: "POST",
    path: "/api/notifications/:id/retry",
    role: "engineer",
    summary: "Try a message once more that was given up",
  },
  notifyChannels: {
    method: "GET",
    path: "/api/notify/channels",
    role: "engineer",
    summary: "Ways messages go out, and how they do",
  },
  testChannel: {
    method: "POST",
    path: "/api/notify/channels/:id/test",
    role: "admin",
    summary: "Send a test message and wait for what comes of it",
  },
  hook: {
    method: "POST",
    path: "/api/hooks/:id",
    role: "signed",
    summary: "Webhook of an outside ticketing system: comments, assigns or closes a ticket; signed by its own secret",
  },
  reports: {
    method: "GET",
    path: "/api/reports",
    role: "viewer",
    summary: "Reports that can be asked for",
  },
  report: {
    method: "GET",
    path: "/api/reports/:id",
    role: "viewer",
    summary: "One report as a file: html, csv, json or pdf",
  },
  audit: {
    method: "GET",
    path: "/api/audit",
    role: "admin",
    summary: "Who asked for what, oldest first",
  },
  quarantine: {
    method: "GET",
    path: "/api/quarantine",
    role: "engineer",
    summary: "Messages that were refused, and why, newest first",
  },
  events: {
    method: "GET",
    path: "/api/events",
    role: "viewer",
    summary: "Live events as server-sent events; each `data` is one LiveEvent",
  },
} as const;
export type RouteName = keyof typeof routeTable;

/** Names in a path, in order: `/api/terminals/:terminal` has `terminal`. */
export const pathNames = (path: string): string[] => [...path.matchAll(/:([a-z]+)/g)].map((match) => match[1] ?? "");
