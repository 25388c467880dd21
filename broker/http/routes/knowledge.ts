import { defineRoutes } from "../route.ts";

export default defineRoutes({
  searchKnowledge: ({ query: { words, limit = 50 } }, { knowledge }) => knowledge.find(words, limit),
  knowledge: ({ params, query }, { knowledge }) => knowledge.page(params.id, query.model),
});
