import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Readers } from "../store/store.ts";
import type { EventStream } from "./stream.ts";

/** Figures that only others know. */
export interface Gauges {
  /** Terminals connected now. */
  readonly connected?: () => number;
  /** Size of the store's write-ahead log. */
  readonly walBytes?: () => number;
}

export interface Metrics {
  readonly registry: Registry;
  request(route: string, status: number): void;
}

const tables = [
  ["roundsman_terminals", "terminals enrolled", "terminals"],
  ["roundsman_faults_active", "faults pending, open or clearing", "faultsActive"],
  ["roundsman_tickets_open", "tickets not closed", "ticketsOpen"],
] as const;
const totals = [
  ["roundsman_records_total", "records stored", "records"],
  ["roundsman_duplicates_total", "records that were there already", "duplicates"],
  ["roundsman_faults_opened_total", "faults opened", "faultsOpened"],
  ["roundsman_faults_closed_total", "faults closed", "faultsClosed"],
  ["roundsman_tickets_opened_total", "tickets opened", "ticketsOpened"],
  ["roundsman_quarantined_total", "messages put aside", "quarantined"],
] as const;

const onlineCount = (read: Readers): number => read.terminals().filter((row) => row.status === "online").length;

const addGauge = (registry: Registry, name: string, help: string, value: () => number): void => {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(value());
    },
  });
};

/** A registry of its own per server, so that two brokers in one process do not share counters. */
export const createMetrics = (read: Readers, stream: EventStream, gauges: Gauges): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const [name, help, key] of tables) addGauge(registry, name, help, () => read.counts()[key]);
  for (const [name, help, key] of totals)
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        // The store holds the total; the counter only shows it.
        this.reset();
        this.inc(read.counts()[key]);
      },
    });
  addGauge(registry, "roundsman_terminals_connected", "terminals connected now", () =>
    gauges.connected ? gauges.connected() : onlineCount(read),
  );
  addGauge(registry, "roundsman_event_clients", "clients of the live stream", () => stream.clients);
  addGauge(registry, "roundsman_event_clients_dropped", "slow clients dropped since start", () => stream.dropped);
  new Gauge({
    name: "roundsman_notifications",
    help: "messages by channel and state: queued, sending, sent, failed",
    labelNames: ["channel", "state"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { channel, state, count } of read.notificationCounts()) this.set({ channel, state }, count);
    },
  });
  if (gauges.walBytes) addGauge(registry, "roundsman_store_wal_bytes", "size of the write-ahead log", gauges.walBytes);
  const requests = new Counter({
    name: "roundsman_http_requests_total",
    help: "answers by route and status",
    labelNames: ["route", "status"],
    registers: [registry],
  });
  return { registry, request: (route, status) => requests.inc({ route, status }) };
};
