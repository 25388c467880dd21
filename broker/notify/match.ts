import type { NotificationItem } from "../../contract/index.ts";
import type { Filter, Subscription } from "./settings.ts";

/** `kiosk-1*`: a star is any text, everything else itself. */
const fits = (pattern: string, text: string): boolean => {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
};

const passes = (filter: Filter, item: NotificationItem): boolean =>
  (filter.severities?.includes(item.severity) ?? true) &&
  (filter.sites?.some((site) => fits(site, item.site ?? "")) ?? true) &&
  (filter.terminals?.some((terminal) => fits(terminal, item.terminal ?? "")) ?? true);

/** What somebody asked to be told. Of failed messages no filter: they are about the messages, not about a terminal. */
export const wants = (subscription: Subscription, item: NotificationItem): boolean =>
  subscription.events.includes(item.event) &&
  !subscription.notBy.includes(item.by) &&
  (item.event === "notification.failed" || passes(subscription.filter, item));
