import { type ForecastView, measures } from "../../../contract/index.ts";
import { wearParts } from "../../wear/parts.ts";
import type { Forecast } from "../../wear/wear.ts";
import { defineRoutes } from "../route.ts";

const dayMs = 86_400_000;

const viewOf = ({ item, usage, end, share, left, perDay, watchedHours, dueAt }: Forecast): ForecastView => ({
  terminal: usage.terminal,
  device: usage.device,
  item: item.id,
  title: item.title,
  measure: item.measure,
  unit: measures[item.measure].unit,
  at: usage.at,
  value: usage.value,
  end,
  left,
  ...(share === undefined ? {} : { share }),
  ...(perDay === undefined ? {} : { perDay }),
  watchedHours,
  ...(dueAt === undefined ? {} : { dueAt }),
  renewable: item.kind === "wear",
  ...(usage.renewedAt === undefined ? {} : { renewedAt: usage.renewedAt }),
});

export default defineRoutes({
  forecasts: ({ query: { terminal, days, spare, limit = 200 } }, { wear, faults, clock }) => {
    const parts = spare === undefined ? undefined : wearParts(faults.rules);
    return wear
      .forecasts({
        ...(terminal === undefined ? {} : { terminal }),
        ...(days === undefined ? {} : { beforeAt: clock.now() + days * dayMs }),
      })
      .filter(({ item }) => parts === undefined || parts.get(item.id)?.[0] === spare)
      .slice(0, limit)
      .map(viewOf);
  },
  renewPart: async ({ params: { terminal, device, part }, body, by }, { actions }) =>
    viewOf(await actions.renewPart({ terminal, device, part, ...body }, by)),
});
