import { unknown } from "../../unknown.ts";
import { defineRoutes } from "../route.ts";
import { explainFault } from "../views.ts";

export default defineRoutes({
  faults: ({ query }, { store }) =>
    store.read.faults({
      limit: query.limit ?? 200,
      ...(query.all ? {} : { active: true }),
      ...(query.terminal === undefined ? {} : { terminal: query.terminal }),
    }),
  explain: ({ params }, { store, faults }) => {
    const fault = store.read.fault(params.id);
    if (!fault) throw unknown("fault", params.id);
    return explainFault(store.read, faults.rules, fault);
  },
  diagnose: ({ params, body, by }, { actions }) => actions.diagnose(params.terminal, params.device, body, by),
  runbooks: (_, { diagnostics }) =>
    [...diagnostics.runbooks.values()].map(({ id, title, handles, deviceClass, disturbs }) => ({
      id,
      title,
      handles: [...handles],
      deviceClass,
      disturbs,
    })),
  diagnoses: ({ query }, { store }) =>
    store.read.diagnoses({
      limit: query.limit ?? 50,
      ...(query.terminal === undefined ? {} : { terminal: query.terminal }),
    }),
  diagnosis: ({ params }, { store }) => {
    const diagnosis = store.read.diagnosis(params.id);
    if (!diagnosis) throw unknown("diagnosis", params.id);
    return diagnosis;
  },
});
