import type { ComponentReading, Reading } from "../api.ts";
import { hex } from "../wire/fields.ts";
import { type Identity, identityOf, identityText, sameDisplay } from "./codec.ts";
import type { ConnectorLook } from "./connector.ts";
import type { DdcOutcome } from "./ddc.ts";
import { cable, dpms, enabled, percentOf, powerModes, stateIn } from "./status.ts";

type Components = Record<string, ComponentReading>;

/** What a reading is made of. */
export interface Seen {
  readonly look: ConnectorLook;
  /** The display that was commissioned; undefined: none was ever seen here. */
  readonly expected: Identity | undefined;
  /** Undefined: not asked, because there is no display or the settings say so. */
  readonly ddc: DdcOutcome | undefined;
  /** VCP codes this display has answered at some time. */
  readonly answered: readonly string[];
  /** Failures of DDC in a row. */
  readonly failures: number;
  readonly measures: Record<string, number>;
}

/** One failed question is no lost channel: displays are busy now and then. */
const enoughFailures = 3;

/** A connector that cannot tell (VGA) has a display if there is an EDID; one whose EDID has gone has a cable that is half out. */
export const cableOf = (look: ConnectorLook, hadEdid: boolean): ComponentReading => {
  if (look.status === undefined) return { state: "unknown", vendorCode: look.unreadable ?? "status" };
  const said = stateIn(cable, look.status);
  const vendorCode = `status=${look.status}`.slice(0, 64);
  if (said === "disconnected") return { state: said, vendorCode };
  if (look.edid.kind !== "none") return said === "connected" ? { state: said } : { state: "connected", vendorCode };
  if (look.unreadable) return { state: said, vendorCode: look.unreadable };
  if (hadEdid) return { state: "disconnected", vendorCode: `${vendorCode}, edid 0 bytes` };
  return said === "connected" ? { state: said } : { state: "unknown", vendorCode };
};

/** Bytes 8–17: maker, product, serial number, date. */
const identityBytes = (bytes: Uint8Array): string => hex(bytes.subarray(8, 18));

const ofEdid = ({ edid, bytes }: ConnectorLook, expected: Identity | undefined): Components => {
  if (edid.kind === "none") return {};
  if (edid.kind === "damaged")
    return {
      edid: { state: "damaged", vendorCode: `EDID: ${edid.why}`.slice(0, 64), frame: hex(bytes.subarray(0, 18)) },
    };
  const now = identityOf(edid.edid);
  const same = expected === undefined || sameDisplay(now, expected);
  return {
    edid: { state: "ok" },
    identity: same
      ? { state: "ok" }
      : { state: "exchanged", vendorCode: `EDID: ${identityText(now)}`.slice(0, 64), frame: identityBytes(bytes) },
  };
};

const outputOf = (look: ConnectorLook): Components => {
  const words = [
    ["enabled", enabled, look.enabled],
    ["dpms", dpms, look.dpms],
  ] as const;
  const said = words.flatMap(([file, table, value]) =>
    value === undefined ? [] : [{ state: stateIn(table, value), vendorCode: `${file}=${value}`.slice(0, 64) }],
  );
  const first = said.find(({ state }) => state !== "on");
  if (said.length === 0) return {};
  return { output: first ?? { state: "on" } };
};

const unanswered = (outcome: { failed: string; state: string }, failures: number): ComponentReading => ({
  state: failures < enoughFailures ? "unknown" : outcome.state,
  vendorCode: outcome.failed,
});

/** A display that never answered over DDC may be one that cannot: then nothing is said of what only DDC tells. */
const ofDdc = ({ ddc, answered, failures }: Seen): Components => {
  if (!ddc || answered.length === 0) return {};
  const knowsPower = answered.includes("D6");
  if ("failed" in ddc)
    return {
      control: unanswered(ddc, failures),
      ...(knowsPower ? { power: { state: "unknown", vendorCode: ddc.failed } } : {}),
    };
  const mode = ddc.values.get("D6");
  if (mode?.kind !== "bytes")
    return {
      control: { state: "ok" },
      ...(knowsPower ? { power: { state: "unknown", vendorCode: mode?.line ?? "VCP D6: no answer" } } : {}),
    };
  const state = stateIn(powerModes, mode.sl);
  return { control: { state: "ok" }, power: state === "on" ? { state } : { state, vendorCode: mode.line } };
};

/** Connector, EDID and DDC as a reading. Pure. Without a display nothing is said of it but that it is away. */
export const readingOf = (seen: Seen): Reading => {
  const { look, expected, ddc, measures } = seen;
  const cableNow = cableOf(look, expected !== undefined);
  const isThere = cableNow.state !== "disconnected";
  const luminance = ddc && "values" in ddc ? percentOf(ddc.values.get("10")) : undefined;
  return {
    availability: "online",
    components: {
      cable: cableNow,
      ...(isThere ? { ...ofEdid(look, expected), ...outputOf(look), ...ofDdc(seen) } : {}),
    },
    measures: { ...measures, ...(luminance === undefined ? {} : { backlight: luminance }) },
    money: "safe",
  };
};
