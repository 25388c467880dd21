import { ratingLine, statusLine, vendorLine } from "./lines.ts";
import type { Ups } from "./ups.ts";

/** The unit and what it says of itself. */
export interface Unit {
  readonly ups: Ups;
  readonly statusCommand: string;
  readonly vendorCommand: string;
  readonly vendor: readonly [company: string, model: string, version: string];
  readonly faults: ReadonlySet<string>;
}

/** A text is answered with CR, `silence` is this protocol's yes, `echo` its no; undefined: not mine. */
export type Behaviour = (unit: Unit, command: string) => string | { readonly say: "silence" | "echo" } | undefined;

const silence = { say: "silence" } as const;
const echo = { say: "echo" } as const;

const status: Behaviour = ({ ups, statusCommand, faults }, command) =>
  command === statusCommand
    ? statusLine(ups, {
        fieldsMissing: faults.has("fieldsMissing"),
        doubledSpaces: faults.has("doubledSpaces"),
        shortLine: faults.has("shortLine"),
      })
    : undefined;

const rating: Behaviour = ({ ups, faults }, command) => {
  if (command !== "F") return undefined;
  if (faults.has("noRating")) return echo;
  const line = ratingLine(ups);
  return faults.has("wrongRatingLength") ? line.slice(0, -2) : line;
};

const vendor: Behaviour = ({ vendorCommand, vendor: [company, model, version] }, command) =>
  command === vendorCommand ? vendorLine(company, model, version) : undefined;

const isOrder = /^(Q|T|TL|T[0-9]{2}|CT|C|S(\.[2-9]|0[0-9]|10)(R[0-9]{4})?)$/;
const refusing: Behaviour = ({ faults }, command) =>
  faults.has("commandsRefused") && isOrder.test(command) ? echo : undefined;

const beeper: Behaviour = ({ ups }, command) => {
  if (command !== "Q") return undefined;
  ups.toggleBeeper();
  return silence;
};

/** What cannot be done now is passed over in silence: the status tells. */
const tests: Behaviour = ({ ups }, command) => {
  const minutes = /^T([0-9]{2})$/.exec(command)?.[1];
  if (command === "CT") ups.endTest();
  else if (command === "T") ups.startTest(10_000);
  else if (command === "TL") ups.startTest(Number.POSITIVE_INFINITY);
  else if (minutes !== undefined && minutes !== "00") ups.startTest(Number(minutes) * 60_000);
  else return undefined;
  return silence;
};

const minuteMs = 60_000;
/** `S<n>`, `S<n>R<m>`: n is .2 to .9 or 01 to 10, 00 is now; m 0000 is for ever. */
const shutdown: Behaviour = ({ ups }, command) => {
  if (command === "C") {
    ups.cancelShutdown();
    return silence;
  }
  const found = /^S(\.[2-9]|0[0-9]|10)(?:R([0-9]{4}))?$/.exec(command);
  if (!found) return undefined;
  const [, n = "", m] = found;
  const onAfter = m === undefined ? undefined : m === "0000" ? Number.POSITIVE_INFINITY : Number(m) * minuteMs;
  ups.shutDown(Number(n) * minuteMs, onAfter);
  return silence;
};

const unknown: Behaviour = () => echo;

export const behaviours: readonly Behaviour[] = [status, rating, vendor, refusing, beeper, tests, shutdown, unknown];
