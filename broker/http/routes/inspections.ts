import { defineRoutes } from "../route.ts";

export default defineRoutes({
  inspections: ({ query: { terminal, days, limit = 1000 } }, { inspections }) =>
    inspections
      .due({
        ...(terminal === undefined ? {} : { terminal }),
        ...(days === undefined ? {} : { withinDays: days }),
      })
      .slice(0, limit),
  inspection: ({ params }, { inspections }) => inspections.current(params.terminal),
  inspect: ({ params, body, by }, { inspections }) => inspections.inspect(params.terminal, body, by),
  rounds: ({ query }, { inspections }) => inspections.rounds(query),
  round: ({ params }, { inspections }) => inspections.round(params.number),
});
