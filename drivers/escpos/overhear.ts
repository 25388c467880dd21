import type { Static } from "typebox";
import type { DeviceIdentity } from "../../contract/index.ts";
import type { CommandResult, DeviceSession, DriverEnv, HeardFrame, LineQuery, Reading, SharedLine } from "../api.ts";
import { OverheardSession } from "../wire/overheard.ts";
import { type Asb, asAsb, asBlock, asFull, type FullStatus, type Profile, request } from "./codec.ts";
import type { config } from "./driver.ts";
import { escposEar } from "./ear.ts";
import {
  availabilityOf,
  availabilityOfFull,
  componentsOf,
  componentsOfFull,
  fromAsb,
  fromRealTime,
  isUnexplained,
  type RealTime,
  type Told,
} from "./status.ts";

interface Said<T> {
  readonly value: T;
  readonly at: number;
}

/** What the printer's answers so far have told. */
export interface Known {
  readonly identity: DeviceIdentity;
  /** DLE EOT 1 to 4. */
  readonly status: Readonly<Partial<Record<1 | 2 | 3 | 4, Said<number>>>>;
  readonly asb: Said<Asb> | undefined;
  readonly full: Said<FullStatus> | undefined;
  readonly unexplainedSince: number | undefined;
}

/** Older answers are asked for anew, ours between the application's; still older ones are no news. */
const askAfterMs = 25_000;
const staleMs = 90_000;
const unexplainedMs = 60_000;
const deviceSilentMs = 45_000;

const begin = (): Known => ({
  identity: {},
  status: {},
  asb: undefined,
  full: undefined,
  unexplainedSince: undefined,
});

const identityFields: Readonly<Record<number, keyof DeviceIdentity>> = {
  66: "manufacturer",
  67: "model",
  65: "firmware",
  68: "serial",
};

const offlineIn = ({ status }: Known): boolean => ((status[1]?.value ?? 0) & 0x08) !== 0;

const withStatus = (known: Known, n: number, value: number, at: number): Known => {
  if (n !== 1 && n !== 2 && n !== 3 && n !== 4) return known;
  // Back online no cause and no error holds that was named before.
  const { 1: printer, 4: paper } = known.status;
  const cleared = n === 1 && (value & 0x08) === 0;
  const others = cleared ? { ...(printer && { 1: printer }), ...(paper && { 4: paper }) } : known.status;
  return { ...known, status: { ...others, [n]: { value, at } } };
};

/** What one frame teaches. Pure. */
export const learn = (known: Known, { toDevice, bytes, asked, at }: HeardFrame, profile: Profile): Known => {
  if (toDevice) return known;
  const full = profile === "custom" ? asFull(bytes) : undefined;
  if (full) return { ...known, full: { value: full, at } };
  const asb = profile === "epson" ? asAsb(bytes) : undefined;
  if (asb) return { ...known, asb: { value: asb, at } };
  const [command, n = 0] = [asked?.[0], asked?.[2]];
  if (command === 0x10 && bytes.length === 1) return withStatus(known, n, bytes[0] ?? 0, at);
  const text = asBlock(bytes);
  const field = command === 0x1d && asked?.[1] === 0x49 ? identityFields[n] : undefined;
  return text && field ? { ...known, identity: { ...known.identity, [field]: text } } : known;
};

const fresh = <T>(said: Said<T> | undefined, mono: number, ms: number): said is Said<T> =>
  said !== undefined && mono - said.at <= ms;

/** The newest complete word: automatic status tells all at once; the four answers tell all when those that matter were asked. */
const told = (known: Known, mono: number): Told | undefined => {
  const { status, asb } = known;
  const [printer, paper] = [status[1], status[4]];
  if (fresh(asb, mono, staleMs) && asb.at >= (printer?.at ?? 0)) return fromAsb(asb.value);
  if (!fresh(printer, mono, staleMs) || !fresh(paper, mono, staleMs)) return undefined;
  const both: RealTime = { printer: printer.value, paper: paper.value };
  if (!offlineIn(known)) return fromRealTime(both);
  const [cause, error] = [status[2], status[3]];
  if (!fresh(cause, mono, staleMs) || !fresh(error, mono, staleMs)) return undefined;
  return fromRealTime({ ...both, cause: cause.value, error: error.value });
};

/** An offline printer that names no cause is busy for a minute, and then a fault. */
const patient = ({ conditions, said }: Told, since: number | undefined, mono: number): Told => ({
  conditions: { ...conditions, stuck: since !== undefined && mono - since >= unexplainedMs },
  said,
});

const readingOf = (known: Known, mono: number, link: Record<string, number>): Reading | undefined => {
  const all = told(known, mono);
  if (!all) return undefined;
  const now = patient(all, known.unexplainedSince, mono);
  return { ...availabilityOf(now), components: componentsOf(now), measures: link, money: "safe" };
};

const customReadingOf = (
  known: Known,
  mono: number,
  link: Record<string, number>,
  bit02: Static<typeof config>["fatalBit02"],
): Reading | undefined => {
  const { full, status } = known;
  if (!fresh(full, mono, staleMs) || !fresh(status[1], mono, staleMs)) return undefined;
  const components = componentsOfFull(full.value, bit02);
  return { ...availabilityOfFull(status[1].value, components), components, measures: link, money: "safe" };
};

/** Real-time status only: it is answered at once, changes nothing, and waits in no buffer. */
const question = (n: number, answer: LineQuery["answer"]): LineQuery => ({
  bytes: request.status(n),
  idleMs: 300,
  answerMs: 300,
  answer,
});

/** What is old, in the order of a poll (sheet 9 rule 2). */
const wanted = (known: Known, profile: Profile, mono: number): number | undefined => {
  const old = (said: Said<unknown> | undefined) => !fresh(said, mono, askAfterMs);
  const { status, asb, full } = known;
  const byItself = fresh(asb, mono, askAfterMs);
  if (old(status[1]) && !byItself) return 1;
  if (profile === "custom") return old(full) ? 20 : undefined;
  if (byItself && asb.at >= (status[1]?.at ?? 0)) return undefined;
  if (old(status[4])) return 4;
  if (!offlineIn(known)) return undefined;
  return old(status[2]) ? 2 : old(status[3]) ? 3 : undefined;
};

const epsonParts = ["paper", "cover", "cutter", "head", "mechanism", "feedButton"] as const;
const customParts = [...epsonParts, "media", "supply", "memory", "interface", "blackMark"] as const;

/** The printer's health out of what the application asks, and of real-time status put in between two of its commands. */
export const openShared = (line: SharedLine, settings: Static<typeof config>, env: DriverEnv): DeviceSession => {
  const { profile, loose } = settings;
  const ear = escposEar({ profile, loose, xonXoff: profile === "epson" || settings.xonXoff });
  const read = (known: Known, mono: number, link: Record<string, number>) =>
    profile === "custom" ? customReadingOf(known, mono, link, settings.fatalBit02) : readingOf(known, mono, link);
  const selfTest = async (known: Known): Promise<CommandResult> => {
    const reading = read(known, env.clock.mono(), {});
    if (!reading) return { status: "failed", reason: { code: "notHeard", text: "too little was heard lately" } };
    const components = Object.fromEntries(Object.entries(reading.components).map(([name, c]) => [name, c.state]));
    return { status: "succeeded", result: { components, overheard: true } };
  };
  return new OverheardSession<Known>(line, env, {
    ear,
    begin,
    learn(was, heard, { mono }) {
      const is = learn(was, heard, profile);
      if (is === was) return { state: was, events: [] };
      const all = told(is, mono);
      const open = all && isUnexplained(all.conditions) && !all.conditions.feeding;
      const unexplainedSince = open ? (was.unexplainedSince ?? mono) : all ? undefined : was.unexplainedSince;
      return { state: { ...is, unexplainedSince }, events: [] };
    },
    keep: () => undefined, // nothing of a printer must outlast a restart: its next answer tells all
    identity: ({ identity }) => identity,
    reading: (known, { mono, link }) => read(known, mono, link),
    query(known, { mono }) {
      // In the middle of a picture the three bytes would be printed; while a block is on its way the printer does not hear them.
      if (!ear.isQuiet(mono)) return undefined;
      const n = wanted(known, profile, mono);
      if (n === undefined) return undefined;
      if (n === 20) return question(20, { mask: 0xff, value: 0x10, length: 6 });
      return question(n, loose ? { mask: 0, value: 0, length: 1 } : { mask: 0x93, value: 0x12, length: 1 });
    },
    parts: profile === "custom" ? customParts : epsonParts,
    money: false,
    deviceSilentMs,
    commands: { selfTest },
  });
};
