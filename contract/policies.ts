import { type Static, Type } from "typebox";
import { Localized } from "./identifiers.ts";
import { clockNames, services, severities, waitReasons } from "./vocabulary/index.ts";

const Promised = Type.Object({
  name: Type.Enum(clockNames),
  ms: Type.Optional(Type.Number({ description: "elapsed time" })),
  workdays: Type.Optional(Type.Number({ description: "days of work of the calendar" })),
  from: Type.Enum(["opened", ...clockNames]),
  hours: Type.Enum(["always", "service"], { description: "service: only hours of the calendar count" }),
});

/** A service-level policy in use. */
export const PolicyView = Type.Object({
  id: Type.String(),
  title: Localized,
  source: Type.String({ description: "`preset three-level`, or the path of its file" }),
  standard: Type.Boolean({ description: "counts where no contract says otherwise" }),
  contracts: Type.Array(Type.String()),
  zone: Type.String(),
  aroundTheClock: Type.Boolean(),
  week: Type.Array(Type.Array(Type.String()), { description: "hours of Monday to Sunday: 09:00-17:30" }),
  holidays: Type.Integer(),
  makeUpDays: Type.Integer(),
  levels: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Localized,
      severities: Type.Array(Type.Enum(severities)),
      impact: Type.Array(Type.Enum(services), { description: "only if one of these is hindered; empty: always" }),
      promises: Type.Array(Promised),
    }),
  ),
  pauses: Type.Array(Type.Enum(waitReasons)),
  escalateAt: Type.Array(Type.Integer({ description: "percent of a promise" })),
  overdueRaisesLevel: Type.Boolean(),
  inspectionMonths: Type.Optional(Type.Integer()),
  warrantyMonths: Type.Optional(Type.Integer()),
});
export type PolicyView = Static<typeof PolicyView>;

const ContractBrief = Type.Object({
  id: Type.String(),
  customer: Type.String(),
  policy: Type.String(),
  sites: Type.Array(Type.String()),
  terminals: Type.Integer({ description: "named beside those of its sites" }),
  zone: Type.String(),
  from: Type.String(),
  until: Type.Optional(Type.String()),
  fees: Type.Optional(Type.String()),
  inForce: Type.Boolean(),
});

/** One setting that is in force. */
export const SettingInForce = Type.Object({
  key: Type.Optional(Type.String({ description: "of the broker's settings file; left out: fixed in this version" })),
  value: Type.String(),
  text: Localized,
});
export type SettingInForce = Static<typeof SettingInForce>;

const AutomaticRunbook = Type.Object({
  runbook: Type.String(),
  title: Localized,
  disturbs: Type.String(),
  rules: Type.Array(Type.String(), { description: "it runs by itself when one of these opens" }),
  byHand: Type.Array(Type.String(), { description: "rules that leave it to a person" }),
});

export const PoliciesView = Type.Object({
  policies: Type.Array(PolicyView),
  contracts: Type.Array(ContractBrief),
  runbooks: Type.Array(AutomaticRunbook),
  settings: Type.Array(
    Type.Object({
      area: Type.Enum(["serviceLevel", "diagnostics", "incidents", "notify"]),
      of: Type.Array(SettingInForce),
    }),
  ),
});
export type PoliciesView = Static<typeof PoliciesView>;

/** A file that people write, to be checked. */
export const CheckFile = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 300 }), text: Type.String({ maxLength: 200_000 }) },
  { additionalProperties: false },
);

/** One thing that is wrong with such a file. */
export const FileIssue = Type.Object({
  line: Type.Optional(Type.Integer({ minimum: 1 })),
  key: Type.Optional(Type.String({ description: "levels.0.clocks.contact.within" })),
  message: Type.String(),
});
export type FileIssue = Static<typeof FileIssue>;

/** What a policy file would be, or what is wrong with it. */
export const CheckedPolicy = Type.Object({
  issues: Type.Array(FileIssue),
  policy: Type.Optional(PolicyView),
  differs: Type.Optional(Type.Boolean({ description: "false: this is what is in force under its id already" })),
});
export type CheckedPolicy = Static<typeof CheckedPolicy>;
