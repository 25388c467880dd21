import type { Stretch, Trail, TrailFault, TrailTerminal } from "./trail.ts";

/** Milliseconds of each state, over as many terminals as were added up. */
export interface Spent {
  whole: number;
  up: number;
  down: number;
  unobserved: number;
  restricted: number;
  plannedDown: number;
}
export const nothing = (): Spent => ({ whole: 0, up: 0, down: 0, unobserved: 0, restricted: 0, plannedDown: 0 });

export const plus = (a: Spent, b: Spent): Spent => ({
  whole: a.whole + b.whole,
  up: a.up + b.up,
  down: a.down + b.down,
  unobserved: a.unobserved + b.unobserved,
  restricted: a.restricted + b.restricted,
  plannedDown: a.plannedDown + b.plannedDown,
});

/** What the courses of a terminal and its modules come to in each step. */
export interface Swept {
  readonly terminal: TrailTerminal;
  readonly steps: readonly Spent[];
  readonly modules: readonly { readonly device: string; readonly deviceClass: string; readonly spent: Spent }[];
}

const holds = (stretches: readonly Stretch[], at: number): boolean =>
  stretches.some(({ from, to }) => from <= at && at < to);

/** Critical or major, and not merely about being watched or broken into. */
export const disables = ({ severity, impact }: Pick<TrailFault, "severity" | "impact">): boolean =>
  ["critical", "major"].includes(severity) &&
  (impact.length === 0 || impact.some((one) => !["monitoring", "security"].includes(one)));

const payment: Readonly<Record<string, string>> = { cashAcceptor: "sellByCash", cardReader: "sellByCard" };
const aboutPresence = ["terminal.lost", "site.lost"];

/** When nothing is known of a device: before its first reading, while the newest was too old, while it said so itself, and since the last became too old. */
const darkOf = (trail: Trail, terminal: string, device: string): Stretch[] => {
  const readings = trail.readings.get(`${terminal}/${device}`) ?? [];
  const first = readings[0];
  if (!first) return [{ from: 0, to: Number.POSITIVE_INFINITY }];
  const dark: Stretch[] = [{ from: 0, to: first.at }];
  for (const [n, { at, health }] of readings.entries()) {
    const next = readings[n + 1]?.at ?? Number.POSITIVE_INFINITY;
    const fresh = at + health.freshForMs;
    if (next > fresh) dark.push({ from: fresh, to: next });
    if (health.availability === "unknown") dark.push({ from: at, to: next });
  }
  return dark;
};

interface Watched {
  readonly device: string;
  readonly deviceClass: string;
  readonly dark: readonly Stretch[];
  readonly broken: readonly Stretch[];
}
interface Scene {
  readonly terminal: TrailTerminal;
  readonly modules: readonly Watched[];
  readonly faults: readonly TrailFault[];
}

const sceneOf = (trail: Trail, terminal: TrailTerminal): Scene => {
  const faults = [...trail.faults.values()].filter(
    (fault) => fault.terminal === terminal.id && disables(fault) && !aboutPresence.includes(fault.code),
  );
  const modules = terminal.devices.map(({ device, deviceClass }) => ({
    device,
    deviceClass,
    dark: darkOf(trail, terminal.id, device),
    broken: faults.filter((fault) => fault.device === device).flatMap(({ lasted }) => lasted),
  }));
  return { terminal, modules, faults };
};

interface Moment {
  readonly unobserved: boolean;
  readonly down: boolean;
  readonly restricted: boolean;
  readonly planned: boolean;
  readonly modules: readonly { readonly unobserved: boolean; readonly down: boolean }[];
}

/** What a terminal and its modules are at one moment. */
const momentOf = ({ terminal, modules, faults }: Scene, at: number): Moment => {
  const away = !holds(terminal.online, at);
  const each = modules.map(({ dark, broken }) => {
    const unobserved = away || holds(dark, at);
    return { unobserved, down: !unobserved && holds(broken, at) };
  });
  const running = faults.filter(({ lasted }) => holds(lasted, at));
  const says = (service: string): boolean =>
    running.some(({ impact }) => impact.includes(service) || impact.includes("allSales"));
  const hindered = (service: string): boolean => {
    const ways = each.filter((_, n) => payment[modules[n]?.deviceClass ?? ""] === service);
    return says(service) || (ways.length > 0 && ways.every(({ down }) => down));
  };
  const ways = [...new Set(modules.flatMap(({ deviceClass }) => payment[deviceClass] ?? []))];
  const closed = ways.map(hindered);
  const unobserved = away || (each.length > 0 && each.every((one) => one.unobserved));
  const broken = ways.length === 0 ? hindered("allSales") : closed.every((one) => one);
  const down = broken && !unobserved;
  const up = !down && !unobserved;
  return {
    unobserved,
    down,
    restricted: up && (closed.some((one) => one) || hindered("receipt")),
    planned: holds(terminal.maintained, at),
    modules: each,
  };
};

const add = (
  spent: Spent,
  ms: number,
  is: { unobserved: boolean; down: boolean; planned: boolean; restricted?: boolean },
): void => {
  spent.whole += ms;
  if (is.unobserved) spent.unobserved += ms;
  else if (is.down) spent.down += ms;
  else spent.up += ms;
  if (is.down && is.planned) spent.plannedDown += ms;
  if (is.restricted) spent.restricted += ms;
};

/** Goes through the time from one change to the next and asks of each piece what it was. */
export const sweep = (trail: Trail, steps: readonly Stretch[]): Swept[] =>
  trail.terminals.flatMap((terminal): Swept[] => {
    const from = Math.max(steps[0]?.from ?? 0, terminal.createdAt);
    const to = steps.at(-1)?.to ?? 0;
    if (to <= from) return [];
    const scene = sceneOf(trail, terminal);
    const changes = [
      ...steps,
      ...terminal.online,
      ...terminal.maintained,
      ...scene.faults.flatMap(({ lasted }) => lasted),
      ...scene.modules.flatMap(({ dark }) => dark),
    ].flatMap((one) => [one.from, one.to]);
    const cuts = [...new Set([from, to, ...changes])].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
    const inStep = steps.map(nothing);
    const inModule = scene.modules.map(nothing);
    let step = 0;
    for (const [n, at] of cuts.entries()) {
      const ms = (cuts[n + 1] ?? at) - at;
      if (ms <= 0) continue;
      while (at >= (steps[step]?.to ?? Number.POSITIVE_INFINITY)) step += 1;
      const moment = momentOf(scene, at);
      add(inStep[step] as Spent, ms, moment);
      for (const [m, one] of moment.modules.entries())
        add(inModule[m] as Spent, ms, { ...one, planned: moment.planned });
    }
    const modules = scene.modules.map(({ device, deviceClass }, n) => ({
      device,
      deviceClass,
      spent: inModule[n] as Spent,
    }));
    return [{ terminal, steps: inStep, modules }];
  });
