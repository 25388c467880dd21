import { type Static, Type } from "typebox";
import { Localized, TerminalId } from "./identifiers.ts";
import { UnixMs } from "./time.ts";
import { deviceClasses, stockMoveKinds, stockPlaceKinds } from "./vocabulary/index.ts";

export const StockPlaceId = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,31}$" });
/** A part by the words that fault rules use: `receipt printer`. */
export const PartName = Type.String({ minLength: 2, maxLength: 80, pattern: "^\\S(.*\\S)?$" });
const Serial = Type.String({ minLength: 1, maxLength: 80, pattern: "^\\S(.*\\S)?$" });
const Quantity = Type.Integer({ minimum: 1, maximum: 100_000 });

const DayOfLoan = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

/** A depot, a van or a repair shop. */
export const StockPlace = Type.Object(
  {
    id: StockPlaceId,
    kind: Type.Enum(stockPlaceKinds),
    name: Type.Optional(Type.String({ maxLength: 80 })),
    keeper: Type.Optional(Type.String({ maxLength: 80, description: "who answers for it" })),
    closed: Type.Optional(Type.Boolean({ description: "nothing may be moved there any more" })),
  },
  { additionalProperties: false },
);
export type StockPlace = Static<typeof StockPlace>;

/** What is wanted of a part. */
export const StockItem = Type.Object(
  {
    item: PartName,
    minimum: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 100_000, description: "in all depots and vans together" }),
    ),
    poolPercent: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1000,
        description: "of the installed units; else the broker's `stock.poolPercent`",
      }),
    ),
    deviceClass: Type.Optional(
      Type.Enum(deviceClasses, { description: "what it belongs to; else as the fault rules say" }),
    ),
  },
  { additionalProperties: false },
);
export type StockItem = Static<typeof StockItem>;

/** A move as it is asked for. Which of the places, ticket and terminal it takes depends on its kind. */
export const MoveStock = Type.Object(
  {
    kind: Type.Enum(stockMoveKinds),
    item: PartName,
    quantity: Type.Optional(Type.Integer({ ...Quantity, default: 1 })),
    serial: Type.Optional(Serial),
    from: Type.Optional(StockPlaceId),
    to: Type.Optional(StockPlaceId),
    ticket: Type.Optional(Type.Integer({ minimum: 1 })),
    terminal: Type.Optional(TerminalId),
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    dueBack: Type.Optional({ ...DayOfLoan, description: "of loanOut: the last day of the loan, 2026-12-31" }),
    key: Type.Optional(
      Type.String({
        minLength: 8,
        maxLength: 64,
        description: "asked again with the same key, it is booked once only",
      }),
    ),
  },
  { additionalProperties: false },
);
export type MoveStock = Static<typeof MoveStock>;

/** A move as it is booked. Never changed afterwards: what was wrong is moved back. */
export const StockMove = Type.Object({
  n: Type.Integer(),
  at: UnixMs,
  by: Type.String(),
  kind: Type.Enum(stockMoveKinds),
  item: PartName,
  quantity: Quantity,
  serial: Type.Optional(Serial),
  from: Type.Optional(StockPlaceId),
  to: Type.Optional(StockPlaceId),
  ticket: Type.Optional(Type.Integer()),
  terminal: Type.Optional(TerminalId),
  reason: Type.Optional(Type.String()),
  dueBack: Type.Optional(DayOfLoan),
  key: Type.Optional(Type.String()),
});
export type StockMove = Static<typeof StockMove>;

/** How many of a part are in one place; serial numbers as far as they are known. */
export const StockLevel = Type.Object({
  place: StockPlaceId,
  item: PartName,
  quantity: Type.Integer({ minimum: 1 }),
  serials: Type.Array(Serial),
});
export type StockLevel = Static<typeof StockLevel>;

/** What was lent in one move and is not back yet. */
export const StockLoan = Type.Object({
  terminal: TerminalId,
  item: PartName,
  quantity: Type.Integer({ minimum: 1 }),
  serials: Type.Array(Serial),
  move: Type.Integer({ description: "number of the move that lent it" }),
  since: UnixMs,
  dueBack: Type.Optional(DayOfLoan),
  overdue: Type.Optional(Type.Boolean({ description: "its last day is over" })),
});
export type StockLoan = Static<typeof StockLoan>;

/** A part in all places together: `have` counts depots and vans, not what is in repair or on loan. */
export const StockSummary = Type.Object({
  item: PartName,
  have: Type.Integer(),
  inRepair: Type.Integer(),
  onLoan: Type.Integer(),
  installed: Type.Integer({ description: "devices of its class in the register; 0 if it belongs to no class" }),
  minimum: Type.Optional(Type.Integer()),
  poolPercent: Type.Number(),
  target: Type.Optional(Type.Integer({ description: "`poolPercent` of the installed units, rounded up" })),
  warning: Type.Optional(Type.Enum(["belowMinimum", "belowTarget"])),
});
export type StockSummary = Static<typeof StockSummary>;

/** A part that may be booked: what is wanted of it as it was set, and where it fits. */
export const StockPart = Type.Object({
  ...StockItem.properties,
  faults: Type.Array(Type.Object({ code: Type.String(), title: Localized }), {
    description: "faults whose repair asks for it",
  }),
  classes: Type.Array(Type.Enum(deviceClasses), { description: "devices it belongs to; none: any device" }),
  models: Type.Array(
    Type.Object({
      deviceClass: Type.Enum(deviceClasses),
      manufacturer: Type.Optional(Type.String()),
      model: Type.Optional(Type.String()),
      count: Type.Integer({ minimum: 1 }),
    }),
    { description: "devices of its classes in the field, the most first; without a model: they told none" },
  ),
  dueSoon: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: "so many are used up in the field within the next 30 days; left out: nobody measures its use",
    }),
  ),
});
export type StockPart = Static<typeof StockPart>;

export const StockView = Type.Object({
  places: Type.Array(StockPlace),
  items: Type.Array(StockSummary),
  levels: Type.Array(StockLevel),
  loans: Type.Array(StockLoan),
});
export type StockView = Static<typeof StockView>;
