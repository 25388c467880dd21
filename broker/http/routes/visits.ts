import { defineRoutes } from "../route.ts";

const dayMs = 86_400_000;

export default defineRoutes({
  visits: ({ query }, { visits }) => visits.list(query),
  visit: ({ params }, { visits }) => visits.visit(params.number),
  planVisit: ({ body, by }, { visits }) => visits.plan(body, by),
  visitAction: ({ params, body, by }, { visits }) => visits.act(params.number, body, by),
  sightings: ({ query }, { visits, clock }) => {
    const { to = clock.now() + 1, from = to - dayMs, ...rest } = query;
    return visits.sightings({ ...rest, from, to });
  },
});
