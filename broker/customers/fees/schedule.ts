import { type Static, Type } from "typebox";
import { AppError, type DeviceClass, deviceClasses, Localized } from "../../../contract/index.ts";
import { type Band, type BandRule, bandIssues, bandRules } from "./bands.ts";
import { digitsOf, type Halves, minorOf } from "./money.ts";

const strict = { additionalProperties: false } as const;
const Key = "^[A-Za-z][A-Za-z0-9-]{0,40}$";
const keyed = <T extends Parameters<typeof Type.Record>[1]>(value: T) =>
  Type.Record(Type.String({ pattern: Key }), value, { additionalProperties: false });
const Amount = Type.Number({
  minimum: 0,
  maximum: 1_000_000_000,
  description: "as people write it: 400 or 36.50, with no more digits than the currency has",
});

const ZoneFile = Type.Object(
  {
    title: Localized,
    visit: { ...Amount, description: "first visit of a ticket" },
    secondVisit: Type.Optional({ ...Amount, description: "every further one; as the first if left out" }),
    transport: Type.Optional(keyed(Amount)),
  },
  strict,
);

const BandFile = Type.Object(
  {
    from: Type.Integer({ minimum: 1 }),
    to: Type.Optional(Type.Integer({ minimum: 1, description: "left out: endless" })),
    each: Amount,
  },
  strict,
);

const ClassFile = Type.Object(
  {
    title: Localized,
    devices: Type.Optional(
      Type.Array(Type.Enum(deviceClasses), {
        description: "counted in the register; else by the contract's `equipment`",
      }),
    ),
    each: Type.Optional(Amount),
    bands: Type.Optional(Type.Array(BandFile, { minItems: 1, maxItems: 50 })),
  },
  strict,
);

/** How the equipment of a yearly fee is counted: on the first day of each contract year, or day by day. */
export const countRules = ["startOfYear", "daily"] as const;

/** A fee schedule as its file says it. */
export const FeeFile = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z][a-z0-9-]{0,40}$" }),
    title: Localized,
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217: CNY" }),
    tax: Type.Optional(
      Type.Object(
        {
          percent: Type.Number({
            minimum: 0,
            maximum: 100,
            description: "upon the prices, which are without it; at most two digits",
          }),
          of: Type.Enum(["line", "total"], { description: "rounded line by line, or once" }),
          halves: Type.Enum(["up", "even"], { description: "which way half a minor unit goes" }),
        },
        strict,
      ),
    ),
    visits: Type.Optional(
      Type.Object(
        {
          upToHours: Type.Number({ exclusiveMinimum: 0, maximum: 240 }),
          beyond: Type.Enum(["again", "included"], {
            description: "a visit that lasts longer costs its price again for each stretch begun, or no more",
          }),
          outsideHoursPercent: Type.Optional(
            Type.Integer({
              minimum: 100,
              maximum: 1000,
              description: "of the price, where the engineer arrives outside the policy's calendar; 100 if left out",
            }),
          ),
          zones: keyed(ZoneFile),
        },
        strict,
      ),
    ),
    transport: Type.Optional(
      keyed(
        Type.Object(
          { title: Localized, parts: Type.Array(Type.String({ minLength: 2, maxLength: 80 }), { minItems: 1 }) },
          strict,
        ),
      ),
    ),
    parts: Type.Optional(
      Type.Object(
        {
          basis: Type.Enum(["cost", "priceList"], { description: "what the prices are: our cost, or a list" }),
          prices: Type.Record(Type.String({ minLength: 2, maxLength: 80 }), Amount, { default: {} }),
          warrantyMonths: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 120,
              description: "of a part changed in warranty: it has a warranty of its own",
            }),
          ),
        },
        strict,
      ),
    ),
    year: Type.Optional(
      Type.Object(
        {
          bands: Type.Enum(bandRules, {
            description: "marginal: each band prices the units in it; whole: the band of their number prices them all",
          }),
          count: Type.Enum(countRules),
          partsIncluded: Type.Boolean(),
          loanAfterHours: Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              maximum: 8760,
              description: "a longer repair gives right to a loan unit",
            }),
          ),
          classes: keyed(ClassFile),
        },
        strict,
      ),
    ),
    minimum: Type.Optional({ ...Amount, description: "of a statement on which anything is charged" }),
  },
  strict,
);
export type FeeFile = Static<typeof FeeFile>;

export interface Zone {
  readonly title: Localized;
  /** Minor units, as all amounts below. */
  readonly visit: number;
  readonly secondVisit: number;
  readonly transport: ReadonlyMap<string, number>;
}
export interface YearClass {
  readonly id: string;
  readonly title: Localized;
  readonly devices: readonly DeviceClass[];
  readonly bands: readonly Band[];
}
/** A fee schedule ready to reckon with. */
export interface Schedule {
  readonly id: string;
  readonly title: Localized;
  readonly currency: string;
  readonly digits: number;
  /** Per cent times a hundred. */
  readonly tax: { readonly basisPoints: number; readonly of: "line" | "total"; readonly halves: Halves };
  readonly visits?: {
    readonly upToMs: number;
    readonly beyond: "again" | "included";
    readonly outsideHoursPercent: number;
    readonly zones: ReadonlyMap<string, Zone>;
  };
  readonly transport: readonly { readonly id: string; readonly title: Localized; readonly parts: readonly string[] }[];
  readonly parts?: {
    readonly basis: "cost" | "priceList";
    readonly prices: ReadonlyMap<string, number>;
    readonly warrantyMonths: number;
  };
  readonly year?: {
    readonly rule: BandRule;
    readonly count: (typeof countRules)[number];
    readonly partsIncluded: boolean;
    readonly loanAfterMs?: number;
    readonly classes: readonly YearClass[];
  };
  readonly minimum: number;
}

type Say = (key: string, what: string) => void;
type ToMinor = (key: string, amount: number) => number;

const visitsOf = (file: FeeFile, minor: ToMinor, say: Say): Pick<Schedule, "visits"> => {
  const { visits, transport = {} } = file;
  if (!visits) return {};
  const sizes = Object.keys(transport);
  const zones = Object.entries(visits.zones).map(([id, zone]): [string, Zone] => {
    const key = `visits.zones.${id}`;
    const prices = zone.transport ?? {};
    for (const size of sizes)
      if (prices[size] === undefined)
        say(`${key}.transport`, `has no price for ${size}, which \`transport\` names: add it, 0 if it is free`);
    for (const size of Object.keys(prices))
      if (!sizes.includes(size)) say(`${key}.transport.${size}`, "is no size that `transport` names");
    const visit = minor(`${key}.visit`, zone.visit);
    return [
      id,
      {
        title: zone.title,
        visit,
        secondVisit: zone.secondVisit === undefined ? visit : minor(`${key}.secondVisit`, zone.secondVisit),
        transport: new Map(Object.entries(prices).map(([s, price]) => [s, minor(`${key}.transport.${s}`, price)])),
      },
    ];
  });
  if (zones.length === 0) say("visits.zones", "names no zone: a visit would have no price");
  const { upToHours, beyond, outsideHoursPercent = 100 } = visits;
  return { visits: { upToMs: upToHours * 3_600_000, beyond, outsideHoursPercent, zones: new Map(zones) } };
};

const classOf = (id: string, file: Static<typeof ClassFile>, minor: ToMinor, say: Say): YearClass => {
  const key = `year.classes.${id}`;
  const { title, devices = [], each, bands = [] } = file;
  if ((each === undefined) === (bands.length === 0))
    say(
      key,
      each === undefined ? "has no price: give it `each` or `bands`" : "has both `each` and `bands`: give it one",
    );
  for (const [n, what] of bands.length > 0 ? bandIssues(bands) : []) say(`${key}.bands.${n}`, what);
  const priced: Band[] =
    each === undefined
      ? bands.map((band, n) => ({ ...band, each: minor(`${key}.bands.${n}.each`, band.each) }))
      : [{ from: 1, each: minor(`${key}.each`, each) }];
  return { id, title, devices, bands: priced };
};

const yearOf = ({ year }: FeeFile, minor: ToMinor, say: Say): Pick<Schedule, "year"> => {
  if (!year) return {};
  const classes = Object.entries(year.classes).map(([id, file]) => classOf(id, file, minor, say));
  if (classes.length === 0) say("year.classes", "names no equipment: nothing would be charged");
  for (const device of new Set(classes.flatMap(({ devices }) => devices))) {
    const twice = classes.filter(({ devices }) => devices.includes(device)).map(({ id }) => id);
    if (twice.length > 1) say("year.classes", `${twice.join(" and ")} both count ${device}: it would be charged twice`);
  }
  const { bands: rule, count, partsIncluded, loanAfterHours } = year;
  const loan = loanAfterHours === undefined ? {} : { loanAfterMs: loanAfterHours * 3_600_000 };
  return { year: { rule, count, partsIncluded, ...loan, classes } };
};

const taxOf = ({ tax }: FeeFile, say: Say): Schedule["tax"] => {
  const basisPoints = tax ? minorOf(tax.percent, 2) : 0;
  if (basisPoints === undefined) say("tax.percent", `${tax?.percent} has more than two digits behind the point`);
  return { basisPoints: basisPoints ?? 0, of: tax?.of ?? "total", halves: tax?.halves ?? "up" };
};

/** Makes a schedule of its checked file. Throws `AppError("config")` naming the file and every key that is wrong. */
export const makeSchedule = (file: FeeFile, source: string): Schedule => {
  const issues: string[] = [];
  const say: Say = (key, what) => void issues.push(`${key}: ${what}`);
  const { id, title, currency, transport = {}, parts } = file;
  const known = digitsOf(currency);
  if (known === undefined) say("currency", `${currency} is no currency of ISO 4217: write CNY, EUR, ...`);
  const digits = known ?? 2;
  const minor: ToMinor = (key, amount) => {
    const exact = minorOf(amount, digits);
    if (exact === undefined)
      say(key, `${amount} is no amount of ${currency}: it has ${digits} digits behind the point`);
    return exact ?? 0;
  };
  if (!file.visits && !file.year) say("visits", "and `year` are both missing: nothing would ever be charged");
  if (Object.keys(transport).length > 0 && !file.visits)
    say("transport", "is priced by zone: `visits.zones` is missing");
  const schedule: Schedule = {
    id,
    title,
    currency,
    digits,
    tax: taxOf(file, say),
    ...visitsOf(file, minor, say),
    transport: Object.entries(transport).map(([size, one]) => ({ id: size, ...one })),
    ...(parts
      ? {
          parts: {
            basis: parts.basis,
            prices: new Map(
              Object.entries(parts.prices).map(([item, price]) => [item, minor(`parts.prices.${item}`, price)]),
            ),
            warrantyMonths: parts.warrantyMonths ?? 0,
          },
        }
      : {}),
    ...yearOf(file, minor, say),
    minimum: file.minimum === undefined ? 0 : minor("minimum", file.minimum),
  };
  if (issues.length > 0) throw new AppError("config", `${source}: ${issues.join("; ")}`, { file: source, issues });
  return schedule;
};

/** Identity function that checks the type. The default export of `broker/customers/fees/presets/<id>.ts` is one of these. */
export const defineFees = (file: FeeFile): FeeFile => file;
