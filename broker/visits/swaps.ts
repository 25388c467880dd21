import {
  type ActOnVisit,
  AppError,
  aboutField,
  asRead,
  hasCode,
  issueAt,
  type MoveStock,
  type VisitClaim,
  wrongField,
} from "../../contract/index.ts";
import type { Assets } from "../assets/assets.ts";
import { namesFrom } from "../people/name.ts";
import type { Stock } from "../stock/stock.ts";
import type { AssetRow } from "../store/asset-rows.ts";
import type { Readers, Tx } from "../store/store.ts";
import type { VisitRow } from "../store/visit-rows.ts";
import { noDeviceText } from "../unknown.ts";
import { itemsOf } from "../wear/items.ts";
import type { Wear } from "../wear/wear.ts";

export interface SwapDeps {
  readonly assets: Pick<Assets, "installedAt">;
  readonly stock: Pick<Stock, "move">;
  readonly wear: Pick<Wear, "forecasts" | "renew">;
  /** Parts by wearing part. */
  readonly wearParts: ReadonlyMap<string, readonly string[]>;
}

/** Listed with a wearing part, and yet the whole device: with it everything in it is new. */
const wholeDevices: ReadonlySet<string> = new Set(["receipt printer"]);
/** Moves of one part that are looked through for a serial number. */
const mostMoves = 5000;

/** The van that a technician keeps. */
export const vanOf = (read: Pick<Readers, "stockPlaces">, technician: string): string | undefined =>
  read.stockPlaces().find(({ kind, keeper, closed }) => kind === "van" && keeper === technician && !closed)?.id;

/** Throws `notFound` naming what the terminal has, `invalid` for a new part that is the old one, `conflict` for one that answers elsewhere. */
const checkSwap = (read: Readers, deps: SwapDeps, { terminal }: VisitRow, request: ActOnVisit): AssetRow => {
  const { device, oldSerial, newSerial } = request;
  const modules = read.assets({ terminal }).filter(({ goneAt }) => goneAt === undefined);
  const module = modules.find((one) => one.device === device);
  if (!module) {
    const known = modules.map((one) => one.device);
    throw aboutField("notFound", "body.device", noDeviceText(terminal, device ?? "", known));
  }
  if (newSerial !== undefined && newSerial === oldSerial)
    throw wrongField("body.newSerial", { en: "is the old part's serial number", "zh-CN": "与旧件序列号相同" });
  const elsewhere =
    newSerial === undefined
      ? undefined
      : deps.assets
          .installedAt(newSerial, [module.unit.deviceClass])
          .find((place) => place.terminal !== terminal || place.device !== device);
  if (elsewhere)
    throw aboutField("conflict", "body.newSerial", {
      en: `${newSerial} is installed: ${elsewhere.terminal} (${elsewhere.device}) answers with that serial number`,
      "zh-CN": `${newSerial} 已装机：${elsewhere.terminal} 的 ${elsewhere.device} 正以此序列号应答`,
    });
  return module;
};

/** Books a move; what the stock refuses is said of the field it is about. */
const booked = (tx: Tx, { stock }: SwapDeps, move: MoveStock, field: string, by: string): number => {
  try {
    return stock.move(tx, move, by).n;
  } catch (error) {
    if (!hasCode(error, "conflict", "notFound")) throw error;
    const text = error.text ?? asRead(error.message);
    throw new AppError(error.code, text, { issues: [issueAt(`body.${field}`, text)] }, { cause: error });
  }
};

/** The old part comes back: from the ticket it was once used on, or, if the stock never had it, as one from outside. */
const backFrom = (read: Readers, item: string, serial: string | undefined): Pick<MoveStock, "kind" | "ticket"> => {
  if (serial === undefined) return { kind: "receive" };
  const last = read.stockMoves({ item, limit: mostMoves }).find((move) => move.serial === serial);
  return last?.kind === "use" && last.ticket !== undefined
    ? { kind: "return", ticket: last.ticket }
    : { kind: "receive" };
};

/** The new part leaves the van, the old one goes where it is said to. Nothing, where no stock is kept. */
const bookParts = (tx: Tx, deps: SwapDeps, row: VisitRow, request: ActOnVisit, by: string): number[] => {
  const { item = "", newSerial, oldSerial, returnTo } = request;
  if (tx.read.stockPlaces().length === 0) return [];
  if (row.ticket === undefined)
    throw new AppError("refused", {
      en: "a part is booked on a ticket: open one, and plan a visit for it",
      "zh-CN": "备件须登记在工单上：请先开工单，并为其安排上门",
    });
  const from = request.stock ?? vanOf(tx.read, row.technician);
  if (from === undefined) {
    const name = namesFrom(tx.read)(row.technician);
    throw aboutField("invalid", "body.stock", {
      en: `say where the part came from: ${name} keeps no van`,
      "zh-CN": `请说明备件取自何处：${name} 没有车载库位`,
    });
  }
  const of = (serial: string | undefined) => ({ item, quantity: 1, ...(serial === undefined ? {} : { serial }) });
  const use: MoveStock = { kind: "use", ...of(newSerial), from, ticket: row.ticket };
  const moves = [booked(tx, deps, use, newSerial === undefined ? "stock" : "newSerial", by)];
  if (returnTo === undefined) return moves;
  const back: MoveStock = { ...backFrom(tx.read, item, oldSerial), ...of(oldSerial), to: returnTo };
  return [...moves, booked(tx, deps, back, oldSerial === undefined ? "returnTo" : "oldSerial", by)];
};

/** Wearing parts of a device whose use is known. */
const wearing = ({ wear }: SwapDeps, terminal: string, device: string, only: (item: string) => boolean): string[] =>
  wear
    .forecasts({ terminal })
    .filter(({ usage, item }) => usage.device === device && item.kind === "wear" && only(item.id))
    .map(({ item }) => item.id);

const renewAll = (
  tx: Tx,
  { wear }: SwapDeps,
  place: { terminal: string; device: string },
  items: string[],
  by: string,
) => {
  for (const part of items) wear.renew(tx, { ...place, part, by });
  return items;
};

/**
 * What follows from a claimed swap, in its transaction: the stock's books, and the use of a part that no terminal can read by a serial number. Throws
 * `AppError` that names the field: `notFound`, `invalid`, `conflict`, `refused`.
 */
export const swapped = (
  tx: Tx,
  deps: SwapDeps,
  { row, request, by }: { row: VisitRow; request: ActOnVisit; by: string },
): Pick<VisitClaim, "moves" | "renewed" | "inside"> => {
  const { terminal, device, unit } = checkSwap(tx.read, deps, row, request);
  const moves = bookParts(tx, deps, row, request, by);
  const item = request.item ?? "";
  const inside = itemsOf(unit.deviceClass)
    .map(({ id }) => id)
    .filter((id) => !wholeDevices.has(item) && deps.wearParts.get(id)?.includes(item));
  const used = wearing(deps, terminal, device, (id) => inside.includes(id));
  const renewed = renewAll(tx, deps, { terminal, device }, used, by);
  return {
    ...(moves.length > 0 ? { moves } : {}),
    ...(inside.length > 0 ? { inside: true } : {}),
    ...(renewed.length > 0 ? { renewed } : {}),
  };
};

/** The terminal names the new unit: everything in it is new. Answers the wearing parts whose use begins anew. */
export const renewDevice = (
  tx: Tx,
  deps: SwapDeps,
  place: { readonly terminal: string; readonly device: string },
  by: string,
): string[] =>
  renewAll(
    tx,
    deps,
    place,
    wearing(deps, place.terminal, place.device, () => true),
    by,
  );
