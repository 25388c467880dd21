import { AppError, type Clock, checker, hasCode, messageOf, systemClock, withDefaults } from "../../contract/index.ts";
import { discover } from "../discovery.ts";
import type { Store } from "../store/store.ts";
import type { ChannelEnv, ChannelKind, Sender } from "./channel.ts";
import { readNamed, type Secrets } from "./secrets.ts";
import type { NotifySettings } from "./settings.ts";

export interface LoadedChannel {
  readonly name: string;
  readonly kindName: string;
  readonly kind: ChannelKind;
  readonly sender: Sender;
}

const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // RangeError: no such zone
  }
};

/** Every kind of channel there is, by its file's name. */
export const channelKinds = (): Promise<Map<string, ChannelKind>> =>
  discover<ChannelKind>(new URL("./channels/", import.meta.url));

const configError = (lines: readonly string[]): AppError =>
  new AppError("config", lines.map((line) => `notify.${line}`).join("; "), { lines });

type Given = NotifySettings["channels"][string];

const settingsOf = (name: string, given: Given, kinds: ReadonlyMap<string, ChannelKind>): unknown => {
  const { kind: kindName, ...rest } = given;
  const kind = kinds.get(kindName);
  if (!kind)
    throw configError([`channels.${name}.kind: there is no ${kindName}; there are ${[...kinds.keys()].join(", ")}`]);
  const settings = withDefaults(kind.settings, rest);
  const issues = checker(kind.settings).issues(settings);
  if (issues.length > 0)
    throw configError(issues.map(({ path, message }) => `channels.${name}${path.replaceAll("/", ".")} ${message}`));
  return settings;
};

/** What is wrong with who is told what by which channel: every mistake, with the key it stands at. */
const wrongSubscriptions = (settings: NotifySettings, kinds: ReadonlyMap<string, ChannelKind>): string[] => {
  const wrong: string[] = isZone(settings.zone) ? [] : [`zone: there is no time zone ${settings.zone}`];
  const names = new Set<string>();
  for (const [n, one] of settings.subscriptions.entries()) {
    const key = `subscriptions.${n}`;
    if (names.has(one.name)) wrong.push(`${key}.name: ${one.name} is there already`);
    names.add(one.name);
    if (one.zone !== undefined && !isZone(one.zone)) wrong.push(`${key}.zone: there is no time zone ${one.zone}`);
    if (one.quiet && one.quiet.from === one.quiet.to) wrong.push(`${key}.quiet: ends when it begins`);
    const given = settings.channels[one.channel];
    const kind = given && kinds.get(given.kind);
    if (!given) wrong.push(`${key}.channel: there is no channel ${one.channel}`);
    if (one.onCall && (one.quiet || one.digest))
      wrong.push(`${key}.${one.quiet ? "quiet" : "digest"}: whoever is on duty is told at once`);
    if (kind?.recipients === "each" && !one.to && !one.onCall)
      wrong.push(`${key}.to: is missing; ${one.channel} must know to whom`);
    if (kind?.recipients === "none" && one.to) wrong.push(`${key}.to: ${one.channel} has no recipients`);
    if (kind && !kind.joins && one.digest) wrong.push(`${key}.digest: ${one.channel} takes everything one by one`);
    for (const to of one.to ?? []) {
      const why = kind?.wrongRecipient?.(to);
      if (why !== undefined) wrong.push(`${key}.to: ${to} ${why.en}`);
    }
  }
  return wrong;
};

export interface LoadDeps {
  readonly secrets: Secrets;
  /** Left out: the channels are only checked. */
  readonly running?: { readonly store: Pick<Store, "read" | "write">; readonly clock: Clock };
}

const closed = (): never => {
  throw new AppError("closed", "the channel is only checked");
};
const checking: NonNullable<LoadDeps["running"]> = {
  store: {
    read: { outsideReference: closed } as unknown as Store["read"],
    write: () => Promise.resolve().then(closed),
  },
  clock: systemClock,
};

const envOf = (name: string, { secrets, running: { store, clock } = checking }: LoadDeps): ChannelEnv => ({
  name,
  clock,
  references: {
    get: (ticket) => store.read.outsideReference(name, ticket),
    save: (ticket, reference) => store.write((tx) => tx.saveOutsideReference(name, ticket, reference, clock.now())),
  },
  secret: (key, file) => secrets.read(`notify.channels.${name}.${key}`, file),
  file: (key, path) => readNamed(`notify.channels.${name}.${key}`, path),
});

/**
 * Opens every channel of the settings. Nothing is connected yet. Throws `AppError("config")` naming every key that is wrong: unknown kinds, settings
 * a kind does not know, secrets that cannot be read, subscriptions without a channel or a recipient.
 */
export const loadChannels = async (settings: NotifySettings, deps: LoadDeps): Promise<Map<string, LoadedChannel>> => {
  const kinds = await channelKinds();
  const given = Object.entries(settings.channels);
  const checked = given.map(([name, one]) => [name, one.kind, settingsOf(name, one, kinds)] as const);
  const wrong = wrongSubscriptions(settings, kinds);
  if (wrong.length > 0) throw configError(wrong);
  const loaded = new Map<string, LoadedChannel>();
  for (const [name, kindName, own] of checked) {
    const kind = kinds.get(kindName);
    if (!kind) continue; // settingsOf has refused it
    try {
      loaded.set(name, { name, kindName, kind, sender: await kind.open(own as never, envOf(name, deps)) });
    } catch (error) {
      if (hasCode(error, "config") && error.message.startsWith("notify.")) throw error;
      throw configError([`channels.${name}.${messageOf(error)}`]);
    }
  }
  return loaded;
};
