import type { FaultView } from "../../contract/index.ts";
import type { FaultRule } from "./rule.ts";
import type { Said } from "./stages/phase.ts";

/** A fault that is not closed, with what only memory needs. */
export interface Active {
  fault: FaultView;
  rule: FaultRule;
  said: Said;
  /** Monotonic start of the phase. */
  phaseMono: number;
  /** Nothing was heard of the device since: what was pending must last its hold anew. */
  blind?: boolean;
}

export const keyOf = (terminal: string, device: string, code: string): string => `${terminal}/${device}/${code}`;

const longestWindowMs = 24 * 3_600_000;

/** The engine's memory: active faults by terminal, device and code, and those that closed a short while ago and may come back. */
export class Registry {
  readonly #active = new Map<string, Map<string, Map<string, Active>>>();
  readonly #recent = new Map<string, FaultView>();
  readonly #byId = new Map<string, Active>();

  device(terminal: string, device: string): Map<string, Active> | undefined {
    return this.#active.get(terminal)?.get(device);
  }

  get(terminal: string, device: string, code: string): Active | undefined {
    return this.#active.get(terminal)?.get(device)?.get(code);
  }

  byId(id: string): Active | undefined {
    return this.#byId.get(id);
  }

  /** A list of its own: faults come and go while it is walked. */
  ofTerminal(terminal: string): Active[] {
    const list: Active[] = [];
    for (const codes of this.#active.get(terminal)?.values() ?? []) list.push(...codes.values());
    return list;
  }

  all(): Active[] {
    return [...this.#byId.values()];
  }

  add(active: Active): void {
    const { terminal, device, code, id } = active.fault;
    const devices = this.#active.get(terminal) ?? new Map<string, Map<string, Active>>();
    const codes = devices.get(device) ?? new Map<string, Active>();
    this.#active.set(terminal, devices);
    devices.set(device, codes);
    codes.set(code, active);
    this.#byId.set(id, active);
    this.#recent.delete(keyOf(terminal, device, code));
  }

  remove({ fault: { terminal, device, code, id } }: Active): void {
    const devices = this.#active.get(terminal);
    const codes = devices?.get(device);
    codes?.delete(code);
    if (codes?.size === 0) devices?.delete(device);
    if (devices?.size === 0) this.#active.delete(terminal);
    this.#byId.delete(id);
  }

  /** Keeps a closed fault for a while, so that it can come back as the same one. */
  remember(fault: FaultView): void {
    const key = keyOf(fault.terminal, fault.device, fault.code);
    this.#recent.delete(key);
    this.#recent.set(key, fault);
    for (const [old, { closedAt = 0 }] of this.#recent) {
      if (closedAt > (fault.closedAt ?? 0) - longestWindowMs && this.#recent.size <= 20_000) break;
      this.#recent.delete(old);
    }
  }

  recent(terminal: string, device: string, code: string): FaultView | undefined {
    return this.#recent.get(keyOf(terminal, device, code));
  }

  forget(terminal: string, device: string, code: string): void {
    this.#recent.delete(keyOf(terminal, device, code));
  }
}
