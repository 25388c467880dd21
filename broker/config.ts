import { readFileSync } from "node:fs";
import { type Static, Type } from "typebox";
import { AppError, messageOf, parseConfig, withDefaults } from "../contract/index.ts";
import { AttachmentSettings } from "./attachments/settings.ts";
import { ComplaintSettings, SatisfactionSettings } from "./customers/settings.ts";
import { EvidenceSettings } from "./evidence/settings.ts";
import { NotifySettings } from "./notify/settings.ts";
import { ReportSettings } from "./reports/settings.ts";
import { ContractSettings } from "./service-levels/contracts.ts";
import { VisitSettings } from "./visits/settings.ts";

const port = (standard: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 65_535, default: standard, description });
const days = (standard: number, description: string) =>
  Type.Number({ minimum: 1, maximum: 36_500, default: standard, description: `days to keep: ${description}` });
const strict = { additionalProperties: false } as const;

/** Settings of a broker. Everything has a safe default: loopback only, data in `./data/broker`. */
export const BrokerConfig = Type.Object(
  {
    dataFolder: Type.String({ minLength: 1, default: "./data/broker" }),
    logLevel: Type.Enum(["debug", "info", "warn", "error", "silent"], { default: "info" }),
    mqtt: Type.Object(
      {
        host: Type.String({ default: "127.0.0.1" }),
        port: port(1883, "0 takes any free port"),
        tls: Type.Optional(Type.Object({ certFile: Type.String(), keyFile: Type.String() }, strict)),
        maxConnections: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 20_000 }),
        maxPerAddress: Type.Integer({
          minimum: 1,
          default: 20_000,
          description: "a site's terminals may share one address; lower it where they do not",
        }),
        keepaliveLimitS: Type.Integer({
          minimum: 2,
          maximum: 3600,
          default: 25,
          description: "a dead link is noticed within one and a half times this",
        }),
        connectTimeoutMs: Type.Integer({ minimum: 100, maximum: 60_000, default: 10_000 }),
      },
      { ...strict, default: {} },
    ),
    http: Type.Object(
      {
        host: Type.String({ default: "127.0.0.1" }),
        port: port(7070, "0 takes any free port"),
        tls: Type.Optional(Type.Object({ certFile: Type.String(), keyFile: Type.String() }, strict)),
        publicUrl: Type.Optional(
          Type.String({
            pattern: "^https?://[^/]+$",
            maxLength: 300,
            description: "https://desk.example: as browsers know it, where a proxy stands before it",
          }),
        ),
        trustedProxies: Type.Array(Type.String({ minLength: 2, maxLength: 60 }), {
          default: [],
          maxItems: 50,
          description: "addresses of proxies that say whom a request comes from: limits of sign-in are by address",
        }),
        session: Type.Object(
          {
            idleMinutes: Type.Number({
              minimum: 1,
              maximum: 1440,
              default: 15,
              description: "whoever does nothing for so long must sign in again",
            }),
            hours: Type.Number({ minimum: 0.1, maximum: 168, default: 12, description: "longest session" }),
          },
          { ...strict, default: {} },
        ),
      },
      { ...strict, default: {} },
    ),
    retention: Type.Object(
      {
        chunksDays: days(90, "stored batches, to the letter as they came"),
        eventsDays: days(400, "events, sales and outcomes; faults, tickets and the audit log are kept for ever"),
        historyDays: days(
          800,
          "when terminals were there, faults lasted, and how many sales there were: what reports tell",
        ),
        samplesDays: days(200, "hourly samples of processor, memory, storage and temperature"),
        quarantineRows: Type.Integer({
          minimum: 0,
          maximum: 1_000_000,
          default: 10_000,
          description: "refused messages",
        }),
      },
      { ...strict, default: {} },
    ),
    serviceLevel: Type.Object(
      {
        policy: Type.String({
          minLength: 1,
          maxLength: 500,
          default: "self-service-terminal",
          description: "a preset, or the path of a policy file",
        }),
      },
      { ...strict, default: {} },
    ),
    incidents: Type.Object(
      {
        minimum: Type.Integer({
          minimum: 2,
          maximum: 500,
          default: 3,
          description: "tickets of so many terminals that share a site, carrier, release or the mains are one incident",
        }),
        withinMinutes: Type.Number({ minimum: 1, maximum: 1440, default: 30, description: "if opened within" }),
      },
      { ...strict, default: {} },
    ),
    notify: NotifySettings,
    satisfaction: SatisfactionSettings,
    complaints: ComplaintSettings,
    contracts: Type.Array(ContractSettings, { default: [], maxItems: 1000 }),
    reports: { ...ReportSettings, default: {} },
    stock: Type.Object(
      {
        poolPercent: Type.Number({
          minimum: 0,
          maximum: 1000,
          default: 5,
          description: "spare units and parts wanted, in per cent of what is installed; 0: none",
        }),
      },
      { ...strict, default: {} },
    ),
    visits: Type.Object(VisitSettings.properties, { ...strict, default: {} }),
    attachments: Type.Object(AttachmentSettings.properties, { ...strict, default: {} }),
    evidence: Type.Object(EvidenceSettings.properties, { ...strict, default: {} }),
    wear: Type.Object(
      {
        life: Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0 }), {
          default: {},
          description: "life of a part in the unit of its measure, e.g. printer.cutter: 2000000 (cuts)",
        }),
      },
      { ...strict, default: {} },
    ),
    diagnostics: Type.Object(
      {
        automatic: Type.Boolean({
          default: true,
          description: "false: runbooks run only when a person starts them",
        }),
      },
      { ...strict, default: {} },
    ),
    faults: Type.Object(
      {
        holdFactor: Type.Number({
          minimum: 0,
          maximum: 10,
          default: 1,
          description: "presses the rules' hold times together, for demonstrations and tests; 1 in service",
        }),
      },
      { ...strict, default: {} },
    ),
  },
  strict,
);
export type BrokerConfig = Static<typeof BrokerConfig>;

export const defaultBrokerConfig = (): BrokerConfig => withDefaults(BrokerConfig, {});

/** Throws `AppError("config")` that names the file and every wrong key. */
export const readBrokerConfig = (file: string): BrokerConfig => {
  try {
    return parseConfig(BrokerConfig, readFileSync(file, "utf8"), file);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("config", `cannot read ${file}: ${messageOf(error)}`, { file }, { cause: error });
  }
};
