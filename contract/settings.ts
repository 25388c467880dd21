import { type Static, Type } from "typebox";
import { DeviceId, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { logLevels, remoteSettings, settingsStates } from "./vocabulary/index.ts";

const strict = { additionalProperties: false } as const;
const boundsOf = ({ least, most }: { readonly least: number; readonly most: number }) => ({
  minimum: least,
  maximum: most,
});

/** What may be wanted of a terminal from afar; broker and agent both check it. What is left out is as the agent's own file says. */
export const RemoteSettings = Type.Object(
  {
    refreshMinutes: Type.Optional(
      Type.Number({
        ...boundsOf(remoteSettings.refreshMinutes),
        description: "so often each device tells all of itself, also if nothing changed",
      }),
    ),
    logLevel: Type.Optional(Type.Enum(logLevels)),
    historyPerSecond: Type.Optional(
      Type.Integer({
        ...boundsOf(remoteSettings.historyPerSecond),
        description: "old routine records a second after an outage; lower for a thin line",
      }),
    ),
    customerLeaseMinutes: Type.Optional(
      Type.Number({
        ...boundsOf(remoteSettings.customerLeaseMinutes),
        description: "a customer not announced again for so long has left; never shorter than the file says",
      }),
    ),
  },
  { ...strict, description: "Settings that may be set from afar." },
);
export type RemoteSettings = Static<typeof RemoteSettings>;

/** The same settings as a terminal reports them: in its own file they may lie outside of what may be set from afar. */
const Reported = Type.Object({
  refreshMinutes: Type.Optional(Type.Number({ minimum: 0 })),
  logLevel: Type.Optional(Type.String({ maxLength: 20 })),
  historyPerSecond: Type.Optional(Type.Number({ minimum: 0 })),
  customerLeaseMinutes: Type.Optional(Type.Number({ minimum: 0, description: "left out: no sales application" })),
});
export type ReportedSettings = Static<typeof Reported>;

const whole = Type.Integer({ minimum: 0 });

/** What an agent says of its settings: never a secret, nor where one lies. */
export const SettingsReport = Type.Object(
  {
    rev: Type.Optional(Type.Integer({ minimum: 0, description: "revision they come from" })),
    inForce: Reported,
    file: Reported,
    fileMark: Type.Optional(
      Type.String({
        pattern: "^[0-9a-f]{16}$",
        description: "another one when the file says something else; keyed, so that it tells nothing of what is in it",
      }),
    ),
    devices: Type.Array(
      Type.Object({
        device: DeviceId,
        everyMs: Type.Integer({ minimum: 1, description: "between two polls" }),
        ownership: Type.Enum(["own", "tap"]),
        baudRate: Type.Optional(whole),
      }),
      { maxItems: 64 },
    ),
    outbox: Type.Object({ maxRecords: whole, maxBytes: whole, ballastBytes: whole }),
    link: Type.Object({
      secure: Type.Boolean(),
      keepaliveSeconds: whole,
      windowBatches: whole,
      resendSeconds: whole,
      backoffMaxSeconds: whole,
    }),
    kiosk: Type.Optional(Type.Enum(["socket", "port"], { description: "how the sales application is heard" })),
  },
  { description: "Settings in force on a terminal, and what its own file says." },
);
export type SettingsReport = Static<typeof SettingsReport>;

/** Settings that somebody wants: of one terminal, or of the whole fleet as long as a terminal has none of its own. */
export const WantedSettings = Type.Object({
  settings: RemoteSettings,
  rev: Type.Integer({ minimum: 0, description: "0: nothing was ever wanted" }),
  at: Type.Optional(UnixMs),
  by: Type.Optional(Type.String()),
});
export type WantedSettings = Static<typeof WantedSettings>;

export const SettingsRefusal = Type.Object({
  code: Type.String({ maxLength: 64 }),
  text: Type.String({ maxLength: 500 }),
});
export type SettingsRefusal = Static<typeof SettingsRefusal>;

export const TerminalSettingsView = Type.Object({
  terminal: TerminalId,
  rev: Type.Integer({ minimum: 0, description: "revision wanted; 0: nothing was ever wanted" }),
  state: Type.Enum(settingsStates),
  since: Type.Optional(UnixMs),
  refused: Type.Optional(SettingsRefusal),
  own: Type.Object(WantedSettings.properties, { description: "of this terminal alone: over those of the fleet" }),
  fleet: Type.Object(WantedSettings.properties, { description: "of every terminal that has none of its own" }),
  inForceRev: Type.Optional(Type.Integer({ minimum: 0 })),
  report: Type.Optional(SettingsReport),
  reportedAt: Type.Optional(UnixMs),
  fileSince: Type.Optional(
    Type.Integer({ minimum: 0, description: "since when the agent's own file says what it says" }),
  ),
});
export type TerminalSettingsView = Static<typeof TerminalSettingsView>;

export const SetSettings = Type.Object(
  {
    settings: RemoteSettings,
    rev: Type.Optional(
      Type.Integer({ minimum: 0, description: "revision that was looked at: refused if another is wanted by now" }),
    ),
  },
  { ...strict, description: "All that is wanted; what is left out is wanted no longer." },
);
export type SetSettings = Static<typeof SetSettings>;
