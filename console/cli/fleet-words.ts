import type { SavedViewView, TerminalSummary } from "../../contract/index.ts";
import { AppError, fleetQuery } from "../../contract/plain.ts";
import type { Desk } from "./desk.ts";

/** A view by its name, whatever its case; one's own before one that is shared. Throws `AppError("usage")` that names those there are. */
export const viewNamed = async ({ client, t }: Desk, name: string): Promise<SavedViewView> => {
  const views = await client.savedViews();
  const same = views.filter((view) => view.name.toLowerCase() === name.toLowerCase());
  const found = same.find(({ own, shared }) => own && !shared) ?? same[0];
  if (found) return found;
  const known = views.map((view) => view.name).join(t("comma"));
  throw new AppError("usage", t(known === "" ? "views.none" : "views.noSuch", { name, known }));
};

/** The terminals that fit a query, and whether there are any at all. Throws `AppError("usage")` for a word that is not understood. */
export const fitting = async (
  { client, t }: Desk,
  words: string,
): Promise<{ readonly terminals: TerminalSummary[]; readonly all: number }> => {
  const query = fleetQuery(words);
  const [wrong] = query.wrong;
  if (wrong) {
    const known = wrong.known.join(t("comma"));
    throw new AppError("usage", t("terminals.notUnderstood", { word: wrong.word, known }));
  }
  const all = await client.terminals();
  return { terminals: all.filter((terminal) => query.matches(terminal)), all: all.length };
};
