import { defineRoutes, untilGone } from "../route.ts";

export default defineRoutes({
  assets: ({ query }, { assets }) => assets.list(query),
  assetCounts: (call, { past }) => past.tell("assetCounts", { terminals: call.reach?.terminals() }, untilGone(call)),
  terminalAssets: ({ params }, { assets }) => assets.ofTerminal(params.terminal),
  setWarranty: ({ params, body, by }, { assets, store }) =>
    store.write((tx) => assets.setWarranty(tx, { ...params, ...body }, by)),
});
