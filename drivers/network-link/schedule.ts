/** What is asked over the network. */
export const targets = ["gateway", "nameService", "broker"] as const;
export type Target = (typeof targets)[number];

/** Bytes that one question sends at most, IP headers included: an echo of 16 bytes; a query of a name of 50; SYN, ACK, FIN, ACK. */
export const bytesSent: Readonly<Record<Target, number>> = { gateway: 44, nameService: 100, broker: 216 };

/** How often a target is asked while all is well; while something is suspicious; and when that goes on. */
export interface Pace {
  readonly calmMs: number;
  readonly alertMs: number;
  readonly wearyMs: number;
}
export interface Paces {
  readonly gatewaySeconds: number;
  readonly nameSeconds: number;
  readonly brokerSeconds: number;
}
export const paceOf = (target: Target, { gatewaySeconds, nameSeconds, brokerSeconds }: Paces): Pace =>
  ({
    gateway: { calmMs: gatewaySeconds * 1000, alertMs: 10_000, wearyMs: 60_000 },
    nameService: { calmMs: nameSeconds * 1000, alertMs: 20_000, wearyMs: 120_000 },
    broker: { calmMs: brokerSeconds * 1000, alertMs: 20_000, wearyMs: 120_000 },
  })[target];

/** So many questions are asked in haste before the pace slows down: what lasts needs no haste. */
const hasty = 30;

/** When a target is asked next, after its last question. Never more slowly than while all is well. */
export const nextInMs = ({ calmMs, alertMs, wearyMs }: Pace, suspicious: boolean, askedInHaste: number): number =>
  suspicious ? Math.min(calmMs, askedInHaste < hasty ? alertMs : wearyMs) : calmMs;

const dayMs = 86_400_000;

/**
 * Bytes a healthy terminal's network driver sends in a day. The whole terminal has 1 MB (its messages included): this is the small change of it.
 */
export const calmBytesPerDay = (paces: Paces): number =>
  targets.reduce((sum, target) => sum + (dayMs / paceOf(target, paces).calmMs) * bytesSent[target], 0);
