import { defineRoutes } from "../route.ts";

export default defineRoutes({
  rules: (_, { rules }) => rules.list(),
  rule: ({ params }, { rules }) => rules.one(params.id),
  setRules: ({ body, by }, { rules, store }) => store.write((tx) => rules.set(tx, body, by)),
  rehearseRules: ({ body, by }, { rehearsals }) => rehearsals.begin(body, by),
  rehearsal: ({ params }, { rehearsals }) => rehearsals.view(params.id),
  cancelRehearsal: ({ params }, { rehearsals }) => rehearsals.cancel(params.id),
});
