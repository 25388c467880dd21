import { defineRoutes } from "../route.ts";

export default defineRoutes({
  assets: ({ query }, { assets }) => assets.list(query),
  terminalAssets: ({ params }, { assets }) => assets.ofTerminal(params.terminal),
  setWarranty: ({ params, body, by }, { assets, store }) =>
    store.write((tx) => assets.setWarranty(tx, { ...params, ...body }, by)),
});
