import { unknown } from "../../unknown.ts";
import { defineRoutes } from "../route.ts";

export default defineRoutes({
  runCommand: ({ params, body, by }, { actions }) => actions.runCommand(params.terminal, params.device, body, by),
  approveCommand: ({ params, body, by }, { actions }) => actions.approveCommand(params.terminal, params.id, body, by),
  command: ({ params }, { store }) => {
    const command = store.read.command(params.id);
    if (!command) throw unknown("command", params.id);
    return command;
  },
  commands: ({ query }, { store }) =>
    store.read.commands({
      limit: query.limit ?? 100,
      ...(query.terminal === undefined ? {} : { terminal: query.terminal }),
      ...(query.state === undefined ? {} : { states: [query.state] }),
    }),
});
