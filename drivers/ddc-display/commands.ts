import { sleep } from "../../contract/index.ts";
import { type CommandResult, DriverError } from "../api.ts";
import { failed, runOf, succeeded } from "../command.ts";
import { type Edid, identityOf, identityText } from "./codec.ts";
import { type ConnectorLook, plainName } from "./connector.ts";
import type { Values } from "./ddc.ts";
import { readingOf } from "./reading.ts";
import type { DdcDisplaySession } from "./session.ts";
import { hoursOf, inputName, percentOf, powerModes } from "./status.ts";

type Run = (session: DdcDisplaySession, args: Record<string, unknown>, signal: AbortSignal) => Promise<CommandResult>;

/** Everything that is ever asked (display-edid-ddc.md §3.4). */
const allCodes = ["10", "12", "60", "C0", "C8", "C9", "D6", "DF"] as const;
/** A display needs some seconds to come up: it is looked at so often, so far apart. */
const wakeLooks = 3;
const wakePauseMs = 2_500;

const mapped = <T>(key: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [key]: value };

const ofEdid = (edid: Edid): Record<string, unknown> => ({
  display: identityText(identityOf(edid)),
  ...mapped("name", edid.name),
  made: `${edid.isModelYear || edid.week === undefined ? "" : `${edid.week}/`}${edid.year}`,
  preferred: `${edid.preferred.width}x${edid.preferred.height} ${edid.preferred.hz} Hz`,
  ...mapped("widthCm", edid.widthCm),
  ...mapped("heightCm", edid.heightCm),
});

const bytesOf = (values: Values, code: string) => {
  const value = values.get(code);
  return value?.kind === "bytes" ? value : undefined;
};

const ofValues = (values: Values): Record<string, unknown> => {
  const [version, level, input, mode, maker] = ["DF", "C9", "60", "D6", "C8"].map((code) => bytesOf(values, code));
  return {
    ...mapped("backlight", percentOf(values.get("10"))),
    ...mapped("contrast", percentOf(values.get("12"))),
    ...mapped("hours", hoursOf(values.get("C0"), version?.sh)),
    ...mapped("input", input && inputName(input.sl)),
    ...mapped("powerMode", mode && (powerModes[mode.sl]?.text ?? mode.line)),
    ...mapped("controller", maker?.sl),
    ...mapped("firmware", level && `${level.sh}.${level.sl}`),
    ...mapped("mccs", version && `${version.sh}.${version.sl}`),
  };
};

/** Connector, EDID and every value that is ever read: changes nothing. Passes if what answers is in order. */
const selfTest: Run = async (session, _args, signal) => {
  const look = await session.look(signal);
  const isThere = session.isThere(look);
  const outcome = isThere ? await session.ddc.ask(allCodes, session.target(look), signal) : undefined;
  if (outcome) session.learn(outcome);
  const result = {
    connector: plainName(look.name),
    status: look.status ?? "unreadable",
    ...(look.edid.kind === "ok" ? ofEdid(look.edid.edid) : { edid: look.edid.kind }),
    ...(outcome && "values" in outcome ? ofValues(outcome.values) : {}),
    ...(outcome && "failed" in outcome ? { ddc: outcome.failed } : {}),
  };
  if (!isThere) return noDisplay(look, result);
  const { components } = readingOf({
    look,
    expected: session.expected(),
    ddc: outcome,
    answered: session.answered(),
    failures: session.ddc.failures(),
    measures: {},
  });
  const good = ["connected", "ok", "on"];
  const [bad] = Object.entries(components).filter(([, c]) => !good.includes(c.state) && c.state !== "unknown");
  if (bad) return failed("deviceFault", `${bad[0]} ${bad[1].state} (${bad[1].vendorCode ?? ""})`, result);
  return succeeded(result);
};

const noDisplay = ({ name }: ConnectorLook, result?: Record<string, unknown>): CommandResult =>
  failed("noDisplay", `no display is connected at ${plainName(name)}`, result);

/** Sets the luminance in percent of the display's own maximum, and reads it back. */
const setBacklight: Run = async (session, { percent }, signal) => {
  if (typeof percent !== "number" || !Number.isInteger(percent) || percent < 0 || percent > 100)
    throw new DriverError("badArgs", "percent is a whole number from 0 to 100");
  const look = await session.look(signal);
  if (!session.isThere(look)) return noDisplay(look);
  const target = session.target(look);
  const before = await session.ddc.ask(["10"], target, signal);
  const value = "values" in before ? before.values.get("10") : undefined;
  if (value?.kind !== "continuous" || value.max === 0)
    return failed(
      "noControl",
      `the luminance cannot be read (${"failed" in before ? before.failed : (value?.line ?? "VCP 10")})`,
    );
  const wrong = await session.ddc.set("10", Math.round((percent * value.max) / 100), target, signal);
  const after = await session.ddc.ask(["10"], target, signal);
  const now = "values" in after ? percentOf(after.values.get("10")) : undefined;
  const result = { ...mapped("before", percentOf(value)), ...mapped("percent", now) };
  const isTaken = now !== undefined && Math.abs(now - percent) <= 100 / value.max;
  return isTaken
    ? succeeded(result)
    : failed("notTaken", wrong ?? `the display stays at ${now ?? "an unknown level"}`, result);
};

/** VCP D6 = 01. Some displays take it and do not wake: only what is read afterwards counts (§6). */
const powerOn: Run = async (session, _args, signal) => {
  const look = await session.look(signal);
  if (!session.isThere(look)) return noDisplay(look);
  const target = session.target(look);
  const wrong = await session.ddc.set("D6", 1, target, signal);
  let said = wrong ?? "no answer";
  for (let n = 0; n < wakeLooks; n++) {
    const outcome = await session.ddc.ask(["D6"], target, signal);
    session.learn(outcome);
    const mode = "values" in outcome ? bytesOf(outcome.values, "D6") : undefined;
    if (mode?.sl === 0x01) return succeeded({ powerMode: mode.line });
    said = mode?.line ?? ("failed" in outcome ? outcome.failed : said);
    if (!mode && n > 0) return failed("noControl", `the display cannot be controlled (${said})`);
    if (n + 1 < wakeLooks)
      await sleep(session.env.clock, wakePauseMs, signal).catch(() => {
        throw new DriverError("aborted", "stopped by the caller");
      });
  }
  return failed("notTaken", `the display stays off (${said})`);
};

/** The display that is there now is the right one from now on. */
const acceptDisplay: Run = async (session, _args, signal) => {
  const look = await session.look(signal);
  if (look.edid.kind !== "ok") return failed("noDisplay", "there is no display whose EDID can be read");
  session.accept(look.edid.edid);
  return succeeded({ display: identityText(identityOf(look.edid.edid)) });
};

const runs: Readonly<Record<string, Run>> = { selfTest, setBacklight, powerOn, panelOn: powerOn, acceptDisplay };

/** Runs a command of the driver's table. Throws `DriverError` `badArgs`, else what looking at the connector throws. */
export const runCommand = async (
  session: DdcDisplaySession,
  command: string,
  args: Record<string, unknown>,
  signal: AbortSignal,
): Promise<CommandResult> => {
  return runOf(runs, command)(session, args, signal);
};
