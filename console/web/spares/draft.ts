import type { MoveStock, StockLevel, StockView } from "../../../contract/index.ts";
import { type StockMoveField, type StockMoveKind, stockMoveFields } from "../../../contract/plain.ts";
import type { UsedOn } from "./joins.ts";

/** A move as it is written in its form: all text. */
export interface Draft {
  readonly kind: StockMoveKind;
  readonly item: string;
  readonly quantity: string;
  readonly serial: string;
  readonly from: string;
  readonly to: string;
  readonly ticket: string;
  readonly terminal: string;
  readonly dueBack: string;
  readonly reason: string;
}

export const emptyDraft: Draft = {
  kind: "receive",
  item: "",
  quantity: "1",
  serial: "",
  from: "",
  to: "",
  ticket: "",
  terminal: "",
  dueBack: "",
  reason: "",
};

export const asks = (kind: StockMoveKind, field: StockMoveField): boolean => {
  const { needs, takes = [] } = stockMoveFields[kind];
  return needs.includes(field) || takes.includes(field);
};

/** Units a move can take: how many there are, and their serial numbers as far as they have any. */
export type Source = Pick<StockLevel, "quantity" | "serials">;

/** Where the part comes from by what the draft says so far; undefined while that is open, and for what comes from outside. */
export const sourceOf = (
  { kind, item, from, ticket, terminal }: Draft,
  { levels, loans }: Pick<StockView, "levels" | "loans">,
  used: readonly UsedOn[],
): Source | undefined => {
  if (kind === "receive") return undefined;
  if (kind === "return") return used.find((one) => String(one.ticket) === ticket);
  if (kind !== "loanBack") return levels.find((level) => level.item === item && level.place === from);
  const lent = loans.filter((loan) => loan.item === item && loan.terminal === terminal);
  if (lent.length === 0) return undefined;
  return {
    quantity: lent.reduce((sum, { quantity }) => sum + quantity, 0),
    serials: lent.flatMap(({ serials }) => serials),
  };
};

/** Every unit there has a serial number: which one must be said. */
export const mustNameSerial = (source: Source | undefined): boolean =>
  source !== undefined && source.serials.length > 0 && source.serials.length >= source.quantity;

/** Nothing is missing that the broker is certain to ask for; what else is wrong it says itself. */
export const isWhole = (draft: Draft, source: Source | undefined): boolean =>
  draft.item.trim() !== "" &&
  Number(draft.quantity) >= 1 &&
  stockMoveFields[draft.kind].needs.every((field) => draft[field].trim() !== "") &&
  (draft.serial !== "" || !mustNameSerial(source));

/** What is sent: only what a move of this kind takes. Asked again under the same key it is booked once. */
export const bodyOf = (draft: Draft, key: string): MoveStock => {
  const said = (["from", "to", "terminal", "dueBack"] as const).flatMap((field) =>
    asks(draft.kind, field) && draft[field].trim() !== "" ? [[field, draft[field].trim()] as const] : [],
  );
  const words = (["serial", "reason"] as const).flatMap((field) =>
    draft[field].trim() === "" ? [] : [[field, draft[field].trim()] as const],
  );
  return {
    kind: draft.kind,
    item: draft.item.trim(),
    quantity: draft.serial.trim() === "" ? Number(draft.quantity) : 1,
    ...(asks(draft.kind, "ticket") ? { ticket: Number(draft.ticket) } : {}),
    ...Object.fromEntries([...said, ...words]),
    key,
  };
};
