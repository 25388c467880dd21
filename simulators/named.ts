import { AppError } from "../contract/index.ts";

interface Named {
  readonly name: string;
}

const unknown = (code: string, what: string, name: string, known: readonly Named[]): AppError =>
  new AppError(code, `${what} ${name}; there are ${known.map((k) => k.name).join(", ")}`);

/** Throws `AppError("unknownFault")`, naming the faults that `device` has, for one that is not among them. */
export function mustKnow<Name extends string>(
  device: string,
  fault: string,
  faults: readonly { readonly name: Name }[],
): asserts fault is Name {
  if (!faults.some(({ name }) => name === fault))
    throw unknown("unknownFault", `${device} has no fault`, fault, faults);
}

/** Does what the outside world did. Throws `AppError("unknownAction")`, naming the actions that `device` has. */
export const actOn = (
  device: string,
  action: string,
  acts: Readonly<Record<string, () => void>>,
  actions: readonly Named[],
): void => {
  const act = Object.hasOwn(acts, action) ? acts[action] : undefined;
  if (!act) throw unknown("unknownAction", `${device} has no action`, action, actions);
  act();
};
