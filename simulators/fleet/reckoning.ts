import type { DiagnosisView, FaultView, TerminalDetail, TicketView } from "../../contract/index.ts";
import type { Expectation, Scenario } from "../scenarios/scenario.ts";

/** What an agent says of its outbox streams: everything it ever numbered. */
export interface SentStream {
  readonly stream: string;
  readonly lastSeq: number;
}

export interface Seen {
  readonly terminals: readonly {
    readonly id: string;
    readonly detail: TerminalDetail;
    readonly sent: readonly SentStream[];
  }[];
  readonly faults: readonly FaultView[];
  readonly tickets: readonly TicketView[];
  readonly diagnoses: readonly DiagnosisView[];
}

export interface Summary {
  readonly scenario: string;
  readonly seconds: number;
  readonly faults: { opened: number; cured: number; closed: number; ticketed: number; open: number };
  readonly tickets: { opened: number; open: number };
  readonly records: { sent: number; stored: number; missing: number; duplicate: number };
  readonly expectations: readonly (Expectation & { met: boolean; found: string })[];
  readonly problems: readonly string[];
  readonly exitCode: 0 | 1;
}

const endOf = (fault: FaultView | undefined): string => {
  if (!fault) return "not seen";
  if (fault.state === "closed") return fault.conclusion?.verdict === "cured" ? "cured" : "closed";
  return fault.ticket === undefined ? fault.state : "ticketed";
};

const met = (end: Expectation["end"], found: string): boolean =>
  found === end || (end === "closed" && found === "cured");

const check = (expectation: Expectation, terminal: string, faults: readonly FaultView[]) => {
  const candidates = faults.filter((f) => f.terminal === terminal && f.code.startsWith(expectation.code));
  const ends = candidates.map(endOf);
  const good = ends.find((end) => met(expectation.end, end));
  return { ...expectation, met: good !== undefined, found: good ?? ends[0] ?? "not seen" };
};

/** Every record an agent numbered must be in the store once: same last number, no hole, stored count equal to it. */
export const reckonStreams = ({ id, detail, sent }: Seen["terminals"][number]) => {
  const problems: string[] = [];
  let records = 0;
  let missing = 0;
  let stored = 0;
  let duplicate = 0;
  for (const { stream, lastSeq } of sent) {
    records += lastSeq;
    const there = detail.streams.find((s) => s.stream === stream);
    stored += there?.records ?? 0;
    duplicate += there?.duplicates ?? 0;
    missing += Math.max(0, lastSeq - (there?.records ?? 0));
    if ((there?.upTo ?? 0) !== lastSeq)
      problems.push(`${id} ${stream}: sent up to ${lastSeq}, stored without a hole up to ${there?.upTo ?? 0}`);
    if (there && there.records > lastSeq) problems.push(`${id} ${stream}: ${there.records} stored of ${lastSeq} sent`);
  }
  return { records, stored, missing, duplicate, problems };
};

/** Adds up what the agents sent against what the broker stored, and how each fault of the story ended. Pure. */
export const reckon = (scenario: Scenario, seconds: number, seen: Seen, idOf: (n: number) => string): Summary => {
  const streams = seen.terminals.map(reckonStreams);
  const sum = (pick: (s: (typeof streams)[number]) => number) => streams.reduce((a, s) => a + pick(s), 0);
  const expectations = scenario.expect.map((e) => check(e, idOf(e.terminal), seen.faults));
  const unexpected = scenario.expect.length > 0 ? [] : seen.faults.filter((f) => f.openedAt !== undefined);
  const problems = [
    ...unexpected.map((f) => `${f.terminal} ${f.device} ${f.code}: a fault in a fleet where nothing is broken`),
    ...streams.flatMap((s) => s.problems),
    ...expectations
      .filter((e) => !e.met)
      .map((e) => `${idOf(e.terminal)} ${e.code}: expected ${e.end}, found ${e.found}`),
  ];
  const opened = seen.faults.filter((f) => f.openedAt !== undefined);
  return {
    scenario: scenario.name,
    seconds,
    faults: {
      opened: opened.length,
      cured: opened.filter((f) => endOf(f) === "cured").length,
      closed: opened.filter((f) => f.state === "closed").length,
      ticketed: opened.filter((f) => f.ticket !== undefined).length,
      open: opened.filter((f) => f.state !== "closed").length,
    },
    tickets: { opened: seen.tickets.length, open: seen.tickets.filter((t) => t.state !== "closed").length },
    records: {
      sent: sum((s) => s.records),
      stored: sum((s) => s.stored),
      missing: sum((s) => s.missing),
      duplicate: sum((s) => s.duplicate),
    },
    expectations,
    problems,
    exitCode: problems.length === 0 ? 0 : 1,
  };
};
