import type { Clock, SessionView, StockPlace, VisitView } from "../../../contract/index.ts";
import { AppError, systemClock } from "../../../contract/plain.ts";
import type { Client } from "../../client/client.ts";
import type { Entry } from "./entry.ts";
import { browserKeep, type Keep } from "./keep.ts";
import { Outbox } from "./outbox.ts";

/** A technician's day as it was last heard of. */
export interface KeptDay {
  readonly person: string;
  /** When the broker said so. */
  readonly at: number;
  readonly visits: readonly VisitView[];
  /** Where parts come from and go to; left out where no stock is kept, or the person may not see it. */
  readonly places?: readonly StockPlace[];
}

const dayName = "day";
const sessionName = "session";
/** Without a network nobody can ask whether the session still runs: so long what was seen may be read: no session lasts longer. */
const readableMs = 12 * 3_600_000;
interface KeptSession {
  readonly at: number;
  readonly session: SessionView;
}

/** What of the console works without a network: the day of one person, and what they did. */
export interface Phone {
  readonly outbox: Outbox;
  readonly day: (person: string) => Promise<KeptDay | undefined>;
  readonly keepDay: (session: SessionView, day: KeptDay) => Promise<void>;
  /** Who was signed in when the network went; nobody after 12 h. */
  readonly session: () => Promise<SessionView | undefined>;
  /** The session is over, but nobody signed out: what was seen goes, what waits to be sent stays. */
  readonly lock: () => Promise<void>;
  /** Somebody signed out. */
  readonly forget: () => Promise<void>;
}

const sendWith =
  (clientOf: (key: string) => Client) =>
  async ({ key, at, visit, work }: Entry, photo: Blob | undefined): Promise<VisitView | undefined> => {
    const api = clientOf(key);
    switch (work.kind) {
      case "act":
        return api.visitAction({ number: visit }, { ...work.body, key, at });
      case "score":
        await api.scoreTicket({ number: work.ticket }, work.body);
        return undefined;
      case "photo": {
        if (!photo)
          throw new AppError("invalid", {
            en: `${work.name} is not on this phone any more`,
            "zh-CN": `${work.name} 已不在本机上`,
          });
        const { name, note } = work;
        const query = { name, ...(note === undefined ? {} : { note }) };
        await api.attach({ kind: "visit", number: visit }, query, new Uint8Array(await photo.arrayBuffer()));
        return undefined;
      }
    }
  };

/** One tab at a time; a browser that knows no locks has the broker, which does nothing twice under one key. */
const alone = async (work: () => Promise<void>): Promise<void> => {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request("roundsman outbox", { ifAvailable: true }, async (lock) => (lock ? work() : undefined));
};

export const makePhone = (
  clientOf: (key: string) => Client,
  clock: Clock = systemClock,
  keep: Keep = browserKeep(),
): Phone => {
  const send = sendWith(clientOf);
  const outbox = new Outbox({ keep, clock, send, alone, newKey: () => crypto.randomUUID() });
  const lock = async (): Promise<void> => {
    await keep.remove(sessionName);
    await keep.remove(dayName);
  };
  return {
    outbox,
    lock,
    day: async (person) => {
      const kept = await keep.get<KeptDay>(dayName);
      return kept?.person === person ? kept : undefined;
    },
    keepDay: async (session, day) => {
      await keep.set(sessionName, { at: day.at, session } satisfies KeptSession);
      await keep.set(dayName, day);
    },
    session: async () => {
      const kept = await keep.get<KeptSession>(sessionName);
      return kept && Math.abs(clock.now() - kept.at) < readableMs ? kept.session : undefined;
    },
    forget: async () => {
      await outbox.forget();
      await lock();
    },
  };
};
