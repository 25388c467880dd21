/** So many crashes in this time, and the device has to wait until the oldest is forgotten. */
export const maxCrashes = 5;
export const crashWindowMs = 10 * 60_000;

/**
 * How often the USB process of each device died by itself. Death by a signal and by our own kill (a hang) count alike: a device whose driver crashes at every
 * open must not keep the terminal busy starting processes.
 */
export class CrashBudget {
  readonly #crashes = new Map<string, number[]>();

  count(name: string, now: number): void {
    this.#crashes.set(name, [...this.#recent(name, now), now]);
  }

  /** How long this device must wait before it may be opened again, ms; 0 if it may. */
  waitMs(name: string, now: number): number {
    const recent = this.#recent(name, now);
    return recent.length < maxCrashes ? 0 : (recent[0] ?? now) + crashWindowMs - now;
  }

  #recent(name: string, now: number): number[] {
    return (this.#crashes.get(name) ?? []).filter((at) => now - at < crashWindowMs).slice(-maxCrashes);
  }
}
