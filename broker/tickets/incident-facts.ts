import type { HealthRow, Readers, TerminalRow } from "../store/store.ts";
import type { IncidentFacts } from "./incidents.ts";

/**
 * The operator as a modem's registration says it, behind the radio technology: `CEREG 1: home, LTE, CHN-UNICOM` (3GPP TS 27.007, +COPS). What a terminal
 * said last still holds once it is lost: just then it is wanted.
 */
const operator = /, (?:GSM|UTRAN|EDGE|HS[DU]?PA|LTE|EC-GSM-IoT|NB-IoT|NR|NG-RAN|CDMA)[^,]*, (.+)$/;

const carrierOf = (health: readonly HealthRow[]): string | undefined => {
  const said = health.flatMap((row) => row.health.components.registration?.vendorCode ?? []);
  return said.map((code) => operator.exec(code)?.[1]).find((name) => name !== undefined);
};

const isKnown = (site: string | undefined): site is string => site !== undefined && site !== "";

const factsOf = (read: Pick<Readers, "health">, row: TerminalRow | undefined, terminal: string): IncidentFacts => {
  const carrier = carrierOf(read.health(terminal));
  const agent = row?.presence?.agent;
  return {
    ...(isKnown(row?.site) ? { site: row.site } : {}),
    ...(carrier === undefined ? {} : { carrier }),
    ...(agent === undefined ? {} : { agent }),
  };
};

/** What is known of terminals, each looked up once. */
export const factsFrom = (
  read: Pick<Readers, "health" | "terminal">,
): ((of: { terminal: string }) => IncidentFacts) => {
  const known = new Map<string, IncidentFacts>();
  return ({ terminal }) => {
    const facts = known.get(terminal) ?? factsOf(read, read.terminal(terminal), terminal);
    known.set(terminal, facts);
    return facts;
  };
};
