import { useState } from "react";

/** Writes down what was done, then closes the form; says so if the phone could not keep it. */
export const useDone = (close: () => void) => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = (work: () => Promise<void>): void => {
    setBusy(true);
    setError(undefined);
    work()
      .then(close, setError)
      .finally(() => setBusy(false));
  };
  return { busy, error, run };
};
