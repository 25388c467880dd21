import type { Clock } from "../../contract/index.ts";
import { systemClock } from "../../contract/plain.ts";
import { type Client, createClient } from "../client/client.ts";

/** Whoever touched nothing for so long is not there. */
const awayMs = 60_000;

/** When somebody last did something on this page. */
export const watchHands = (clock: Clock, page: Document): (() => boolean) => {
  let last = clock.mono();
  for (const event of ["pointerdown", "keydown", "wheel", "pointermove"])
    page.addEventListener(event, () => (last = clock.mono()), { passive: true, capture: true });
  return () => clock.mono() - last < awayMs;
};

/**
 * A screen on a wall has nobody to sign in again: its address may carry a token of a viewer behind `#token=`, a part that browsers keep to themselves.
 */
const wallToken = ({ pathname, hash }: Location): string | undefined =>
  pathname === "/wall" ? (new URLSearchParams(hash.slice(1)).get("token") ?? undefined) : undefined;

/**
 * Clients of the broker this page came from. The cookie is sent by the browser; the header says whether anybody is there, and that it is our own page that
 * asks. With a key everything is asked under that one, and again only by whoever asks; else each request has its own.
 */
export const makeClients = (clock: Clock = systemClock): ((key?: string) => Client) => {
  const present = watchHands(clock, document);
  const token = wallToken(window.location);
  return (key) =>
    createClient({
      url: window.location.origin,
      ...(token === undefined ? {} : { token }),
      clock,
      headers: () => ({
        "x-roundsman": present() ? "active" : "idle",
        ...(key === undefined ? {} : { "idempotency-key": key }),
      }),
      ...(key === undefined ? { newKey: () => crypto.randomUUID() } : {}),
    });
};
