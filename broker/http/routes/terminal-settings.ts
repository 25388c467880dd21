import { defineRoutes } from "../route.ts";

export default defineRoutes({
  terminalSettings: ({ params: { terminal } }, { terminalSettings }) => terminalSettings.view(terminal),
  setTerminalSettings: async ({ params: { terminal }, body, by }, { terminalSettings, store }) => {
    await store.write((tx) => terminalSettings.set(tx, terminal, body, by));
    return terminalSettings.view(terminal);
  },
  fleetSettings: (_, { terminalSettings }) => terminalSettings.fleet(),
  setFleetSettings: async ({ body, by }, { terminalSettings, store }) => {
    await store.write((tx) => terminalSettings.set(tx, undefined, body, by));
    return terminalSettings.fleet();
  },
});
