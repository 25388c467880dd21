import type { AssetEvent, FaultView, Localized, ProofLine, VisitClaim, VisitProof } from "../../contract/index.ts";
import type { SpanRow } from "../store/history-rows.ts";
import type { SightingRow, VisitRow } from "../store/visit-rows.ts";
import { claimOf } from "./claims.ts";
import type { Evidence } from "./evidence.ts";
import { says, subjectTitles } from "./words.ts";

type Line = Omit<ProofLine, "title" | "claim">;
type Told = Pick<Line, "verdict" | "text"> & Partial<Pick<Line, "at" | "record">>;

/** What moves when somebody gets at the inside of a machine, and how it reads then. */
export const openStates: Readonly<Record<string, string>> = {
  outerDoor: "open",
  cashBoxDoor: "open",
  lock: "open",
  operatorSwitch: "maintenance",
  cover: "open",
};
/** A cash box that is not in its place. */
const boxOut: Readonly<Record<string, string>> = { cashBox: "missing", cashBoxSeat: "notInPosition" };
/** A connection that was gone for less is a hiccup. */
const hiccupMs = 60_000;

const isAccess = ({ component }: SightingRow): boolean => component in openStates;
export const isOpen = ({ component, state }: Pick<SightingRow, "component" | "state">): boolean =>
  openStates[component] === state;
const isKnown = ({ state }: SightingRow): boolean => state !== "unknown";
const recordOf = ({ n }: SightingRow): string => `sighting ${n}`;
const partOf = ({ device, component }: SightingRow): string => `${device}/${component}`;

const cannotTell = (text: Localized): Told => ({ verdict: "cannotTell", text });
const notSeen = (text: Localized): Told => ({ verdict: "notSeen", text });
const seenAs = (
  verdict: "seen" | "contradicted",
  text: (component: string, device: string) => Localized,
  one: SightingRow,
): Told => ({
  verdict,
  text: text(one.component, one.device),
  at: one.at,
  record: recordOf(one),
});

/** How long the terminal was not connected in the time of the visit, as far as that is over. */
const offlineMs = ({ range, online, now }: Evidence): number => {
  const heard = online.reduce((sum, { from, to }) => sum + to - from, 0);
  return Math.max(0, Math.min(range.to, now) - range.from - heard);
};

/** Nothing was opened: is that known, or could it not have been seen? */
const nothingOpened = (evidence: Evidence): Told => {
  const access = [...evidence.before, ...evidence.sightings].filter(isAccess);
  if (!access.some(isKnown)) return cannotTell(says.noSensor);
  const open = evidence.before.find((one) => isAccess(one) && isOpen(one));
  if (open) return { ...cannotTell(says.openBefore(open.component, open.device)), at: open.at, record: recordOf(open) };
  const dark = offlineMs(evidence);
  if (dark > hiccupMs) return cannotTell(says.offline(dark));
  const lost = [...lastOf(evidence).values()];
  const unread = lost.find((one) => !isKnown(one));
  return unread && !lost.some(isKnown) ? cannotTell(says.lostSight(unread.component)) : notSeen(says.neverOpened);
};

/** What each part that gives access was in at the end. */
const lastOf = ({ before, sightings }: Evidence): ReadonlyMap<string, SightingRow> =>
  new Map([...before, ...sightings].filter(isAccess).map((one) => [partOf(one), one]));

const opened = (evidence: Evidence): Told => {
  const first = evidence.sightings.find((one) => isAccess(one) && isOpen(one));
  return first ? seenAs("seen", says.opened, first) : nothingOpened(evidence);
};

const shut = (evidence: Evidence): Told => {
  const last = [...lastOf(evidence).values()];
  const open = last.find(isOpen);
  if (open) return seenAs("contradicted", says.stillOpen, open);
  const moved = new Set(evidence.sightings.filter((one) => isAccess(one) && isOpen(one)).map(partOf));
  const ends = last.filter((one) => moved.has(partOf(one)));
  const unread = ends.find((one) => !isKnown(one));
  if (unread) return cannotTell(says.lostSight(unread.component));
  const final = ends.toSorted((a, b) => b.at - a.at)[0];
  return final ? seenAs("seen", says.shut, final) : nothingOpened(evidence);
};

/** The change of the register that a claimed swap is: from then on the terminal names the new serial number there. */
export const swapEvent = (
  changes: readonly AssetEvent[],
  { device, newSerial }: VisitClaim,
  from: number,
): AssetEvent | undefined =>
  newSerial === undefined
    ? undefined
    : changes.find(
        ({ at, device: there, before, after }) =>
          at >= from && there === device && after?.serial === newSerial && before?.serial !== newSerial,
      );

const swap = (evidence: Evidence, claim: VisitClaim): Told => {
  const { newSerial, oldSerial, device = "", at } = claim;
  if (newSerial === undefined || claim.inside) return cannotTell(says.ofItsOwn);
  const event = swapEvent(evidence.changes, claim, evidence.wide.from);
  if (event) {
    const [told, record] = [event.before?.serial, `asset ${event.n}`];
    const other = oldSerial !== undefined && told !== undefined && told !== oldSerial;
    if (other) return { verdict: "contradicted", text: says.otherOld(told, oldSerial), at: event.at, record };
    return { verdict: "seen", text: says.readsNew(newSerial), at: event.at, record };
  }
  // The register gives up its oldest entries; what was noted at the time stays.
  if (claim.seenAt !== undefined) return { verdict: "seen", text: says.readsNew(newSerial), at: claim.seenAt };
  const module = evidence.modules.find((one) => one.device === device);
  if (!module) return cannotTell(says.noModule);
  const { serial } = module.unit;
  if (serial === undefined) return cannotTell(says.noSerial);
  if (serial === newSerial) return { verdict: "contradicted", text: says.thereBefore(serial), at: module.since };
  const readAt = evidence.answered.get(device);
  if (readAt === undefined || readAt <= at || module.goneAt !== undefined) return cannotTell(says.notRead);
  return { verdict: "contradicted", text: says.readsOther(serial, newSerial), at: readAt };
};

const test = ({ tests, offersTest }: Evidence, { device }: Pick<VisitClaim, "device">): Told => {
  const run = tests.filter((one) => device === undefined || one.device === device);
  const of = (state: string) => run.findLast((one) => one.state === state);
  const [good, bad] = [of("succeeded"), of("failed")];
  const told = good && (bad?.finishedAt ?? 0) <= (good.finishedAt ?? 0) ? good : bad;
  if (told) {
    const text = (told === good ? says.tested : says.testFailed)(`${told.device} ${told.command}`);
    const verdict = told === good ? "seen" : "contradicted";
    return { verdict, text, at: told.finishedAt ?? told.createdAt, record: `command ${told.id}` };
  }
  const able = device === undefined ? offersTest.length > 0 : offersTest.includes(device);
  return able ? notSeen(says.noTest) : cannotTell(says.offersNone);
};

/** The last occurrence of a fault that began before the visit was over: what came later is another matter. */
const occurrenceOf = ({ occurrences, range }: Evidence, { id }: FaultView): SpanRow | undefined =>
  occurrences.findLast(({ ref, from }) => ref === id && from < range.to);

const faultGone = (evidence: Evidence, fault: FaultView): Told => {
  const { wide, connected } = evidence;
  const { state, phaseAt, title } = fault;
  const [record, gone] = [`fault ${fault.id}`, occurrenceOf(evidence, fault)?.to];
  if (gone === undefined)
    return connected
      ? { verdict: "contradicted", text: says.stillThere(title), record }
      : { ...cannotTell(says.unread(title)), record };
  if (gone < wide.from) return { ...notSeen(says.goneBefore(title)), at: gone, record };
  if (gone >= wide.to) return { verdict: "contradicted", text: says.goneLater(title), at: gone, record };
  if (state === "clearing" && phaseAt === gone) return { ...cannotTell(says.watched(title)), at: gone, record };
  return { verdict: "seen", text: says.gone(title), at: gone, record };
};

const line = (subject: ProofLine["subject"], told: Told, more: Partial<ProofLine> = {}): ProofLine => ({
  subject,
  title: subjectTitles[subject],
  ...told,
  ...more,
});

const linesOf = (evidence: Evidence, claim: VisitClaim, n: number): ProofLine[] => {
  const of = { claim: n, ...(claim.device === undefined ? {} : { device: claim.device }) };
  switch (claim.action) {
    case "arrive":
      return [line("opened", opened(evidence), of)];
    case "swap":
      return [line("swap", swap(evidence, claim), of)];
    case "test":
      return [line("test", test(evidence, claim), of)];
    case "clean":
      return [line("cleaned", cannotTell(says.notTold), of)];
    case "depart": {
      const mended = claim.outcome === "resolved" || claim.outcome === "restored";
      const faults = (mended ? evidence.faults : []).map((fault) =>
        line("fault", faultGone(evidence, fault), { ...of, device: fault.device }),
      );
      return [...faults, line("shut", shut(evidence), of)];
    }
    case "leaveFor":
    case "note":
    case "sign":
    case "move":
    case "cancel":
    case "miss":
      return [];
  }
};

const isSwapped = (claims: readonly VisitClaim[], device: string): boolean =>
  claims.some((claim) => claim.action === "swap" && claim.device === device);

/** What was seen and nobody said so. */
const unclaimedOf = (row: VisitRow, evidence: Evidence): ProofLine[] => {
  const { claims } = row;
  const { sightings, changes, tests, faults, moves, renewals, wide } = evidence;
  const nearby = (at: number): boolean => at >= wide.from && at < wide.to;
  const lines: ProofLine[] = [];
  const add = (subject: ProofLine["subject"], device: string, told: Omit<Told, "verdict">): void =>
    void lines.push(line(subject, { ...told, verdict: "seen" }, device === "" ? {} : { device }));
  const first = sightings.find((one) => isAccess(one) && isOpen(one));
  if (first && !claimOf(claims, "arrive"))
    add("opened", first.device, {
      text: says.opened(first.component, first.device),
      at: first.at,
      record: recordOf(first),
    });
  for (const one of sightings)
    if (boxOut[one.component] === one.state && !isSwapped(claims, one.device))
      add("cashBox", one.device, { text: says.boxOut(one.device), at: one.at, record: recordOf(one) });
  for (const { n, at, device, change, before, after } of changes) {
    if (!nearby(at) || isSwapped(claims, device)) continue;
    const record = `asset ${n}`;
    if (change === "exchanged")
      add("exchanged", device, { text: says.exchanged(before?.serial, after?.serial), at, record });
    if (change === "firmware")
      add("firmware", device, { text: says.firmware(before?.firmware, after?.firmware), at, record });
  }
  const good = claimOf(claims, "test") ? undefined : tests.find(({ state }) => state === "succeeded");
  if (good)
    add("test", good.device, {
      text: says.tested(good.command),
      at: good.finishedAt ?? good.createdAt,
      record: `command ${good.id}`,
    });
  const outcome = claimOf(claims, "depart")?.outcome;
  for (const fault of outcome === "resolved" || outcome === "restored" ? [] : faults) {
    const told = faultGone(evidence, fault);
    if (told.verdict === "seen") add("fault", fault.device, told);
  }
  for (const { device, title, at } of renewals) add("renewed", device, { text: { ...title }, at });
  const booked = new Set(claims.flatMap((claim) => claim.moves ?? []));
  for (const { n, at, kind, item, quantity, from = "" } of moves)
    if (kind === "use" && nearby(at) && !booked.has(n))
      add("stock", "", { text: says.booked(quantity, item, from), at, record: `stock move ${n}` });
  return lines.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)).slice(0, 100);
};

/** What of a visit's claims telemetry saw, and what it saw beside them. Pure: a later piece of evidence may change it until it is settled. */
export const proofOf = (row: VisitRow, evidence: Evidence): VisitProof => ({
  lines: row.claims.flatMap((claim, n) => linesOf(evidence, claim, n)),
  unclaimed: unclaimedOf(row, evidence),
});
