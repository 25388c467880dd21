import { execFile } from "node:child_process";
import type { Clock } from "../../contract/index.ts";

/** What systemd hears from us. */
export interface ServiceManager {
  ready(): void;
  stopping(): void;
  end(): void;
}

const silent: ServiceManager = { ready: () => undefined, stopping: () => undefined, end: () => undefined };

/**
 * Tells systemd that the agent is ready, and feeds its watchdog from the event loop: a loop that is stuck feeds nothing and the agent is restarted.
 * Node has no Unix datagram sockets, so `systemd-notify` is run with fixed arguments; nothing happens without `NOTIFY_SOCKET`.
 */
export const serviceManager = (
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  warn: (text: string) => void,
): ServiceManager => {
  if (!env["NOTIFY_SOCKET"]) return silent;
  let warned = false;
  const tell = (...words: string[]) => {
    execFile("systemd-notify", [`--pid=${process.pid}`, ...words], { timeout: 5_000 }, (error) => {
      if (error && !warned) warn(`systemd-notify: ${error.message}`);
      warned ||= error !== null;
    });
  };
  // Fed at a third of the period: one late or lost word does not kill a healthy agent.
  const everyMs = Math.max(1_000, Number(env["WATCHDOG_USEC"] ?? 0) / 3_000);
  const watched = Number(env["WATCHDOG_USEC"] ?? 0) > 0;
  let timer = clock.after(everyMs, feed);
  function feed(): void {
    if (!watched) return;
    tell("WATCHDOG=1");
    timer = clock.after(everyMs, feed);
  }
  return { ready: () => tell("--ready"), stopping: () => tell("STOPPING=1"), end: () => timer.cancel() };
};
