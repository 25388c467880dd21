/** A lead-acid battery as its volts show it. Charge is 0..1. Volts are of the whole battery, for a rated 24 V: float 27.4, full under load about 25, empty 20.6. */
export interface Battery {
  /** Rated volts of the whole battery. */
  readonly volts: number;
  /** Watt-hours when new. */
  readonly capacityWh: number;
  charge: number;
  /** Worn: little capacity left, and its voltage breaks in under load, within seconds. */
  worn: boolean;
  /** Since when it feeds the load, ms; 0 on the charger. */
  underLoadMs: number;
}

const rechargeMs = 4 * 3_600_000;
/** Of the new capacity. */
const wornCapacity = 0.05;
const wornSag = 0.165;
const wornSagMs = 5_000;

/** Volts while it feeds `load` (0..1 of the unit's rated power). */
export const voltsUnderLoad = ({ volts, charge, worn, underLoadMs }: Battery, load: number): number =>
  volts * (0.862 + 0.19 * charge - 0.06 * load - (worn ? wornSag * Math.min(1, underLoadMs / wornSagMs) : 0));

/** Volts at the charger: a worn battery still floats. */
export const voltsOnCharge = ({ volts, charge }: Battery): number => volts * (1.02 + 0.1217 * charge);

/** b6 is set under this. */
export const lowVolts = ({ volts }: Battery): number => volts * 0.9;

export const drain = (battery: Battery, watts: number, ms: number): void => {
  const whole = battery.capacityWh * (battery.worn ? wornCapacity : 1);
  battery.charge = Math.max(0, battery.charge - (watts * ms) / 3_600_000 / whole);
  battery.underLoadMs += ms;
};

export const recharge = (battery: Battery, ms: number): void => {
  battery.charge = Math.min(1, battery.charge + ms / rechargeMs);
  battery.underLoadMs = 0;
};
