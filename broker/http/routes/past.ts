import { stretchOf } from "../../past/past.ts";
import { unknown } from "../../unknown.ts";
import { type Call, defineRoutes, type RouteDeps, untilGone } from "../route.ts";

const dayMs = 86_400_000;
const usualPoints = 600;

/** The terminal asked for, of what the caller sees; and a signal for when nobody waits any more. */
const asked = (
  call: Pick<Call<"course">, "params" | "reply">,
  { store }: RouteDeps,
): { readonly terminal: string; readonly signal: AbortSignal } => {
  const { terminal } = call.params;
  if (!store.read.terminal(terminal)) throw unknown("terminal", terminal);
  return { terminal, signal: untilGone(call) };
};

export default defineRoutes({
  course: (call, deps) => {
    const { terminal, signal } = asked(call, deps);
    return deps.past.tell("course", { terminal, ...stretchOf(call.query, deps.clock.now(), 7 * dayMs) }, signal);
  },
  timeline: (call, deps) => {
    const { terminal, signal } = asked(call, deps);
    return deps.past.tell("timeline", { terminal, ...stretchOf(call.query, deps.clock.now(), dayMs) }, signal);
  },
  healthChanges: (call, deps) => {
    const { terminal, signal } = asked(call, deps);
    return deps.past.tell("healthChanges", { terminal, ...stretchOf(call.query, deps.clock.now(), dayMs) }, signal);
  },
  measureHistory: (call, deps) => {
    const { terminal, signal } = asked(call, deps);
    const { device, id: measure } = call.params;
    const { points = usualPoints } = call.query;
    const range = stretchOf(call.query, deps.clock.now(), dayMs);
    const wish = { terminal, device, measure, points, ...range };
    return deps.past.tell("measureHistory", wish, signal);
  },
  cash: (call, deps) => {
    const { terminal, signal } = asked(call, deps);
    return deps.past.tell("cash", { terminal, now: deps.clock.now() }, signal);
  },
});
