import { AppError, fleetQuery, issueAt, type SavedView, type SavedViewView } from "../../contract/index.ts";
import type { Live } from "../live.ts";
import type { SavedViewRow } from "../store/site-rows.ts";
import type { Readers, Tx } from "../store/store.ts";

/** Views of one person; shared ones count for whoever saved them. */
const mostViews = 100;

/** Who saves, and whether they may do so for everybody. */
export interface Saver {
  readonly live: Pick<Live, "emit">;
  readonly at: number;
  readonly by: string;
  readonly mayShare: boolean;
}

const toView = ({ owner, ...row }: SavedViewRow, by: string): SavedViewView => ({
  ...row,
  by: owner,
  own: owner === by,
});

/** One's own views, and those shared by others. */
export const viewsOf = (read: Readers, by: string): SavedViewView[] =>
  read.savedViews(by).map((row) => toView(row, by));

const refuse = (code: "invalid" | "conflict", field: string, en: string, zh: string): AppError =>
  new AppError(code, { en, "zh-CN": zh }, { issues: [issueAt(`body.${field}`, { en, "zh-CN": zh })] });

/** A query nobody understands, a name that is taken. */
const check = (tx: Tx, { name, query, shared }: SavedView, number: number, { by, mayShare }: Saver): void => {
  if (shared && !mayShare)
    throw new AppError("forbidden", {
      en: "to share a view with everybody needs the permission configure",
      "zh-CN": "与所有人共享视图需要 configure 权限",
    });
  const [wrong] = fleetQuery(query).wrong;
  if (wrong) throw refuse("invalid", "query", `“${wrong.word}” is not understood`, `无法识别“${wrong.word}”`);
  const others = tx.read.savedViews(by).filter((row) => row.number !== number);
  const same = others.find((row) => row.name.toLowerCase() === name.toLowerCase() && row.shared === shared);
  if (same) throw refuse("conflict", "name", `there is a view “${same.name}” already`, `已有名为“${same.name}”的视图`);
  if (number === 0 && others.filter(({ owner }) => owner === by).length >= mostViews)
    throw refuse("conflict", "name", `you have ${mostViews} views already`, `视图已达上限 ${mostViews} 个`);
};

/** A view that this person may change: their own, or a shared one if they may share. Throws `AppError("notFound")` or `("forbidden")`. */
const changeable = (tx: Tx, number: number, { by, mayShare }: Saver): SavedViewRow => {
  const row = tx.read.savedView(number);
  // Somebody else's own views are nobody's business, not even that they are there.
  if (!row || (row.owner !== by && !row.shared))
    throw new AppError("notFound", { en: `there is no view ${number}`, "zh-CN": `没有视图 ${number}` });
  if (row.owner !== by && !mayShare)
    throw new AppError("forbidden", { en: "this view belongs to somebody else", "zh-CN": "该视图属于他人" });
  return row;
};

type Change = "view.add" | "view.set" | "view.remove";

/** Written down and told: to everybody who sees it, or did so `before`. */
const changed = (tx: Tx, row: SavedViewRow, change: Change, { live, at, by }: Saver, before = row): SavedViewView => {
  const { number, owner, ...detail } = row;
  tx.addAudit({ at, actor: by, action: change, target: `view ${number}`, detail: { ...detail, owner } });
  const removed = change === "view.remove" ? ({ removed: true } as const) : {};
  live.emit(tx, "savedView", { number, by: owner, shared: row.shared || before.shared, ...removed });
  return toView(row, by);
};

/** Throws `AppError`: `forbidden`, `invalid` naming the word, `conflict`. */
export const saveView = (tx: Tx, view: SavedView, saver: Saver): SavedViewView => {
  check(tx, view, 0, saver);
  return changed(tx, tx.saveView({ ...view, number: 0, owner: saver.by }), "view.add", saver);
};

/** Throws `AppError`: `notFound`, `forbidden`, `invalid`, `conflict`. */
export const changeView = (tx: Tx, number: number, view: SavedView, saver: Saver): SavedViewView => {
  const before = changeable(tx, number, saver);
  check(tx, view, number, saver);
  return changed(tx, tx.saveView({ ...view, number, owner: before.owner }), "view.set", saver, before);
};

/** Throws `AppError`: `notFound`, `forbidden`. */
export const removeView = (tx: Tx, number: number, saver: Saver): void => {
  const row = changeable(tx, number, saver);
  tx.dropView(number);
  changed(tx, row, "view.remove", saver);
};
