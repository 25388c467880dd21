import { othersTurn } from "../../others-turn.ts";
import type { TerminalRow } from "../../store/store.ts";
import { unknown } from "../../unknown.ts";
import { defineRoutes, type RouteDeps } from "../route.ts";
import { oneSummary, terminalDetail, terminalSummaries } from "../views.ts";

const known = (deps: RouteDeps, id: string): TerminalRow => {
  const row = deps.store.read.terminal(id);
  if (!row) throw unknown("terminal", id);
  return row;
};

export default defineRoutes({
  summary: (_, { store }) => store.read.counts(),
  terminals: ({ query }, { store, clock }) => {
    if (query.only === undefined) return terminalSummaries(store.read, clock.now(), othersTurn);
    const rows = query.only.split(",").map((id) => store.read.terminal(id));
    return rows.filter((row) => row !== undefined).map((row) => oneSummary(store.read, row, clock.now()));
  },
  terminal: ({ params }, deps) => terminalDetail(deps.store.read, known(deps, params.terminal), deps, deps.clock.now()),
  history: ({ params, query }, deps) =>
    deps.store.read
      .events({ terminal: known(deps, params.terminal).id, limit: query.limit ?? 100 })
      .map(({ at, receivedAt, device, kind, body }) => ({
        at,
        receivedAt,
        ...(device ? { device } : {}),
        kind,
        body,
      })),
  enrol: ({ body, by }, { actions }) => actions.enrol(body, by),
  tagTerminals: ({ body, by }, { actions }) => actions.tag(body, by),
  maintenance: async ({ params, body, by }, deps) => {
    known(deps, params.terminal);
    await deps.actions.setMaintenance(params.terminal, body, by);
    return oneSummary(deps.store.read, known(deps, params.terminal), deps.clock.now());
  },
});
