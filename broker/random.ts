import { randomBytes } from "node:crypto";

/** Randomness comes in from outside: `bytes` random bytes as lower-case hex. */
export type RandomHex = (bytes: number) => string;

export const systemRandom: RandomHex = (bytes) => randomBytes(bytes).toString("hex");
