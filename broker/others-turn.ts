/** Lets whatever waits go first: long work is done in turns. */
export const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
