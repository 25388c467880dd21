import { AppError, mayDo } from "../../../contract/index.ts";
import { changeView, removeView, type Saver, saveView, viewsOf } from "../../saved-views/saved-views.ts";
import { removeSite, saveSite, siteView } from "../../sites/register.ts";
import { type Call, defineRoutes, type RouteDeps } from "../route.ts";

const saver = ({ actor, by }: Pick<Call<"saveView">, "actor" | "by">, { live, clock }: RouteDeps): Saver => {
  if (!actor) throw new AppError("page", "a saved view is asked for by nobody");
  return { live, at: clock.now(), by, mayShare: mayDo(actor.role, "configure") };
};

export default defineRoutes({
  sites: (_, { store, levels, clock }) => {
    const at = clock.now();
    return store.read.sites().map((site) => siteView(site, levels, at));
  },
  setSite: async ({ body, by }, { store, live, levels, clock }) => {
    const at = clock.now();
    await store.write((tx) => saveSite(tx, body, { live, at, by }));
    return siteView(body, levels, at);
  },
  removeSite: async ({ body: { name }, by }, { store, live, clock }) => {
    await store.write((tx) => removeSite(tx, name, { live, at: clock.now(), by }));
    return { name };
  },
  savedViews: ({ by }, { store }) => viewsOf(store.read, by),
  saveView: (call, deps) => deps.store.write((tx) => saveView(tx, call.body, saver(call, deps))),
  changeView: (call, deps) =>
    deps.store.write((tx) => changeView(tx, call.params.number, call.body, saver(call, deps))),
  removeView: async (call, deps) => {
    const { number } = call.params;
    await deps.store.write((tx) => removeView(tx, number, saver(call, deps)));
    return { number };
  },
});
