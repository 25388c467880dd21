import { checker, type DesiredConfig, RemoteSettings, type ReportedSettings } from "../../contract/index.ts";
import type { AgentLog } from "../log.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { AgentSettings } from "./settings.ts";

interface InForce {
  readonly rev: number;
  readonly desired: RemoteSettings;
}
interface Refusal {
  readonly code: "settingsNotUnderstood" | "leaseTooShort";
  readonly text: string;
}

const remote = checker(RemoteSettings);
const key = "config.desired";
const minuteMs = 60_000;

/** A revision number alone does not say what is in it: a broker that was put back to an older day counts anew. */
const markOf = ({ rev, desired }: Pick<DesiredConfig, "rev" | "desired">): string =>
  JSON.stringify([rev, Object.entries(desired).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Why these settings cannot be put into force here. A shorter lease than the file's could take a customer for gone who is there. */
const refusalOf = (desired: DesiredConfig["desired"], { kiosk }: AgentSettings): Refusal | undefined => {
  if (!remote.is(desired)) {
    const text = remote.issues(desired).map(({ path, message }) => `${path.slice(1)} ${message}`);
    return { code: "settingsNotUnderstood", text: text.join("; ") };
  }
  const { customerLeaseMinutes: lease } = desired;
  if (!kiosk || lease === undefined || lease >= kiosk.customerLeaseMinutes) return undefined;
  const text = `customerLeaseMinutes is ${kiosk.customerLeaseMinutes} here, and may only be made longer`;
  return { code: "leaseTooShort", text };
};

/** Settings of the file, those wanted from afar over them; durable, so that a restart without a broker keeps them. */
export const desiredSettings = (settings: AgentSettings, outbox: Outbox, log: AgentLog) => {
  let inForce = outbox.get(key) as InForce | undefined;
  let refused = "";
  const file = {
    refreshMinutes: settings.refreshMinutes,
    logLevel: settings.logLevel,
    historyPerSecond: settings.broker.historyPerSecond,
    ...(settings.kiosk && { customerLeaseMinutes: settings.kiosk.customerLeaseMinutes }),
  };
  const now = () => ({ ...file, ...inForce?.desired });
  const refuse = (config: DesiredConfig, { code, text }: Refusal): void => {
    // Said once: a broker that goes on wanting it offers it at every connection.
    if (refused === markOf(config)) return;
    refused = markOf(config);
    const { rev } = config;
    log.warn(`config revision ${rev} refused: ${text}`);
    const body = { code: "configRefused", text: `revision ${rev}: ${text}`.slice(0, 500), data: { rev, why: code } };
    outbox.add({ kind: "event", body });
  };
  log.setLevel(now().logLevel);
  return {
    rev: (): number | undefined => inForce?.rev,
    file,
    /** Without a sales application there is no lease to set. */
    inForce: (): ReportedSettings => {
      const { customerLeaseMinutes, ...others } = now();
      return { ...others, ...(settings.kiosk && customerLeaseMinutes !== undefined && { customerLeaseMinutes }) };
    },
    refreshMs: (): number => now().refreshMinutes * minuteMs,
    historyPerSecond: (): number => now().historyPerSecond,
    leaseMs: (): number => (now().customerLeaseMinutes ?? 5) * minuteMs,
    /** Puts a revision into force, all or nothing; a wrong one is reported and the old one stays. Answers whether anything changed. */
    apply(config: DesiredConfig): boolean {
      const { rev, desired } = config;
      if (inForce && markOf(config) === markOf(inForce)) return false;
      const refusal = refusalOf(desired, settings);
      if (refusal) {
        refuse(config, refusal);
        return false;
      }
      inForce = { rev, desired: desired as RemoteSettings };
      refused = "";
      outbox.set(key, inForce);
      log.setLevel(now().logLevel);
      log.info(`config revision ${rev} is in force`);
      return true;
    },
  };
};
export type DesiredSettings = ReturnType<typeof desiredSettings>;
